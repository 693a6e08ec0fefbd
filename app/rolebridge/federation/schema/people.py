"""The shapes of groups and people."""

from rolebridge.federation.compounds import Either, ListOf, MapOf, Record
from rolebridge.federation.schema import words
from rolebridge.federation.shapes import Flag, Text

HOW_TO_HASH = (
    "leave the key out and let `rolebridge people token NAME` make a one-time token, "
    "or make a hash with: python -c "
    "'import argon2, getpass; print(argon2.PasswordHasher(2, 19456, 1).hash(getpass.getpass()))'"
)

GROUP = Record(
    "A group of people; the mapping rules speak of groups.",
    {
        "name": words.GROUP_NAME,
        "description": words.DESCRIPTION,
        "member_of": ListOf(
            "The groups that this group is nested in: its members are members of those too.",
            words.GROUP_NAME,
        ),
    },
    required=("name",),
)

PASSWORD = Record(
    "What the person signs in with. Clear text never stands here. Where the key is left out, "
    "applying the file leaves the person's password alone.",
    {
        "argon2id": Text(
            "The argon2id hash of the password, in PHC form. It replaces the person's password.",
            f"an argon2id hash ($argon2id$v=19$m=...,t=...,p=...$salt$hash); {HOW_TO_HASH}",
            r"\$argon2id\$v=19\$m=[0-9]{1,7},t=[0-9]{1,3},p=[0-9]{1,3}"
            r"\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,172}",
            is_secret=True,
        ),
        "initial_token_sha256": Text(
            "The SHA-256, in hex, of a one-time token with which the person sets a first password. "
            "It counts only while the person has no password.",
            "64 lower-case hex digits",
            r"[0-9a-f]{64}",
            is_secret=True,
        ),
    },
    ways=(("argon2id",), ("initial_token_sha256",)),
    otherwise=(
        "is neither {argon2id: HASH} nor {initial_token_sha256: HEX}, and a password in clear text "
        f"never stands here; {HOW_TO_HASH}"
    ),
)

ATTRIBUTES = MapOf(
    "The person's attributes: name -> text, or list of texts.",
    words.ATTRIBUTE_NAME,
    Either(
        "One value, or a list of values.",
        text=words.ATTRIBUTE_VALUE,
        items=ListOf("The values.", words.ATTRIBUTE_VALUE, minimum=1),
        rule="a text or a list of texts",
    ),
)

PERSON = Record(
    "A person who may sign in.",
    {
        "username": words.USERNAME,
        "display_name": words.DISPLAY_NAME,
        "email": words.EMAIL,
        "disabled": Flag("Whether sign-in is refused. Default: false."),
        "groups": ListOf("The groups the person is in directly.", words.GROUP_NAME),
        "attributes": ATTRIBUTES,
        "password": PASSWORD,
    },
    required=("username", "display_name"),
)
