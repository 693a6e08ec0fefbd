"""The shapes of mapping rules: who gets which role."""

from rolebridge.federation.compounds import Either, ListOf, Record
from rolebridge.federation.schema import words
from rolebridge.federation.shapes import Text

_PLACEHOLDERS = (
    "Placeholders: {username}, {attribute.NAME}, and {account}, {alias}, {role} where they are "
    "known: from a group pattern, or from the grant itself."
)


def _one_or_many(description: str, *examples: str) -> Either:
    value = Text(description, minimum=0, maximum=2048, examples=examples)
    return Either(
        description,
        text=value,
        items=ListOf("Any one of these.", value, minimum=1),
        rule="a text or a list of texts",
    )


CONDITION = Record(
    "One condition: a group, or an attribute with either `equals` or `like`.",
    {
        "group": Text(
            "The person is in this group, directly or through nesting. With placeholders "
            "(aws-{account}-{role}) it is a pattern: the account (12 digits or an alias) and the "
            "role are read from the group's name and fill the grant.",
            examples=("developers", "aws-{account}-{role}"),
        ),
        "attribute": words.ATTRIBUTE_NAME,
        "equals": _one_or_many("The attribute has this value, to the letter."),
        "like": _one_or_many(
            "The attribute has a value of this form: * is any run, ? is one character.", "eng-*"
        ),
    },
    ways=(("group",), ("attribute", "equals"), ("attribute", "like")),
)

GRANT = Record(
    "Each of the roles in each of the accounts, through one SAML provider of that account.",
    {
        "accounts": ListOf(
            f"Account ids or aliases. {_PLACEHOLDERS}",
            Text("An account's id or alias.", examples=("111122223333", "{account}")),
            minimum=1,
        ),
        "roles": ListOf(
            f"Role names, with their path where they have one: team/Admin. {_PLACEHOLDERS}",
            Text("A role's name.", examples=("Developer", "{role}")),
            minimum=1,
        ),
        "provider": Text(f"The SAML provider's name. {_PLACEHOLDERS}", examples=("ExampleCorp",)),
    },
    required=("accounts", "roles", "provider"),
)

RULE = Record(
    "A mapping rule: if every condition under `when` holds, everything under `grant` is given.",
    {
        "name": words.RULE_NAME,
        "description": words.DESCRIPTION,
        "when": ListOf("The conditions; all of them must hold.", CONDITION, minimum=1),
        "grant": ListOf("What is given.", GRANT, minimum=1),
    },
    required=("name", "when", "grant"),
)
