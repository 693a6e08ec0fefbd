"""Operators of values that have an order: equal, less, greater, for numbers and dates alike."""

import operator as python
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rolebridge.iam.conditions.fixed import prepare_equal, read_fixed
from rolebridge.iam.conditions.operator import Count, Matcher, Operator
from rolebridge.iam.context import RequestContext, Values, distinct
from rolebridge.iam.variables import Template

Read = Callable[[str], Decimal | None]
Sorted = Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class _Order:
    """One comparison: of several policy values only the `widest` matters.

    `count` tells how many of the request's values, in order, compare so with a bound.
    """

    name: str
    compare: Callable[[Decimal, Decimal], bool]
    widest: Callable[[frozenset[Decimal]], Decimal]
    count: Callable[[Sorted, Decimal], int]


_ORDERS = (
    _Order("LessThan", python.lt, max, bisect_left),
    _Order("LessThanEquals", python.le, max, bisect_right),
    _Order("GreaterThan", python.gt, min, lambda a, bound: len(a) - bisect_right(a, bound)),
    _Order("GreaterThanEquals", python.ge, min, lambda a, bound: len(a) - bisect_left(a, bound)),
)


def build_operators(family: str, read: Read) -> tuple[Operator, ...]:
    """The six operators of a family, such as `NumericEquals`. Their values are decimals."""
    collect = distinct(read)

    def collect_sorted(values: Values) -> tuple[Sorted, int]:
        """The values in order, and how many there are with those that cannot be read."""
        actual = collect(values)
        return sorted(value for value in actual if value is not None), len(actual)

    def prepare_equality(values: Sequence[Template]) -> Matcher:
        return prepare_equal(read_fixed(values, read), read, collect)

    def prepare_order(order: _Order) -> Callable[[Sequence[Template]], Matcher]:
        def prepare(values: Sequence[Template]) -> Matcher:
            wanted = read_fixed(values, read)
            if not wanted:
                return prepare_equal(wanted, read, collect)
            bound = order.widest(wanted)

            def equals(text: str, context: RequestContext) -> bool:
                actual = context.read(text, read)
                return actual is not None and order.compare(actual, bound)

            def count(key: str, context: RequestContext) -> Count:
                actual, total = context.collect(key, collect_sorted)
                return Count(order.count(actual, bound), total)

            return Matcher(equals, count)

        return prepare

    return (
        Operator(f"{family}Equals", prepare_equality, has_variables=False),
        Operator(f"{family}NotEquals", prepare_equality, is_negated=True, has_variables=False),
        *(Operator(family + o.name, prepare_order(o), has_variables=False) for o in _ORDERS),
    )
