"""ARN operators. ArnEquals and ArnLike are the same: six segments, each with its wildcards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rolebridge.iam.arn_patterns import COLONS, SEGMENTS, ArnPattern, ArnSubject
from rolebridge.iam.conditions.operator import Count, InvalidPolicyValue, Matcher, Operator
from rolebridge.iam.context import NO_CONTEXT, RequestContext, Values
from rolebridge.iam.patterns import Pattern, Wildcard, count_matches
from rolebridge.iam.places import Places
from rolebridge.iam.variables import LONGEST_RESOLVED, Template

# A bare `*` stands for every ARN.
_EVERY_ARN = ArnPattern.of([Template("*", (Wildcard.ANY,))] * SEGMENTS)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The policy's values, prepared.

    `exact` are looked up, because lists of whole ARNs are long. `unsplit` have fewer than six
    segments: the value of one variable may be the whole ARN, or the beginning of it.
    """

    exact: frozenset[str]
    patterns: tuple[ArnPattern, ...]
    unsplit: tuple[Template, ...]

    @classmethod
    def of(cls, values: Sequence[Template]) -> "_Wanted":
        split = {value: value.split(":", COLONS) for value in values if value.source != "*"}
        whole = [ArnPattern.of(s) for s in split.values() if len(s) == SEGMENTS]
        unsplit = [value for value, segments in split.items() if len(segments) < SEGMENTS]
        for value in unsplit:
            if not value.has_variables:
                raise InvalidPolicyValue(value.source)
        every = [_EVERY_ARN] if len(split) < len(set(values)) else []
        return cls(
            frozenset(p.literal for p in whole if p.literal is not None),
            (*every, *(p for p in whole if p.literal is None)),
            tuple(unsplit),
        )

    def split(self, context: RequestContext, longest: int) -> Iterator[ArnPattern]:
        """The patterns that are known only now."""
        for template in self.unsplit:
            parts = template.resolve(context, longest) or ()
            segments = Template(template.source, parts).split(":", COLONS)
            if len(segments) == SEGMENTS:
                yield ArnPattern.of(segments)


class _Batch:
    """The patterns as they are tried on many values at once: six Patterns each.

    Those without variables are compiled when they are first needed, which for most never happens.
    """

    def __init__(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        self._static = [p for p in wanted.patterns if not p.varying]
        self._varying = [p for p in wanted.patterns if p.varying]
        self._compiled: list[tuple[Pattern, ...]] | None = None

    def fill(self, context: RequestContext, longest: int) -> Iterator[tuple[Pattern, ...]]:
        """All of them, for this request. A variable without a value leaves a pattern out."""
        if self._compiled is None:
            filled = (_fill(pattern, NO_CONTEXT, LONGEST_RESOLVED) for pattern in self._static)
            self._compiled = [patterns for patterns in filled if patterns is not None]
        yield from self._compiled
        for pattern in (*self._varying, *self._wanted.split(context, longest)):
            patterns = _fill(pattern, context, longest)
            if patterns is not None:
                yield patterns


def _fill(pattern: ArnPattern, context: RequestContext, longest: int) -> tuple[Pattern, ...] | None:
    filled = [segment.resolve(context, longest) for segment in pattern.segments]
    known = [Pattern.of(parts) for parts in filled if parts is not None]
    return tuple(known) if len(known) == len(filled) else None


@dataclass(frozen=True, slots=True)
class _Actual:
    """The values of a key: those that are ARNs, and how many there are in all."""

    arns: dict[str, ArnSubject]
    total: int
    longest: int


def _collect(values: Values) -> _Actual:
    subjects = {text: ArnSubject(text) for text in frozenset(values)}
    arns = {text: subject for text, subject in subjects.items() if subject.segments}
    return _Actual(arns, len(subjects), max(map(len, subjects)))


def _lay_out(values: Values) -> Places:
    return Places({text: arn.segments for text, arn in _collect(values).arns.items()})


def _prepare(values: Sequence[Template]) -> Matcher:
    wanted = _Wanted.of(values)
    batch = _Batch(wanted)

    def equals(actual: str, context: RequestContext) -> bool:
        subject = context.read(actual, ArnSubject)
        if not subject.segments:
            return False
        if actual in wanted.exact or any(p.matches(subject, context) for p in wanted.patterns):
            return True
        return any(p.matches(subject, context) for p in wanted.split(context, len(actual)))

    def count(key: str, context: RequestContext) -> Count:
        actual = context.collect(key, _collect)
        exact = wanted.exact & actual.arns.keys()
        if len(exact) == len(actual.arns):
            return Count(len(exact), actual.total)
        places = context.collect(key, _lay_out)
        found = places.find_ends(exact)
        filled = batch.fill(context, actual.longest)
        return Count(count_matches(places, filled, found), actual.total)

    return Matcher(equals, count)


OPERATORS = (
    Operator("ArnEquals", _prepare, has_wildcards=True),
    Operator("ArnLike", _prepare, has_wildcards=True),
    Operator("ArnNotEquals", _prepare, is_negated=True, has_wildcards=True),
    Operator("ArnNotLike", _prepare, is_negated=True, has_wildcards=True),
)
