"""Wildcards: `*` is any run of characters, `?` is exactly one code point.

A pattern is cut at its `*` into pieces, which are then found from left to right: the leftmost
place is always the best one, so nothing is ever tried twice. A piece without `?` is found by
`str.find`; one with `?` by ANDing, for each of its characters, the set of places where that
character stands, a set being one integer. No input makes either slow, and no regular expression
is built from what a policy says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Wildcard(Enum):
    """The two wildcards, as parts of a pattern. A `*` in a str part is just a character."""

    ANY = "*"
    ONE = "?"


Part = str | Wildcard


class Subject:
    """A text that patterns are tried on. Where its characters stand is worked out once for all."""

    __slots__ = ("_places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[str, int] = {}

    def places_of(self, character: str) -> int:
        """A set of positions: bit i is set where `text[i]` is the character."""
        places = self._places.get(character)
        if places is None:
            digits = bytearray(b"0") * len(self.text)
            at = self.text.find(character)
            while at >= 0:
                digits[-1 - at] = 49  # "1"
                at = self.text.find(character, at + 1)
            places = self._places[character] = int(digits or b"0", 2)
        return places


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two `*`: runs of literal text at their offsets; the gaps are `?`."""

    length: int
    runs: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        runs: list[tuple[int, str]] = []
        length = 0
        for part in parts:
            if isinstance(part, str):
                if runs and runs[-1][0] + len(runs[-1][1]) == length:
                    runs[-1] = (runs[-1][0], runs[-1][1] + part)
                elif part:
                    runs.append((length, part))
                length += len(part)
            else:
                length += 1
        return cls(length, tuple(runs))

    def stands_at(self, text: str, at: int) -> bool:
        return all(text.startswith(run, at + offset) for offset, run in self.runs)

    def find(self, subject: Subject, start: int, end: int) -> int:
        """The leftmost place at or after `start` where the piece ends by `end`; else -1."""
        last = end - self.length
        if last < start:
            return -1
        if not self.runs:
            return start
        if len(self.runs) == 1:
            offset, run = self.runs[0]
            found = subject.text.find(run, start + offset, last + offset + len(run))
            return found - offset if found >= 0 else -1
        candidates = ((1 << (last - start + 1)) - 1) << start
        for offset, run in self.runs:
            for place, character in enumerate(run, offset):
                candidates &= subject.places_of(character) >> place
            if not candidates:
                return -1
        return (candidates & -candidates).bit_length() - 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. It matches whole texts, never parts of them."""

    pieces: tuple[Piece, ...]
    shortest: int

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        pieces: list[list[Part]] = [[]]
        for part in parts:
            if part is Wildcard.ANY:
                pieces.append([])
            else:
                pieces[-1].append(part)
        built = tuple(Piece.of(piece) for piece in pieces)
        return cls(built, sum(piece.length for piece in built))

    def matches(self, subject: Subject) -> bool:
        text, end = subject.text, len(subject.text)
        if end < self.shortest:
            return False
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return end == first.length and first.stands_at(text, 0)
        end -= last.length
        if not (first.stands_at(text, 0) and last.stands_at(text, end)):
            return False
        start = first.length
        for piece in self.pieces[1:-1]:
            found = piece.find(subject, start, end)
            if found < 0:
                return False
            start = found + piece.length
        return True


def split_wildcards(text: str) -> list[Part]:
    """Read `*` and `?` in plain text as wildcards."""
    parts: list[Part] = []
    start = 0
    for at, character in enumerate(text):
        if character in "*?":
            if start < at:
                parts.append(text[start:at])
            parts.append(Wildcard(character))
            start = at + 1
    if start < len(text):
        parts.append(text[start:])
    return parts
