"""Placeholders to values: what a template gives for one person.

A value is put in once and never read again, so a value that holds braces stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import prod

from rolebridge.directory.people import Person
from rolebridge.directory.placeholders import InvalidTemplate, Template, parse_template
from rolebridge.errors import RolebridgeError

ATTRIBUTE = "attribute."
MOST_EXPANSIONS = 1_000

Values = Callable[[str], tuple[str, ...] | None]
"""The values of a placeholder; empty where there is none, None where the name means nothing."""


class MissingValue(RolebridgeError):
    """A placeholder without a value for this person."""

    code = "value_missing"

    def __init__(self, template: str, placeholder: str) -> None:
        super().__init__(f"{template!r} needs {{{placeholder}}}, which has no value here.")
        self.template = template
        self.placeholder = placeholder


@dataclass(frozen=True, slots=True)
class Expansion:
    """One text that a template gives, with the values that were put in."""

    text: str
    values: tuple[str, ...]


def expand_template(template: str, values: Values) -> tuple[Expansion, ...]:
    """Every text that `template` gives, in the order of the values, each once.

    A placeholder that stands there twice has the same value in both places. Raises MissingValue,
    and InvalidTemplate for a name that means nothing or for more than `MOST_EXPANSIONS` texts.
    """
    parsed = parse_template(template)
    if not parsed.names:
        return (Expansion(template, ()),)
    names = tuple(dict.fromkeys(parsed.names))
    choices = [_values_of(template, name, values) for name in names]
    if prod(map(len, choices)) > MOST_EXPANSIONS:
        raise InvalidTemplate(template, f"gives more than {MOST_EXPANSIONS} names")
    expansions = (
        Expansion(_fill(parsed, dict(zip(names, picked, strict=True))), picked)
        for picked in product(*choices)
    )
    return tuple(dict.fromkeys(expansions))


def person_values(person: Person) -> Values:
    """The placeholders that a person answers: username, email and attributes."""

    def find(name: str) -> tuple[str, ...] | None:
        if name.startswith(ATTRIBUTE):
            return tuple(person.attributes.get(name.removeprefix(ATTRIBUTE), ()))
        if name == "username":
            return (person.username,)
        if name == "email":
            return (person.email,) if person.email else ()
        return None

    return find


def _values_of(template: str, name: str, values: Values) -> tuple[str, ...]:
    found = values(name)
    if found is None:
        raise InvalidTemplate(template, f"holds {{{name}}}, which means nothing here")
    if not found:
        raise MissingValue(template, name)
    return found


def _fill(template: Template, chosen: dict[str, str]) -> str:
    pieces = [template.literals[0]]
    for name, literal in zip(template.names, template.literals[1:], strict=True):
        pieces += (chosen[name], literal)
    return "".join(pieces)
