"""Case folding as the policy language means it: ASCII letters only, whatever Unicode says."""

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """Lower-case A to Z and nothing else.

    `str.lower()` would make the Kelvin sign a `k`, and `str.casefold()` would make two letters of
    one: either lets two names that AWS keeps apart become equal.
    """
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)
