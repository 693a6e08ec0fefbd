"""Groups and people."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from rolebridge.federation.organisation import GroupEntry, PersonEntry


def build_group(raw: Mapping[str, Any]) -> GroupEntry:
    """One item of `groups`."""
    return GroupEntry(raw["name"], raw.get("description", ""), tuple(raw.get("member_of", ())))


def build_person(raw: Mapping[str, Any]) -> PersonEntry:
    """One item of `people`. Usernames are kept in NFC, as the directory compares them."""
    password = raw.get("password", {})
    return PersonEntry(
        username=unicodedata.normalize("NFC", raw["username"]),
        display_name=raw["display_name"],
        email=raw.get("email"),
        disabled=raw.get("disabled", False),
        groups=tuple(raw.get("groups", ())),
        attributes={name: one_or_many(v) for name, v in raw.get("attributes", {}).items()},
        password_hash=password.get("argon2id"),
        initial_token_hash=password.get("initial_token_sha256"),
    )


def one_or_many(value: str | list[str]) -> tuple[str, ...]:
    """A text that stands alone means a list of one."""
    return (value,) if isinstance(value, str) else tuple(value)
