"""What a visitor says of itself, as the trail may hold it."""

_LONGEST_AGENT = 256


def clean_agent(agent: str) -> str:
    """A User-Agent without characters that a reader would not see."""
    short = agent[:_LONGEST_AGENT]
    if short.isascii() and short.isprintable():
        return short
    return "".join(c if c.isprintable() else "?" for c in short)
