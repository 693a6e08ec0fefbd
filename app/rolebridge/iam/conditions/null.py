"""Null: whether a key is absent. It has no set operators, no IfExists and no variables."""

from collections.abc import Sequence

from rolebridge.iam.conditions.boolean import parse_boolean
from rolebridge.iam.conditions.operator import Check, InvalidPolicyValue, Matcher, Operator
from rolebridge.iam.context import RequestContext, Values
from rolebridge.iam.variables import Template


def is_null_set(values: Values | None) -> bool:
    """No key, no values, or nothing but empty strings."""
    return not values or not any(values)


def _prepare(values: Sequence[Template]) -> Matcher:
    wanted = set()
    for value in values:
        word = parse_boolean(value.source)
        if word is None:
            raise InvalidPolicyValue(value.source)
        wanted.add(word)
    return lambda answer, _: answer in wanted


def build_presence_check(key: str, matcher: Matcher) -> Check:
    """Met if the policy says `true` and the key is absent, or `false` and it has a value."""

    def check(context: RequestContext) -> bool:
        return matcher("true" if is_null_set(context.values.get(key)) else "false", context)

    return check


NULL = Operator("Null", _prepare, has_variables=False)
OPERATORS = (NULL,)
