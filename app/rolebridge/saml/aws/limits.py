"""The limits of the AWS attributes, each said once for issuing and for reading.

Every `find_*_fault` gives the rule that a value breaks, in words, or None. The sources are the
IAM User Guide ("Configure SAML assertions", "Pass session tags") and the STS service model.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

MAX_TAGS = 50
MIN_DURATION = 900
MAX_DURATION = 43_200
MAX_RESPONSE_CHARACTERS = 100_000

_SESSION_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
_PLAIN_TAG_TEXT = re.compile(r"[A-Za-z0-9 _.:/=+@-]*")
_TAG_PUNCTUATION = frozenset("_.:/=+-@")
# \p{L}, \p{Z} and \p{N} by the first letter of the Unicode category.
_TAG_CATEGORIES = frozenset("LZN")


def find_session_name_fault(text: str) -> str | None:
    """What is wrong with a RoleSessionName."""
    if _SESSION_NAME.fullmatch(text) is None:
        return "it must be 2 to 64 characters of letters, digits and _ + = , . @ -"
    return None


def find_source_identity_fault(text: str) -> str | None:
    """What is wrong with a SourceIdentity."""
    if text.lower().startswith("aws:"):
        return "it must not begin with 'aws:'"
    return find_session_name_fault(text)


def find_duration_fault(seconds: int) -> str | None:
    """What is wrong with a SessionDuration."""
    if not MIN_DURATION <= seconds <= MAX_DURATION:
        return f"it must be a whole number of seconds from {MIN_DURATION} to {MAX_DURATION}"
    return None


def find_tag_key_fault(key: str) -> str | None:
    """What is wrong with the key of a session tag."""
    if not 1 <= len(key) <= 128:
        return "a tag key must have 1 to 128 characters"
    if key.lower().startswith("aws:"):
        return "tag keys that begin with 'aws:' are reserved"
    return _find_character_fault(key)


def find_tag_value_fault(value: str) -> str | None:
    """What is wrong with the value of a session tag. It may be empty."""
    if len(value) > 256:
        return "a tag value must have at most 256 characters"
    return _find_character_fault(value)


def find_duplicate_key(keys: Iterable[str]) -> str | None:
    """The first key that differs from an earlier one in case only, or not at all."""
    seen: set[str] = set()
    for key in keys:
        folded = key.casefold()
        if folded in seen:
            return key
        seen.add(folded)
    return None


def find_unknown_transitive_key(keys: Iterable[str], tags: Collection[str]) -> str | None:
    """The first transitive tag key that names no tag; case does not count, as for tags."""
    known = {tag.casefold() for tag in tags}
    return next((key for key in keys if key.casefold() not in known), None)


def _find_character_fault(text: str) -> str | None:
    if _PLAIN_TAG_TEXT.fullmatch(text) is not None:
        return None
    for char in text:
        if char in _TAG_PUNCTUATION or unicodedata.category(char)[0] in _TAG_CATEGORIES:
            continue
        return f"the character {char!a} is not a letter, digit, blank or one of _ . : / = + - @"
    return None
