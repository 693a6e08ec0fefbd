"""ARN operators. ArnEquals and ArnLike are the same: six segments, each with its wildcards.

`*` does not cross the first five colons; what follows them is one segment, colons included.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rolebridge.iam.conditions.operator import InvalidPolicyValue, Matcher, Operator
from rolebridge.iam.context import RequestContext
from rolebridge.iam.patterns import Part, Pattern, Subject
from rolebridge.iam.variables import Template

_SEGMENTS = 6
_COLONS = _SEGMENTS - 1


@dataclass(frozen=True, slots=True)
class _ArnPattern:
    """One policy value. A bare `*` stands for every ARN."""

    segments: tuple[Pattern, ...] | None

    def matches(self, actual: Sequence[Subject]) -> bool:
        return self.segments is None or all(
            pattern.matches(subject) for pattern, subject in zip(self.segments, actual, strict=True)
        )


def _compile(value: Template, context: RequestContext) -> _ArnPattern | None:
    """The pattern for this request; None if a variable has no value or it makes no ARN."""
    if value.source == "*":
        return _ArnPattern(None)
    segments = value.split(":", _COLONS)
    if len(segments) < _SEGMENTS:
        # The value of one variable may be the whole ARN, or the beginning of it.
        resolved = value.resolve(context)
        segments = Template(value.source, resolved or ()).split(":", _COLONS)
    parts = [segment.resolve(context) for segment in segments]
    filled: list[tuple[Part, ...]] = [part for part in parts if part is not None]
    if len(filled) != _SEGMENTS:
        return None
    return _ArnPattern(tuple(Pattern.of(part) for part in filled))


def _prepare(values: Sequence[Template]) -> Matcher:
    nothing = RequestContext({})
    varying = tuple(value for value in values if value.has_variables)
    patterns = []
    for value in values:
        if not value.has_variables:
            pattern = _compile(value, nothing)
            if pattern is None:
                raise InvalidPolicyValue(value.source)
            patterns.append(pattern)

    def matches(actual: str, context: RequestContext) -> bool:
        segments = [Subject(text) for text in actual.split(":", _COLONS)]
        if len(segments) != _SEGMENTS or segments[0].text != "arn":
            return False
        if any(pattern.matches(segments) for pattern in patterns):
            return True
        compiled = (_compile(value, context) for value in varying)
        return any(pattern is not None and pattern.matches(segments) for pattern in compiled)

    return matches


OPERATORS = (
    Operator("ArnEquals", _prepare, has_wildcards=True),
    Operator("ArnLike", _prepare, has_wildcards=True),
    Operator("ArnNotEquals", _prepare, is_negated=True, has_wildcards=True),
    Operator("ArnNotLike", _prepare, is_negated=True, has_wildcards=True),
)
