"""Null: whether a key is absent. It has no set operators, no IfExists and no variables."""

from collections.abc import Sequence

from rolebridge.iam.conditions.boolean import parse_boolean
from rolebridge.iam.conditions.fixed import prepare_equal, read_fixed
from rolebridge.iam.conditions.operator import Check, Matcher, Operator
from rolebridge.iam.context import RequestContext, Values, distinct
from rolebridge.iam.variables import Template


def is_null_set(values: Values | None) -> bool:
    """No key, no values, or nothing but empty strings."""
    return not values or not any(values)


def _prepare(values: Sequence[Template]) -> Matcher:
    """The word that stands for the key's absence is compared as if it were its value."""
    return prepare_equal(read_fixed(values, parse_boolean), parse_boolean, distinct(parse_boolean))


def build_presence_check(key: str, matcher: Matcher) -> Check:
    """Met if the policy says `true` and the key is absent, or `false` and it has a value."""
    # Both answers are worked out here, once.
    nothing = RequestContext({})
    when_absent, when_present = (matcher.equals(word, nothing) for word in ("true", "false"))

    def check(context: RequestContext) -> bool:
        return when_absent if is_null_set(context.values.get(key)) else when_present

    return check


NULL = Operator("Null", _prepare, has_variables=False)
OPERATORS = (NULL,)
