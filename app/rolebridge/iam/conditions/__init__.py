"""Condition operators: one module per family, one table (`names`) that maps their names.

A family says how policy values are prepared and how one request value is compared with them.
What happens to missing keys, to several values and under negation is the same for all families
and stands in `logic`, once.
"""

from rolebridge.iam.conditions.names import OPERATORS, OperatorUse, build_condition, find_operator
from rolebridge.iam.conditions.operator import (
    Check,
    Condition,
    InvalidPolicyValue,
    Operator,
    Quantifier,
)

__all__ = [
    "OPERATORS",
    "Check",
    "Condition",
    "InvalidPolicyValue",
    "Operator",
    "OperatorUse",
    "Quantifier",
    "build_condition",
    "find_operator",
]
