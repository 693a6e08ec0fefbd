"""From an operator as a document names it to a condition that can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from rolebridge.iam.conditions import (
    arn,
    binary,
    boolean,
    date,
    ip_address,
    null,
    numeric,
    string,
)
from rolebridge.iam.conditions.logic import build_all_check, build_any_check, build_single_check
from rolebridge.iam.conditions.operator import Check, Condition, Operator, Quantifier
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template

_FAMILIES = (string, numeric, date, boolean, binary, ip_address, arn, null)
OPERATORS = {fold(o.name): o for family in _FAMILIES for o in family.OPERATORS}
_QUANTIFIERS = {fold(q.value): q for q in Quantifier}
_IF_EXISTS = "ifexists"


@dataclass(frozen=True, slots=True)
class OperatorUse:
    """An operator with its modifiers, as one name in a document says them."""

    written: str
    operator: Operator
    quantifier: Quantifier
    if_exists: bool


def find_operator(written: str) -> OperatorUse | None:
    """Read `ForAnyValue:StringLikeIfExists` and the like, in any case; None if it is none."""
    prefix, colon, rest = fold(written).rpartition(":")
    quantifier = _QUANTIFIERS.get(prefix)
    if quantifier is None or bool(colon) != bool(prefix):
        return None
    if_exists = rest.endswith(_IF_EXISTS)
    operator = OPERATORS.get(rest.removesuffix(_IF_EXISTS))
    if operator is None or (operator is null.NULL and (if_exists or prefix)):
        return None
    return OperatorUse(written, operator, quantifier, if_exists)


def build_condition(use: OperatorUse, key: str, values: Sequence[Template]) -> Condition:
    """Raises InvalidPolicyValue if the operator cannot read one of the values."""
    check = _build_check(use, fold(key), values)
    return Condition(
        use.written, use.operator, use.quantifier, use.if_exists, key, tuple(values), check
    )


def _build_check(use: OperatorUse, key: str, values: Sequence[Template]) -> Check:
    matcher = use.operator.prepare(values)
    negated = use.operator.is_negated
    if use.operator is null.NULL:
        return null.build_presence_check(key, matcher)
    if use.quantifier is Quantifier.ALL:
        return build_all_check(key, matcher, negated=negated, when_missing=True)
    if use.quantifier is Quantifier.ANY:
        return build_any_check(key, matcher, negated=negated, when_missing=use.if_exists)
    return build_single_check(key, matcher, negated=negated, when_missing=use.if_exists or negated)
