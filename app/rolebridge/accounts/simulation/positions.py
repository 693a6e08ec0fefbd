"""Where statements stand in a document, as simulation results tell it.

As recorded from AWS: lines and columns count from 1, and both positions are those behind the brace
that opens or closes the statement.
"""

from functools import lru_cache
from typing import NamedTuple

from rolebridge.access.call import Fields
from rolebridge.iam.explanation.places import list_statement_spans


class Position(NamedTuple):
    """A place in a text."""

    line: int
    column: int

    def write(self) -> Fields:
        """As answers have it."""
        return (("Line", self.line), ("Column", self.column))


@lru_cache(maxsize=64)
def list_positions(text: str) -> tuple[tuple[Position, Position], ...]:
    """Beginning and end of each statement of a document that has been parsed without fault."""
    spans = list_statement_spans(text)
    return tuple(
        (_find_position(text, start + 1), _find_position(text, end)) for start, end in spans
    )


def _find_position(text: str, offset: int) -> Position:
    before = text.rfind("\n", 0, offset)
    return Position(text.count("\n", 0, offset) + 1, offset - before)
