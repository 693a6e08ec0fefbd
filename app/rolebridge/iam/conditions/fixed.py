"""For operators whose policy values never change: both sides are parsed, then compared."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rolebridge.iam.conditions.operator import Count, InvalidPolicyValue, Matcher
from rolebridge.iam.context import RequestContext, Values
from rolebridge.iam.variables import Template

Value = TypeVar("Value")


def read_fixed(values: Sequence[Template], read: Callable[[str], Value | None]) -> frozenset[Value]:
    """The policy's values, parsed. Raises InvalidPolicyValue for one that is no value."""
    fixed = set()
    for template in values:
        value = read(template.source)
        if value is None:
            raise InvalidPolicyValue(template.source)
        fixed.add(value)
    return frozenset(fixed)


def prepare_equal(
    wanted: frozenset[Value],
    read: Callable[[str], Value | None],
    collect: Callable[[Values], frozenset[Value | None]],
) -> Matcher:
    """For equality.

    The readers answer None for text of a request that is no value: it equals nothing, and so
    satisfies a negated operator, which keeps a Deny closed.
    """

    def equals(text: str, context: RequestContext) -> bool:
        return context.read(text, read) in wanted

    def count(key: str, context: RequestContext) -> Count:
        actual = context.collect(key, collect)
        return Count(len(actual & wanted), len(actual))

    return Matcher(equals, count)
