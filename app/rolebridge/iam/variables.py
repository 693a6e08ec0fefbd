"""Policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}` `${?}` `${$}`.

They exist in documents of version 2012-10-17 only; in any other the same text is literal. What is
put in for a variable is literal too: it is never read again, neither as a variable nor as a
wildcard.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar, cast

from rolebridge.iam.context import MOST_CHARACTERS_OF_A_KEY, RequestContext
from rolebridge.iam.patterns import Part, Pattern, Subject, Wildcard, split_wildcards
from rolebridge.iam.text import fold

LONGEST_RESOLVED = MOST_CHARACTERS_OF_A_KEY

_VARIABLE = re.compile(r"\$\{(?:([*?$])|([^{}$,'*?]+)(?:, *'([^']*)')?)\}")


class InvalidVariable(ValueError):
    """A `${` that begins no variable."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A place that is filled from the request, or else with the default. `key` is in lower case."""

    key: str
    default: str | None = None

    def resolve(self, context: RequestContext) -> str | None:
        """The text to put in, or None. A multivalued key gives no value."""
        values = context.values.get(self.key)
        # An empty value counts as none, and so do several.
        return values[0] if values and len(values) == 1 and values[0] else self.default


AnyPart = TypeVar("AnyPart", Part, Part | Variable)


@dataclass(frozen=True, slots=True)
class Template:
    """A text of a policy whose variables are known but not yet filled in."""

    source: str
    parts: tuple[Part | Variable, ...]

    @classmethod
    def parse(cls, text: str, *, variables: bool, wildcards: bool) -> Self:
        """Raises InvalidVariable for a `${` that is not closed or names nothing."""
        parts: list[Part | Variable] = []
        start = 0
        while variables and (at := text.find("${", start)) >= 0:
            match = _VARIABLE.match(text, at)
            if match is None:
                raise InvalidVariable(f"{text[at : at + 40]!r} begins no policy variable")
            parts += _read_plain(text[start:at], wildcards=wildcards)
            parts.append(_read_variable(match))
            start = match.end()
        parts += _read_plain(text[start:], wildcards=wildcards)
        return cls(text, tuple(parts))

    @property
    def has_variables(self) -> bool:
        return any(isinstance(part, Variable) for part in self.parts)

    @property
    def literal(self) -> str | None:
        """The whole text, where it is the same for every request and has no wildcard."""
        if all(isinstance(part, str) for part in self.parts):
            return "".join(part for part in self.parts if isinstance(part, str))
        return None

    def resolve(
        self, context: RequestContext, longest: int = LONGEST_RESOLVED
    ) -> tuple[Part, ...] | None:
        """Fill in the variables. None if one has neither a value nor a default.

        None as well if the result is longer than any text it could match: a short document may ask
        for a long value thousands of times.
        """
        resolved: list[Part] = []
        for part in self.parts:
            filled = part.resolve(context) if isinstance(part, Variable) else part
            if filled is None:
                return None
            if isinstance(filled, str):
                longest -= len(filled)
                if longest < 0:
                    return None
            resolved.append(filled)
        return tuple(resolved)

    def resolve_text(self, context: RequestContext, longest: int = LONGEST_RESOLVED) -> str | None:
        """What the text has become for this request, for comparing or for people to read."""
        resolved = self.resolve(context, longest)
        return None if resolved is None else join_parts(resolved)

    def matches(self, subject: Subject, context: RequestContext) -> bool:
        """Match as a pattern. A variable without a value matches nothing."""
        resolved = self.resolve(context, len(subject.text))
        return resolved is not None and match_parts(resolved, subject)

    def split(self, separator: str, limit: int) -> tuple[Self, ...]:
        """Cut at a separator, at most `limit` times, but never inside `${...}`."""
        pieces = split_parts(self.parts, separator, limit)
        return tuple(type(self)(self.source, piece) for piece in pieces)


def split_parts(parts: Sequence[AnyPart], separator: str, limit: int) -> list[tuple[AnyPart, ...]]:
    """Cut at a separator in literal parts, at most `limit` times."""
    pieces: list[list[AnyPart]] = [[]]
    for part in parts:
        if isinstance(part, str):
            first, *rest = part.split(separator, limit - len(pieces) + 1)
            pieces[-1] += [first] if first else []
            pieces += [[text] if text else [] for text in rest]
        else:
            pieces[-1].append(part)
    return [tuple(piece) for piece in pieces]


def find_text(parts: Sequence[Part]) -> str | None:
    """What a resolved template has become, if that is plain text."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    if Wildcard.ANY in parts or Wildcard.ONE in parts:
        return None
    return "".join(cast("Sequence[str]", parts))


def match_parts(parts: Sequence[Part], subject: Subject) -> bool:
    """Match a resolved template. Most have become plain text, which needs no pattern."""
    text = find_text(parts)
    return Pattern.of(parts).matches(subject) if text is None else text == subject.text


def join_parts(parts: tuple[Part, ...]) -> str:
    """A resolved template as text."""
    return "".join(part.value if isinstance(part, Wildcard) else part for part in parts)


def _read_plain(text: str, *, wildcards: bool) -> list[Part]:
    if wildcards:
        return split_wildcards(text)
    return [text] if text else []


def _read_variable(match: re.Match[str]) -> str | Variable:
    if match[1] is not None:
        return str(match[1])
    return Variable(fold(match[2].strip()), match[3])
