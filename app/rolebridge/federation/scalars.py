"""What an unquoted YAML scalar means here.

YAML 1.1 and 1.2 disagree about `no`, `012`, `1_000`, `1:30`, `0x1F` and their like, and so do the
programs that read them: one sees a number or a boolean, the next a text. This reader refuses what
is read differently elsewhere, and takes the rest as YAML 1.2 (and JSON) does.
"""

import re
from enum import Enum

from rolebridge.federation.placed import WrittenNumber

# Longer than any number that a policy could mean, and short enough to convert.
_MAX_NUMBER = 40

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

# The other spellings of YAML 1.1 and 1.2, each a boolean, null or a merge for some reader.
_DISPUTED_WORDS = frozenset(
    spelling
    for word in ("yes", "no", "on", "off", "true", "false", "null")
    for spelling in (word, word.capitalize(), word.upper())
    if spelling not in _WORDS
) | {"=", "<<"}

_JSON_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DISPUTED_NUMBERS = re.compile(
    r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]*)?"  # 012, 1_000, +1, 1., 1e
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"  # .5
    r"|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # 1:30, which is 90 to YAML 1.1
    r"|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)


class Disputed(Enum):
    """The answer for a scalar that must be quoted."""

    SCALAR = "disputed"


def read_plain(text: str) -> str | int | float | bool | Disputed | None:
    """The value of an unquoted scalar. Dates are texts: nothing here is a date."""
    if text in _WORDS:
        return _WORDS[text]
    if text in _DISPUTED_WORDS:
        return Disputed.SCALAR
    if text[0] not in "-+.0123456789":
        return text
    if _JSON_NUMBER.fullmatch(text) is not None and len(text) <= _MAX_NUMBER:
        if _JSON_INTEGER.fullmatch(text) is not None and text != "-0":
            return int(text)
        return WrittenNumber(text)
    return Disputed.SCALAR if _DISPUTED_NUMBERS.fullmatch(text) is not None else text
