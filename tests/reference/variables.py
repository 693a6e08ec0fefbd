"""Policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}`, `${?}`, `${$}`."""

import re

from reference.letters import lower
from reference.refusal import Refusal
from reference.wildcards import Piece, read_plain, read_wild

_VARIABLE = re.compile(r"\$\{(?:([*?$])|([^{},'*?$]+)(?:, *'([^']*)')?)\}")


def check_variables(text: str) -> None:
    """Refuse what begins like a variable and does not end as one."""
    at = text.find("${")
    while at >= 0:
        found = _VARIABLE.match(text, at)
        if found is None:
            raise Refusal(f"unfinished variable in {text!r}")
        at = text.find("${", found.end())


def has_variables(text: str) -> bool:
    """Whether anything but escapes is to be filled in."""
    return any(found[2] for found in _VARIABLE.finditer(text))


def fill(text: str, *, variables: bool, wild: bool, context: dict) -> list[Piece] | None:
    """The pattern that the text means for this request; None when a variable has no value.

    What is filled in is never a wildcard and never filled again. In a 2008 document (`variables`
    false) the same characters are just text.
    """
    read = read_wild if wild else read_plain
    if not variables:
        return read(text)
    pattern: list[Piece] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        value = found[1] or _value(found[2].strip(), found[3], context)
        if value is None:
            return None
        pattern += read(text[end : found.start()])
        pattern += [Piece("filled", char) for char in value]
        end = found.end()
    return pattern + read(text[end:])


def _value(name: str, default: str | None, context: dict) -> str | None:
    values = context.get(lower(name), [])
    if len(values) == 1 and values[0]:
        return values[0]
    return default
