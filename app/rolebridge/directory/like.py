"""The `like` comparison: `*` stands for any run of characters, `?` for exactly one.

The pattern is cut at its stars and each piece is looked for once, from left to right, so the time
is in proportion to pattern plus text. Regular expressions and `fnmatch` backtrack, and give `[`
a meaning; neither happens here.
"""


def is_like(pattern: str, text: str) -> bool:
    """Whether the whole of `text` fits `pattern`; case counts."""
    first, *others = pattern.split("*")
    if not others:
        return len(first) == len(text) and _fits(first, text, 0)
    last = others.pop()
    at, end = len(first), len(text) - len(last)
    if at > end or not _fits(first, text, 0) or not _fits(last, text, end):
        return False
    for piece in others:
        found = _find(piece, text, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _fits(piece: str, text: str, at: int) -> bool:
    part = text[at : at + len(piece)]
    if "?" not in piece:
        return part == piece
    return all(wanted in ("?", char) for wanted, char in zip(piece, part, strict=True))


def _find(piece: str, text: str, at: int, end: int) -> int:
    """The leftmost place of `piece` within text[at:end], or -1."""
    if "?" not in piece:
        return text.find(piece, at, end)
    # Shift-And (Baeza-Yates and Gonnet 1992): bit i of `state` is set while piece[: i + 1] fits.
    anything, masks = 0, dict.fromkeys(piece, 0)
    for index, char in enumerate(piece):
        if char == "?":
            anything |= 1 << index
        else:
            masks[char] |= 1 << index
    state, goal = 0, 1 << (len(piece) - 1)
    for position in range(at, end):
        state = ((state << 1) | 1) & (masks.get(text[position], 0) | anything)
        if state & goal:
            return position - len(piece) + 1
    return -1
