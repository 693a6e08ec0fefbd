"""Letter case as the policy language sees it: ASCII only."""

_SMALL = {ord(big): ord(big) + 32 for big in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def lower(text: str) -> str:
    """Small letters for A to Z; every other character as it is."""
    return text.translate(_SMALL)
