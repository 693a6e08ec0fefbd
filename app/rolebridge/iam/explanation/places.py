"""On which line each statement of a document stands."""

import re
from collections.abc import Iterator
from functools import lru_cache
from json import JSONDecoder

_BLANK = re.compile(r"[ \t\n\r]*")
# Numbers stay text, so that a long one costs nothing.
_DECODER = JSONDecoder(parse_int=str, parse_float=str)


@lru_cache(maxsize=64)
def list_statement_lines(text: str) -> tuple[int, ...]:
    """The lines, from 1, of the statements of a document that has been parsed without fault.

    The parser itself finds where each statement ends, which is far cheaper than a walk that
    knows every place in the document.
    """
    if "\n" not in text:
        return ()
    lines, line, before = [], 1, 0
    for at in _find_statements(text):
        line += text.count("\n", before, at)
        before = at
        lines.append(line)
    return tuple(lines)


def find_line(text: str, index: int) -> int:
    """The line of one statement; 1 in a document of one line."""
    lines = list_statement_lines(text)
    return lines[index] if index < len(lines) else 1


def list_statement_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each statement of such a document begins and ends, counted in characters from 0."""
    return tuple((at, _DECODER.raw_decode(text, at)[1]) for at in _find_statements(text))


def _find_statements(text: str) -> Iterator[int]:
    at = _find_member(text)
    if text[at] != "[":
        yield at
        return
    while text[at] != "]":
        at = _skip_blank(text, at + 1)
        yield at
        at = _skip_value(text, at)


def _find_member(text: str) -> int:
    """Where the value of the member `Statement` begins."""
    at = _skip_blank(text, 0)
    while True:
        key, end = _DECODER.raw_decode(text, _skip_blank(text, at + 1))
        value = _skip_blank(text, _skip_blank(text, end) + 1)
        if key == "Statement":
            return value
        at = _skip_value(text, value)


def _skip_value(text: str, at: int) -> int:
    """To the comma or bracket behind a value."""
    return _skip_blank(text, _DECODER.raw_decode(text, at)[1])


def _skip_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
