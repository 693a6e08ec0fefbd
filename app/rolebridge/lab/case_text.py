"""The JSON of cases: read so that nothing is lost, and documents in it written back as text.

Python's parser keeps the last of two equal keys and rounds numbers. A policy document may not be
changed on its way to the policy language, which has an opinion on both.
"""

import json
import re
from typing import Self

# A document's text may hold characters up to U+00FF; the others it can only spell as escapes.
_BEYOND = re.compile(r"[^\x00-\xff]")


class UnreadableCase(ValueError):
    """Bytes that are not one JSON value in UTF-8."""


class Repeating(dict[str, object]):
    """An object that has a key more than once: the last one counts, `pairs` has them all."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def find_repeated(self) -> str:
        """The first key that stands twice."""
        names = [name for name, _ in self.pairs]
        return next(name for name in names if names.count(name) > 1)


class Fraction(float):
    """A number with a point or an exponent, which still knows how it was written."""

    text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number


def read_case_text(line: bytes) -> object:
    """Read one JSON value. Raises UnreadableCase."""
    try:
        return json.loads(
            line.decode("utf-8-sig"),
            object_pairs_hook=_build_object,
            parse_float=Fraction,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError:
        raise UnreadableCase("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableCase(f"it is not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise UnreadableCase("it is nested too deeply") from None
    except ValueError as error:
        raise UnreadableCase(f"it is not JSON: {error}") from None


def write_document(document: object) -> str:
    """The text of a document that stands in a case as an object. Raises UnreadableCase.

    It is one line, since no line of the case's text would tell where it stands.
    """
    try:
        text = _write(document)
    except RecursionError:
        raise UnreadableCase("it is nested too deeply") from None
    except TypeError as error:
        raise UnreadableCase(f"it is not JSON: {error}") from None
    return text if text.isascii() else _BEYOND.sub(_escape, text)


def _build_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Repeating(pairs)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _write(value: object) -> str:
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, Repeating) else value.items()
        members = (f"{_write_scalar(name)}: {_write(member)}" for name, member in pairs)
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_write(item) for item in value) + "]"
    return value.text if isinstance(value, Fraction) else _write_scalar(value)


def _write_scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
