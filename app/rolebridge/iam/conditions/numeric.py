"""Numeric operators: integers and decimals, in ASCII digits, compared exactly."""

import operator as python
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from rolebridge.iam.conditions.fixed import prepare_fixed
from rolebridge.iam.conditions.operator import Matcher, Operator
from rolebridge.iam.variables import Template

_NUMBER = re.compile(r"[+-]?[0-9]{1,64}(?:\.[0-9]{1,64})?")


def parse_number(text: str) -> Decimal | None:
    """Digits with an optional sign and fraction. No exponent, no blank, no other script."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _prepare(compare: Callable[[Decimal, Decimal], bool], values: Sequence[Template]) -> Matcher:
    return prepare_fixed(values, parse_number, parse_number, compare)


def _numeric(
    name: str, compare: Callable[[Decimal, Decimal], bool], *, is_negated: bool = False
) -> Operator:
    return Operator(name, partial(_prepare, compare), is_negated, has_variables=False)


OPERATORS = (
    _numeric("NumericEquals", python.eq),
    _numeric("NumericNotEquals", python.eq, is_negated=True),
    _numeric("NumericLessThan", python.lt),
    _numeric("NumericLessThanEquals", python.le),
    _numeric("NumericGreaterThan", python.gt),
    _numeric("NumericGreaterThanEquals", python.ge),
)
