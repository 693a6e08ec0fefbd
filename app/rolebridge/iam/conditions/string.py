"""String operators. Case folding is ASCII only; wildcards exist in StringLike only."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from rolebridge.iam.conditions.operator import Count, Matcher, Operator
from rolebridge.iam.context import RequestContext, Values, distinct
from rolebridge.iam.patterns import Pattern, Piece, Subject, count_matches, cut
from rolebridge.iam.places import Places
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template


def _build_equality(read: Callable[[str], str]) -> Callable[[Sequence[Template]], Matcher]:
    """`read` makes equal what shall count as equal."""
    collect = distinct(read)

    def prepare(values: Sequence[Template]) -> Matcher:
        literals = (value.literal for value in values)
        fixed = frozenset(read(text) for text in literals if text is not None)
        varying = tuple(value for value in values if value.has_variables)

        def equals(actual: str, context: RequestContext) -> bool:
            text = read(actual)
            return text in fixed or any(
                _equals_template(template, text, read, context) for template in varying
            )

        def count(key: str, context: RequestContext) -> Count:
            actual = context.collect(key, collect)
            longest = context.collect(key, _measure)
            resolved = (template.resolve_text(context, longest) for template in varying)
            wanted = fixed.union(read(text) for text in resolved if text is not None)
            return Count(len(actual & wanted), len(actual))

        return Matcher(equals, count)

    return prepare


def _equals_template(
    template: Template, text: str, read: Callable[[str], str], context: RequestContext
) -> bool:
    resolved = template.resolve_text(context, len(text))
    return resolved is not None and read(resolved) == text


def _measure(values: Values) -> int:
    return max(map(len, values))


def _prepare_like(values: Sequence[Template]) -> Matcher:
    fixed = frozenset(value.literal for value in values if value.literal is not None)
    varying = tuple(value for value in values if value.has_variables)
    # Without variables there is nothing to fill in, so an empty context resolves everything.
    nothing = RequestContext({})
    plain = [value for value in values if value.literal is None and not value.has_variables]
    patterns = [Pattern.of(value.resolve(nothing) or ()) for value in plain]

    def equals(actual: str, context: RequestContext) -> bool:
        if actual in fixed:
            return True
        subject = context.read(actual, Subject)
        return any(pattern.matches(subject) for pattern in patterns) or any(
            value.matches(subject, context) for value in varying
        )

    def fill(context: RequestContext, longest: int) -> Iterator[tuple[Piece, ...]]:
        for value in varying:
            parts = value.resolve(context, longest)
            if parts is not None:
                yield cut(parts)

    def count(key: str, context: RequestContext) -> Count:
        actual = context.collect(key, frozenset)
        exact = fixed & actual
        if len(exact) == len(actual):
            return Count(len(exact), len(actual))
        places = context.collect(key, _lay_out)
        wanted = chain((p.pieces for p in patterns), fill(context, context.collect(key, _measure)))
        found = count_matches(places, zip(wanted), places.find_ends(exact))
        return Count(found, len(actual))

    return Matcher(equals, count)


def _lay_out(values: Values) -> Places:
    return Places({value: (value,) for value in values})


_prepare_equal = _build_equality(str)
_prepare_equal_ignoring_case = _build_equality(fold)

OPERATORS = (
    Operator("StringEquals", _prepare_equal),
    Operator("StringNotEquals", _prepare_equal, is_negated=True),
    Operator("StringEqualsIgnoreCase", _prepare_equal_ignoring_case),
    Operator("StringNotEqualsIgnoreCase", _prepare_equal_ignoring_case, is_negated=True),
    Operator("StringLike", _prepare_like, has_wildcards=True),
    Operator("StringNotLike", _prepare_like, is_negated=True, has_wildcards=True),
)
