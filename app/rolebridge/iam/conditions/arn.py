"""ARN operators. ArnEquals and ArnLike are the same: six segments, each with its wildcards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rolebridge.iam.arn_patterns import COLONS, SEGMENTS, ArnPattern, ArnSubject
from rolebridge.iam.conditions.operator import Count, InvalidPolicyValue, Matcher, Operator
from rolebridge.iam.context import NO_CONTEXT, RequestContext, Values
from rolebridge.iam.patterns import Field, Part, Wildcard, count_matches, cut
from rolebridge.iam.places import Places
from rolebridge.iam.variables import (
    LONGEST_RESOLVED,
    Template,
    find_text,
    match_parts,
    split_parts,
)

Parts = tuple[Part, ...]
Fields = Sequence[Field]

# A bare `*` stands for every ARN.
_EVERY_ARN = ArnPattern.of([Template("*", (Wildcard.ANY,))] * SEGMENTS)


class _Wanted:
    """The policy's values, prepared.

    `exact` are looked up, because lists of whole ARNs are long. `patterns` have six segments each.
    What has fewer is known only with the request: one variable may be the whole ARN, or the
    beginning of it.
    """

    def __init__(self, values: Sequence[Template]) -> None:
        self.exact: set[str] = set()
        self.patterns: list[ArnPattern] = []
        self._unsplit: list[Template] = []
        self._fields: list[Fields] | None = None
        for value in values:
            self._add(value)

    def _add(self, value: Template) -> None:
        segments = value.split(":", COLONS)
        if value.source == "*":
            self.patterns.append(_EVERY_ARN)
        elif len(segments) < SEGMENTS:
            if not value.has_variables:
                raise InvalidPolicyValue(value.source)
            self._unsplit.append(value)
        else:
            pattern = ArnPattern.of(segments)
            if pattern.literal is None:
                self.patterns.append(pattern)
            else:
                self.exact.add(pattern.literal)

    def resolve(self, context: RequestContext, longest: int) -> list[Parts]:
        """What has fewer than six segments in the document, filled in."""
        resolved = (value.resolve(context, longest) for value in self._unsplit)
        return [parts for parts in resolved if parts is not None]

    def fill(self, context: RequestContext, longest: int) -> Iterator[Fields]:
        """`patterns` as they are tried on many values at once."""
        if self._fields is None:
            # Worked out when first needed: many values never come to most policies.
            static = [pattern for pattern in self.patterns if not pattern.varying]
            self._fields = list(_fill(static, NO_CONTEXT, LONGEST_RESOLVED))
        yield from self._fields
        yield from _fill([p for p in self.patterns if p.varying], context, longest)


def _fill(
    patterns: Sequence[ArnPattern], context: RequestContext, longest: int
) -> Iterator[Fields]:
    """A pattern with a variable that has no value is left out: it matches nothing."""
    for pattern in patterns:
        filled = [segment.resolve(context, longest) for segment in pattern.segments]
        fields = tuple(_compile(parts) for parts in filled if parts is not None)
        if len(fields) == SEGMENTS:
            yield fields


def _split(parts: Parts) -> list[Parts]:
    first = parts[0] if parts else ""
    if isinstance(first, str) and first.count(":") >= COLONS:
        # Mostly the variable is the whole ARN, perhaps with something behind it.
        *heads, last = first.split(":", COLONS)
        return [*((head,) for head in heads), (last, *parts[1:])]
    return split_parts(parts, ":", COLONS)


def _compile_split(resolved: Sequence[Parts]) -> Iterator[Fields]:
    """The patterns among what was not split yet; whole ARNs are none."""
    for parts in resolved:
        if find_text(parts) is None:
            segments = _split(parts)
            if len(segments) == SEGMENTS:
                yield [_compile(segment) for segment in segments]


def _compile(parts: Parts) -> Field:
    text = find_text(parts)
    return cut(parts) if text is None else text


@dataclass(frozen=True, slots=True)
class _Actual:
    """The values of a key: those that are ARNs, and how many there are in all."""

    arns: dict[str, ArnSubject]
    total: int
    longest: int


def _collect(values: Values) -> _Actual:
    subjects = {text: ArnSubject(text) for text in frozenset(values)}
    arns = {text: subject for text, subject in subjects.items() if subject.segments}
    return _Actual(arns, len(subjects), max(map(len, arns), default=0))


def _lay_out(values: Values) -> Places:
    return Places({text: arn.segments for text, arn in _collect(values).arns.items()})


def _matches(parts: Parts, actual: str, subject: ArnSubject) -> bool:
    text = find_text(parts)
    if text is not None:
        return text == actual
    segments = _split(parts)
    return len(segments) == SEGMENTS and all(
        match_parts(segment, subject.get_segment(n)) for n, segment in enumerate(segments)
    )


def _prepare(values: Sequence[Template]) -> Matcher:
    wanted = _Wanted(values)

    def equals(actual: str, context: RequestContext) -> bool:
        subject = context.read(actual, ArnSubject)
        if not subject.segments:
            return False
        if actual in wanted.exact or any(p.matches(subject, context) for p in wanted.patterns):
            return True
        return any(_matches(p, actual, subject) for p in wanted.resolve(context, len(actual)))

    def count(key: str, context: RequestContext) -> Count:
        actual = context.collect(key, _collect)
        resolved = wanted.resolve(context, actual.longest)
        texts = {text for text in map(find_text, resolved) if text is not None}
        exact = actual.arns.keys() & (wanted.exact | texts)
        if len(exact) == len(actual.arns):
            return Count(len(exact), actual.total)
        places = context.collect(key, _lay_out)
        patterns = chain(wanted.fill(context, actual.longest), _compile_split(resolved))
        return Count(count_matches(places, patterns, places.find_ends(exact)), actual.total)

    return Matcher(equals, count)


OPERATORS = (
    Operator("ArnEquals", _prepare, has_wildcards=True),
    Operator("ArnLike", _prepare, has_wildcards=True),
    Operator("ArnNotEquals", _prepare, is_negated=True, has_wildcards=True),
    Operator("ArnNotLike", _prepare, is_negated=True, has_wildcards=True),
)
