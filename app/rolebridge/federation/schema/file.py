"""The federation file as a whole, and its published JSON Schema."""

from rolebridge.federation.compounds import ListOf, Record
from rolebridge.federation.schema import words
from rolebridge.federation.schema.accounts import ACCOUNT
from rolebridge.federation.schema.clients import OIDC_CLIENT
from rolebridge.federation.schema.people import GROUP, PERSON
from rolebridge.federation.schema.rules import RULE
from rolebridge.federation.schema.services import SERVICE_PROVIDER
from rolebridge.federation.shapes import Choice, JSONSchema, Text

KIND_KEY = "rolebridge"
KIND = "federation/1"

SECTIONS = (
    "organisation",
    "groups",
    "people",
    "accounts",
    "service_providers",
    "oidc_clients",
    "mapping_rules",
)

MEANING = (
    "A section that stands in the file is the whole truth about that section: what is missing from "
    "it is removed, so taking out a mapping rule takes back what it granted. A section that is "
    "left out is not touched. `accounts` speaks for what was made through the IAM API as well: a "
    "user, role or policy that it does not name is removed, a user with its access keys and MFA "
    "devices, so export before you apply. Keys and seeds stand in no file; they stay as long as "
    "their owner does."
)

FEDERATION = Record(
    f"A rolebridge federation file. {MEANING}",
    {
        KIND_KEY: Choice("The kind and version of this file; the first key.", (KIND,)),
        "organisation": Record(
            "The organisation itself.",
            {
                "name": Text(
                    "The organisation's name, as pages show it.",
                    words.DISPLAY_NAME.rule,
                    words.NAME_PATTERN,
                    maximum=200,
                )
            },
            required=("name",),
        ),
        "groups": ListOf("All groups.", GROUP),
        "people": ListOf("All people.", PERSON),
        "accounts": ListOf("All AWS accounts.", ACCOUNT),
        "service_providers": ListOf("All SAML service providers.", SERVICE_PROVIDER),
        "oidc_clients": ListOf("All OpenID Connect clients.", OIDC_CLIENT),
        "mapping_rules": ListOf("All mapping rules: who gets which role.", RULE),
    },
    required=(KIND_KEY,),
)


def build_json_schema() -> JSONSchema:
    """The JSON Schema (draft 2020-12) that editors complete and check a federation file by."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rolebridge:schema:federation:1",
        "title": "rolebridge federation file",
        **FEDERATION.schema(),
    }
