"""What our tokens say about a person, by scope (OpenID Connect Core 5.4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from rolebridge.directory.people import Person
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import SPProfile
from rolebridge.idp.claims import build_aws_claims
from rolebridge.oidc.aws_claims import build_session_claims


def build_person_claims(
    person: Person, scopes: Sequence[str], configuration: Configuration
) -> dict[str, Any]:
    """The claims of each scope. Raises ClaimRefused where a session template makes no fit value.

    `aws` brings the session tags and the source identity that the AWS service provider's entry
    makes of this person, so that both ways into AWS open the same session.
    """
    claims: dict[str, Any] = {}
    if "profile" in scopes:
        claims |= {"name": person.display_name, "preferred_username": person.username}
    if "email" in scopes and person.email is not None:
        claims["email"] = person.email
    if "groups" in scopes:
        claims["groups"] = sorted(person.groups)
    if "aws" in scopes:
        claims |= _build_aws(person, configuration)
    return claims


def _build_aws(person: Person, configuration: Configuration) -> Mapping[str, Any]:
    entries = configuration.service_providers.values()
    entry = next((each for each in entries if each.profile is SPProfile.AWS), None)
    if entry is None:
        return {}
    made = build_aws_claims(entry, person, ())
    return build_session_claims(made.principal_tags, made.transitive_tag_keys, made.source_identity)
