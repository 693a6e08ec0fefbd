"""String operators. Case folding is ASCII only; wildcards exist in StringLike only."""

from collections.abc import Sequence

from rolebridge.iam.conditions.operator import Matcher, Operator
from rolebridge.iam.context import RequestContext
from rolebridge.iam.patterns import Pattern, Subject
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template


def _prepare_equal(values: Sequence[Template]) -> Matcher:
    fixed = frozenset(value.literal for value in values if not value.has_variables)
    varying = tuple(value for value in values if value.has_variables)
    if not varying:
        return lambda actual, _: actual in fixed

    def matches(actual: str, context: RequestContext) -> bool:
        return actual in fixed or any(v.resolve_text(context) == actual for v in varying)

    return matches


def _prepare_equal_ignoring_case(values: Sequence[Template]) -> Matcher:
    fixed = frozenset(fold(value.literal) for value in values if value.literal is not None)
    varying = tuple(value for value in values if value.has_variables)

    def matches(actual: str, context: RequestContext) -> bool:
        folded = fold(actual)
        if folded in fixed:
            return True
        texts = (value.resolve_text(context) for value in varying)
        return any(text is not None and fold(text) == folded for text in texts)

    return matches


def _prepare_like(values: Sequence[Template]) -> Matcher:
    fixed = frozenset(value.literal for value in values if value.literal is not None)
    varying = tuple(value for value in values if value.has_variables)
    # Without variables there is nothing to fill in, so an empty context resolves everything.
    nothing = RequestContext({})
    patterns = tuple(
        Pattern.of(value.resolve(nothing) or ())
        for value in values
        if value.literal is None and not value.has_variables
    )

    def matches(actual: str, context: RequestContext) -> bool:
        if actual in fixed:
            return True
        subject = Subject(actual)
        return any(pattern.matches(subject) for pattern in patterns) or any(
            value.matches(subject, context) for value in varying
        )

    return matches


OPERATORS = (
    Operator("StringEquals", _prepare_equal),
    Operator("StringNotEquals", _prepare_equal, is_negated=True),
    Operator("StringEqualsIgnoreCase", _prepare_equal_ignoring_case),
    Operator("StringNotEqualsIgnoreCase", _prepare_equal_ignoring_case, is_negated=True),
    Operator("StringLike", _prepare_like, has_wildcards=True),
    Operator("StringNotLike", _prepare_like, is_negated=True, has_wildcards=True),
)
