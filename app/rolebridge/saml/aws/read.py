"""Attributes to AWS claims: each reader is one or two checks of the catalogue."""

import re
from collections.abc import Mapping

from rolebridge.saml.aws.claims import (
    PRINCIPAL_TAG,
    ROLE,
    ROLE_SESSION_NAME,
    SESSION_DURATION,
    SOURCE_IDENTITY,
    TRANSITIVE_TAG_KEYS,
    AWSClaims,
    InvalidRolePair,
    RolePair,
    parse_role_pair,
)
from rolebridge.saml.aws.limits import (
    MAX_DURATION,
    MAX_TAGS,
    MIN_DURATION,
    find_duplicate_key,
    find_duration_fault,
    find_session_name_fault,
    find_source_identity_fault,
    find_tag_key_fault,
    find_tag_value_fault,
    find_unknown_transitive_key,
)
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import claims as checks

Attributes = Mapping[str, tuple[str, ...]]

_DIGITS = re.compile(r"[0-9]{1,5}")
_SESSION_NAME = "one value of 2 to 64 characters from a-z A-Z 0-9 _ + = , . @ -"


def read_claims(attributes: Attributes) -> AWSClaims:
    """The AWS claims among the attributes of a verified assertion. Raises CheckFailed.

    Attribute names count exactly; their NameFormat does not matter. Every limit is checked in the
    order of the catalogue.
    """
    return AWSClaims(
        role_pairs=_read_role_pairs(attributes),
        role_session_name=_read_session_name(attributes),
        session_duration=_read_duration(attributes),
        principal_tags=(tags := _read_tags(attributes)),
        transitive_tag_keys=_read_transitive_keys(attributes, tags),
        source_identity=_read_source_identity(attributes),
    )


def _read_role_pairs(attributes: Attributes) -> tuple[RolePair, ...]:
    values = attributes.get(ROLE, ())
    if not values:
        raise CheckFailed(checks.ROLE_MISSING, f"the attribute {ROLE}", None)
    return tuple(dict.fromkeys(_read_role_pair(value) for value in values))


def _read_role_pair(value: str) -> RolePair:
    try:
        return parse_role_pair(value)
    except InvalidRolePair as error:
        wanted = "a role ARN and a SAML provider ARN joined by a comma"
        raise CheckFailed(checks.ROLE_MALFORMED, wanted, value, detail=error.rule) from None


def _read_session_name(attributes: Attributes) -> str:
    values = attributes.get(ROLE_SESSION_NAME, ())
    if not values:
        name = f"the attribute {ROLE_SESSION_NAME}"
        raise CheckFailed(checks.ROLE_SESSION_NAME_MISSING, name, None)
    if len(values) != 1 or find_session_name_fault(values[0]) is not None:
        raise CheckFailed(checks.ROLE_SESSION_NAME_INVALID, _SESSION_NAME, _shown(values))
    return values[0]


def _read_duration(attributes: Attributes) -> int | None:
    values = attributes.get(SESSION_DURATION)
    if values is None:
        return None
    if len(values) == 1 and _DIGITS.fullmatch(values[0]):
        seconds = int(values[0])
        if find_duration_fault(seconds) is None:
            return seconds
    wanted = f"one whole number of seconds from {MIN_DURATION} to {MAX_DURATION}"
    raise CheckFailed(checks.SESSION_DURATION_INVALID, wanted, _shown(values))


def _read_tags(attributes: Attributes) -> dict[str, str]:
    tags = {
        name.removeprefix(PRINCIPAL_TAG): values
        for name, values in attributes.items()
        if name.startswith(PRINCIPAL_TAG)
    }
    read = {key: _read_tag(key, values) for key, values in tags.items()}
    twin = find_duplicate_key(read)
    if twin is not None:
        raise CheckFailed(checks.TAG_DUPLICATE, "each key once", twin)
    if len(read) > MAX_TAGS:
        raise CheckFailed(checks.TOO_MANY_TAGS, f"at most {MAX_TAGS}", len(read))
    return read


def _read_tag(key: str, values: tuple[str, ...]) -> str:
    if len(values) != 1:
        raise CheckFailed(checks.TAG_INVALID, "exactly one value", f"{len(values)} for {key!r}")
    rule = find_tag_key_fault(key) or find_tag_value_fault(values[0])
    if rule is not None:
        wanted = "a key and a value within the limits of session tags"
        raise CheckFailed(checks.TAG_INVALID, wanted, f"{key!r}: {rule}")
    return values[0]


def _read_transitive_keys(attributes: Attributes, tags: Mapping[str, str]) -> tuple[str, ...]:
    keys = attributes.get(TRANSITIVE_TAG_KEYS, ())
    stranger = find_unknown_transitive_key(keys, tags.keys())
    if stranger is not None:
        raise CheckFailed(checks.TRANSITIVE_TAG_UNKNOWN, tags.keys(), stranger)
    return tuple(dict.fromkeys(keys))


def _read_source_identity(attributes: Attributes) -> str | None:
    values = attributes.get(SOURCE_IDENTITY)
    if values is None:
        return None
    if len(values) != 1 or find_source_identity_fault(values[0]) is not None:
        wanted = f"{_SESSION_NAME}, not beginning with 'aws:'"
        raise CheckFailed(checks.SOURCE_IDENTITY_INVALID, wanted, _shown(values))
    return values[0]


def _shown(values: tuple[str, ...]) -> str:
    return repr(values[0]) if len(values) == 1 else f"{len(values)} values"
