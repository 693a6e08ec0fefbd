"""Patterns near a text: equal to it, covering it, or missing it by a little."""

from random import Random


def build_near(random: Random, text: str, context: dict) -> str:
    """A pattern with wildcards, variables or escapes in it that is about as `text` is."""
    pattern = text
    for _ in range(random.choice((0, 1, 1, 2))):
        pattern = random.choice(_CHANGES)(random, pattern, context)
    return pattern


def build_variable(random: Random, context: dict) -> str:
    """A policy variable: of the context, of a missing key, with or without default, an escape."""
    if random.random() < 0.15:
        return random.choice(("${*}", "${?}", "${$}"))
    key = random.choice([*context, "aws:username", "missing:Key"])
    key = random.choice((key, key, key.upper(), key.lower()))
    if random.random() < 0.3:
        default = random.choice(("alice", "a*", "", "}", "x:y", "${aws:username}", "bucket", "*"))
        return f"${{{key}, '{default}'}}"
    return f"${{{key}}}"


def _star(random: Random, text: str, _context: dict) -> str:
    start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    return text[:start] + "*" + text[end:]


def _ending(random: Random, text: str, _context: dict) -> str:
    return text[: random.randint(0, len(text))] + "*"


def _question(random: Random, text: str, _context: dict) -> str:
    at = random.randint(0, len(text))
    return text[:at] + "?" + text[at + random.randint(0, 1) :]


def _other_case(random: Random, text: str, _context: dict) -> str:
    return random.choice((text.lower(), text.upper(), text.swapcase()))


def _other_letter(random: Random, text: str, _context: dict) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice("xa/:.") + text[at + random.randint(0, 1) :]


def _fill_in(random: Random, text: str, context: dict) -> str:
    """Where the text holds a value of the context, the variable for it; else some variable."""
    pairs = [
        (value, key)
        for key, values in context.items()
        for value in (values if isinstance(values, list) else [values])
        if isinstance(value, str) and value and value in text
    ]
    if pairs and random.random() < 0.8:
        value, key = random.choice(pairs)
        default = random.choice(("", "", ", 'other'"))
        return text.replace(value, f"${{{key}{default}}}", 1)
    at = random.randint(0, len(text))
    return text[:at] + build_variable(random, context) + text[at:]


def _escape(random: Random, text: str, _context: dict) -> str:
    for char in "*?$":
        if char in text:
            return text.replace(char, f"${{{char}}}", 1)
    return text


_CHANGES = (
    _star,
    _star,
    _ending,
    _question,
    _other_case,
    _other_letter,
    _fill_in,
    _fill_in,
    _escape,
)
