"""JSON objects as security-relevant documents need them: one reading, or none.

Two readers of one text must not see two things, so what RFC 8259 leaves open is refused: a name
that stands twice, NaN and Infinity, half characters and NUL, anything but UTF-8.
"""

import json
from typing import Any, NoReturn

Members = dict[str, Any]
_MOST_DIGITS = 40


def parse_json_object(raw: bytes) -> Members:
    """The members of one JSON object. Raises ValueError with a rule that completes "it ..."."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_build_members,
            parse_int=_read_integer,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError:
        raise ValueError("is not JSON") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("is no JSON object")  # noqa: TRY004  (a bad value, not a slip of ours)
    _refuse_half_characters(text)
    return value


def _build_members(pairs: list[tuple[str, Any]]) -> Members:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("says one name twice")
    return members


def _read_integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("holds a number of too many digits")
    return int(digits)


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("holds NaN or Infinity")


def _refuse_half_characters(text: str) -> None:
    """Escapes may spell what UTF-8 text may not hold."""
    lowered = text.lower()
    if "\\u0000" in lowered or "\\ud" in lowered:
        try:
            spelt = json.dumps(json.loads(text), ensure_ascii=False)
            spelt.encode()
        except UnicodeEncodeError:
            raise ValueError("holds half a character") from None
        if "\\u0000" in spelt:
            raise ValueError("holds NUL")
