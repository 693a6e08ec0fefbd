"""Sets of places in texts, one integer each: for patterns and texts that are not plain to match.

Bit i of a set stands for place i of all the texts side by side, so that one operation on integers
moves every place of every text at once. The cost is that of the pattern's length times the texts'
length by the word, whatever the wildcards; searching text by text, or trying again at each star,
has no such bound.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

# From a byte to the digit of one of its eight bits.
_DIGITS = tuple(
    bytes(ord("1") if value >> bit & 1 else ord("0") for value in range(256)) for bit in range(8)
)
_SEPARATOR = "\0"
# So few places of so long a text are looked at one by one.
_FEW = 4
_LONG = 32


class Places:
    """Texts, each of the same number of fields, side by side.

    Two places follow each field: its end, which is where a match of the field arrives, and a guard
    that no set holds.
    """

    __slots__ = (
        "_ends_of",
        "_from_starts",
        "_guards",
        "_inside",
        "_known",
        "_planes",
        "_rooms",
        "_text",
        "_unguarded",
        "ends",
        "starts",
    )

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Take texts, each with its fields."""
        fields = [field for text in texts.values() for field in text]
        sizes = [sum(len(field) + 2 for field in text) for text in texts.values()]
        self._text = "".join(field + _SEPARATOR * 2 for field in fields)
        everywhere = (1 << len(self._text)) - 1
        self.ends = _read_set("".join("0" * len(field) + "10" for field in fields))
        self.starts = _read_set("".join("1" + "0" * (size - 1) for size in sizes))
        self._ends_of = dict(zip(texts, (end - 2 for end in accumulate(sizes)), strict=True))
        self._guards = self.ends << 1
        self._unguarded = everywhere ^ self._guards
        self._inside = self._unguarded ^ self.ends
        self._from_starts = self._spread(self.starts)
        self._rooms = {1: self._inside}
        self._planes: list[int] | None = None
        self._known: dict[str, int] = {}

    def find_ends(self, texts: Iterable[str]) -> int:
        """The ends of some of the texts."""
        return sum(1 << self._ends_of[text] for text in texts)

    def after_any(self, reached: int) -> int:
        """Where `*` leads: from the first place reached in a field to the end of the field."""
        return self._from_starts if reached is self.starts else self._spread(reached)

    def _spread(self, reached: int) -> int:
        """In each field the guard, less the places below it, is all that lies above the first
        place but the places themselves.
        """
        return ((self._guards - reached) | reached) & self._unguarded

    def after_text(self, reached: int, text: str) -> int:
        """Where literal text leads."""
        return (reached & self.find(text)) << len(text) if text else reached

    def in_next_field(self, reached: int) -> int:
        """From the ends of fields to the starts of those that follow."""
        return (reached & self.ends) << 2

    def find(self, text: str) -> int:
        """Where a text begins. Halves are remembered: long texts that recur often are periodic."""
        found = self._known.get(text)
        if found is None:
            found = self._find_character(text) if len(text) == 1 else self._find_halves(text)
            self._known[text] = found
        return found

    def find_room(self, length: int) -> int:
        """Where so many characters, at least one, follow in the same field."""
        found = self._rooms.get(length)
        if found is None:
            half = length // 2
            found = self.find_room(half) & (self.find_room(length - half) >> half)
            self._rooms[length] = found
        return found

    def _find_halves(self, text: str) -> int:
        half = len(text) // 2
        found = self.find(text[:half])
        if half >= _LONG and found.bit_count() <= _FEW and _SEPARATOR not in text:
            return sum(1 << at for at in _list_places(found) if self._text.startswith(text, at))
        return found & (self.find(text[half:]) >> half)

    def _find_character(self, character: str) -> int:
        """Where a character stands: the places that have each bit of its code."""
        if self._planes is None:
            self._planes = _read_planes(self._text)
        code, found = ord(character), self._inside
        if code.bit_length() > len(self._planes):
            return 0
        for bit, plane in enumerate(self._planes):
            having = found & plane
            found = having if code >> bit & 1 else found ^ having
        return found


def _read_planes(text: str) -> list[int]:
    """For each bit of a character's code the set of places whose character has it."""
    data = text.encode("utf-32-le", "surrogatepass")
    bits = ord(max(text)).bit_length()
    return [
        _read_set(data[bit >> 3 :: 4].translate(_DIGITS[bit & 7]).decode()) for bit in range(bits)
    ]


def _read_set(digits: str) -> int:
    """A set from a digit for each place."""
    return int(digits[::-1] or "0", 2)


def _list_places(places: int) -> Iterator[int]:
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest
