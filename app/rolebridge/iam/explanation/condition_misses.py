"""Conditions that were nearly met, or are met without meaning to be."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from rolebridge.iam.conditions import Condition, Quantifier
from rolebridge.iam.context import RequestContext, Values
from rolebridge.iam.explanation.mistakes import Mistake, NearMiss
from rolebridge.iam.explanation.resemblance import find_resemblance
from rolebridge.iam.patterns import Pattern, Subject, split_wildcards
from rolebridge.iam.policy import Policy
from rolebridge.iam.text import fold

_AUDIENCE = "urn:amazon:webservices"
# Long lists on both sides are compared in part only: nobody reads a thousand near misses.
_MOST_COMPARISONS = 2_000
_TAG_KEYS = ("aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/")


def find_vacuous_condition(condition: Condition, context: RequestContext) -> tuple[NearMiss, ...]:
    """What is odd about a condition that is met: that it may be so by accident."""
    if condition.quantifier is not Quantifier.ALL or any(context.find(condition.key) or ()):
        return ()
    return (NearMiss.of(Mistake.VACUOUS_FOR_ALL_VALUES, key=condition.key),)


def find_condition_misses(
    policy: Policy,
    condition: Condition,
    context: RequestContext,
    resolved_values: Sequence[str | None],
) -> tuple[NearMiss, ...]:
    """Why a condition that is not met was perhaps meant to be."""
    actual = context.find(condition.key) or ()
    misses = [*_find_variable_misses(policy, condition, resolved_values)]
    misses += _find_key_misses(condition, context)
    if condition.quantifier is Quantifier.NONE and len(actual) > 1:
        facts = {"key": condition.key, "operator": condition.operator.name}
        misses.append(NearMiss.of(Mistake.SEVERAL_VALUES, **facts))
    if not condition.operator.is_negated:
        misses += _compare_values(condition, actual, resolved_values)
    return tuple(misses)


def _find_variable_misses(
    policy: Policy, condition: Condition, resolved_values: Sequence[str | None]
) -> Iterator[NearMiss]:
    for template, resolved in zip(condition.values, resolved_values, strict=True):
        if not policy.has_variables and "${" in template.source:
            yield NearMiss.of(Mistake.VARIABLE_IN_OLD_VERSION, expected=template.source)
        elif resolved is None:
            yield NearMiss.of(Mistake.VARIABLE_WITHOUT_VALUE, expected=template.source)


def _find_key_misses(condition: Condition, context: RequestContext) -> Iterator[NearMiss]:
    """The tag that was meant may be that of the request, of the principal or of the resource."""
    key = condition.key
    family = next((f for f in _TAG_KEYS if fold(key).startswith(fold(f))), None)
    if family is None or context.find(key):
        return
    for other in _TAG_KEYS:
        meant = other + key[len(family) :]
        if context.find(meant):
            yield NearMiss.of(Mistake.TAG_OF_SOMETHING_ELSE, key=key, other=meant)


def _compare_values(
    condition: Condition, actual: Values, expected: Sequence[str | None]
) -> Iterator[NearMiss]:
    known = [text for text in expected if text is not None]
    for text, value in islice(product(known, actual), _MOST_COMPARISONS):
        mistake = _compare(condition, text, value)
        if mistake is not None:
            facts = {"expected": text, "actual": value, "operator": condition.operator.name}
            yield NearMiss.of(mistake, **facts)


def _compare(condition: Condition, text: str, value: str) -> Mistake | None:
    key = fold(condition.key)
    if text == value:
        return None
    if key == "saml:aud" and text.startswith(_AUDIENCE):
        return Mistake.AUDIENCE_FOR_RECIPIENT
    if key == "aws:principalarn" and ":assumed-role/" in text and ":role/" in value:
        return Mistake.SESSION_ARN_FOR_ROLE
    mistake = find_resemblance(text, value)
    if mistake is None and not condition.operator.has_wildcards and ("*" in text or "?" in text):
        pattern = Pattern.of(split_wildcards(text))
        return Mistake.WILDCARD_IS_LITERAL if pattern.matches(Subject(value)) else None
    return mistake
