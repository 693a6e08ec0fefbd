"""Patterns as lists of pieces, and whether one covers a text."""

from typing import NamedTuple


class Piece(NamedTuple):
    """One step of a pattern: a character as `written`, one `filled` in for a variable, or a wildcard."""

    kind: str  # written, filled, one, many
    char: str = ""


_WILD = {"*": Piece("many"), "?": Piece("one")}


def read_plain(text: str) -> list[Piece]:
    """A text without wildcards."""
    return [Piece("written", char) for char in text]


def read_wild(text: str) -> list[Piece]:
    """A text in which `*` is any run and `?` any one character."""
    return [_WILD.get(char, Piece("written", char)) for char in text]


def covers(pattern: list[Piece], text: str) -> bool:
    """Walk the pattern, keeping every position of the text that can have been reached."""
    reached = {0}
    for piece in pattern:
        if piece.kind == "many":
            reached = set(range(min(reached), len(text) + 1)) if reached else set()
        elif piece.kind == "one":
            reached = {at + 1 for at in reached if at < len(text)}
        else:
            reached = {at + 1 for at in reached if at < len(text) and text[at] == piece.char}
    return len(text) in reached


def split_arn(pattern: list[Piece]) -> list[list[Piece]]:
    """The segments of an ARN pattern: only the first five colons that were written divide."""
    segments: list[list[Piece]] = [[]]
    for piece in pattern:
        if piece == Piece("written", ":") and len(segments) < 6:
            segments.append([])
        else:
            segments[-1].append(piece)
    return segments


def split_filled_arn(pattern: list[Piece]) -> list[list[Piece]]:
    """The same; but where too few colons were written, those of filled in values divide too."""
    segments = split_arn(pattern)
    if len(segments) == 6:
        return segments
    colon = Piece("written", ":")
    return split_arn([colon if piece.char == ":" else piece for piece in pattern])


def covers_arn(wanted: list[list[Piece]], arn: str) -> bool:
    """Segment by segment; a text that is no ARN of six segments is covered by nothing."""
    given = arn.split(":", 5)
    if len(wanted) != 6 or len(given) != 6:
        return False
    return all(covers(part, text) for part, text in zip(wanted, given, strict=True))
