"""Wildcards: `*` is any run of characters, `?` is exactly one code point.

A pattern is cut at its `*` into pieces. The first and the last stand at the ends; those between
are found from left to right by `str.find`: the leftmost place is always the best one, so nothing
is tried twice. Where that could be slow, because a piece has a `?` or because piece and text are
long, all places are followed at once as sets (`places`). No input makes either slow, and no
regular expression is built from what a policy says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from rolebridge.iam.places import Places


class Wildcard(Enum):
    """The two wildcards, as parts of a pattern. A `*` in a str part is just a character."""

    ANY = "*"
    ONE = "?"


Part = str | Wildcard

# `str.find` may compare a piece at every place of a text: this is how much of it is allowed.
_LONGEST_SEARCH = 1 << 14
_UNSEARCHABLE = _LONGEST_SEARCH + 1


class Subject:
    """A text that patterns are tried on. The places of its characters are worked out once."""

    __slots__ = ("_places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: Places | None = None

    @property
    def places(self) -> Places:
        if self._places is None:
            self._places = Places({self.text: (self.text,)})
        return self._places


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two `*`: runs of literal text at their offsets; the gaps are `?`."""

    length: int
    runs: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        if len(parts) == 1 and isinstance(parts[0], str):  # Nearly all are plain text.
            return cls(len(parts[0]), ((0, parts[0]),) if parts[0] else ())
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

    @property
    def literal(self) -> str | None:
        """The whole piece, if it has no `?`."""
        if not self.length:
            return ""
        return self.runs[0][1] if self.runs and len(self.runs[0][1]) == self.length else None

    def advance(self, places: Places, reached: int) -> int:
        """Where the piece leads from the places reached."""
        if not self.length:
            return reached
        if self.runs and len(self.runs[0][1]) == self.length:
            return places.after_text(reached, self.runs[0][1])
        found = reached & places.find_room(self.length)
        for offset, run in self.runs:
            found &= places.find(run) >> offset if offset else places.find(run)
        return found << self.length

    def stands_at(self, text: str, at: int) -> bool:
        for offset, run in self.runs:  # noqa: SIM110  (a generator would cost more than it runs)
            if not text.startswith(run, at + offset):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. It matches whole texts, never parts of them.

    `pieces` are what its `*` part: one, if it has none. `searched` are those between the first and
    the last, to be found by `str.find`; `effort` is the length of the longest of them, or more than
    any text allows if one has a `?`.
    """

    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...] = field(repr=False, compare=False)
    searched: tuple[str, ...] = field(repr=False, compare=False)
    shortest: int = field(repr=False, compare=False)
    effort: int = field(repr=False, compare=False)

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        pieces = cut(parts)
        literals = [piece.literal for piece in pieces[1:-1]]
        return cls(
            parts=tuple(parts),
            pieces=pieces,
            searched=tuple(text for text in literals if text is not None),
            shortest=sum(piece.length for piece in pieces),
            effort=max((_UNSEARCHABLE if t is None else len(t) for t in literals), default=0),
        )

    @property
    def literal(self) -> str | None:
        """The whole pattern, if it has no wildcard."""
        return self.pieces[0].literal if len(self.pieces) == 1 else None

    @property
    def prefix(self) -> str:
        """The literal text before the first wildcard."""
        runs = self.pieces[0].runs
        return runs[0][1] if runs and runs[0][0] == 0 else ""

    def matches(self, subject: Subject) -> bool:
        text, end = subject.text, len(subject.text)
        first, last = self.pieces[0], self.pieces[-1]
        if end < self.shortest or not first.stands_at(text, 0):
            return False
        if first is last:
            return end == self.shortest
        end -= last.length
        if not last.stands_at(text, end):
            return False
        if self.effort * end > _LONGEST_SEARCH:
            places = subject.places
            return advance(self.pieces, places, places.starts) & places.ends != 0
        start = first.length
        for piece in self.searched:
            start = text.find(piece, start, end) + len(piece)
            if start < len(piece):
                return False
        return True


def cut(parts: Sequence[Part]) -> tuple[Piece, ...]:
    """What the `*` of a pattern part: one piece, if there is none."""
    pieces: list[Piece] = []
    piece: list[Part] = []
    for part in parts:
        if part is not Wildcard.ANY:
            piece.append(part)
        elif piece or not pieces:  # Several `*` side by side are one.
            pieces.append(Piece.of(piece))
            piece = []
    return (*pieces, Piece.of(piece))


def advance(pieces: Sequence[Piece], places: Places, reached: int) -> int:
    """All the places where a pattern can have led to, from those reached before it."""
    for number, piece in enumerate(pieces):
        if not reached:
            return 0
        reached = piece.advance(places, places.after_any(reached) if number else reached)
    return reached


Field = str | tuple[Piece, ...]
"""What one field of a text is compared with: plain text, or the pieces of a pattern."""


def count_matches(places: Places, patterns: Iterable[Sequence[Field]], found: int) -> int:
    """How many of the texts match: those whose ends are `found` already, and those that match any
    of the patterns, which have one Field for each field.
    """
    for fields in patterns:
        found |= _find_ends(places, fields)
        if found == places.ends:
            break
    return found.bit_count()


def _find_ends(places: Places, fields: Sequence[Field]) -> int:
    reached = places.starts
    for number, field_ in enumerate(fields):
        if number:
            reached = places.in_next_field(reached)
        if not reached:
            return 0
        if isinstance(field_, str):
            reached = places.after_text(reached, field_)
        else:
            reached = advance(field_, places, reached)
    return reached & places.ends


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
