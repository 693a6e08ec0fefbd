"""What all operators share: missing keys, several values, negation.

Reference: IAM User Guide, "Conditions with multiple context keys or values" and "Single-valued
vs. multivalued context keys".

| | key missing | one value | several values |
|---|---|---|---|
| plain, positive | not met | matches | not met |
| plain, negated | met | matches none | not met |
| plain, IfExists | met | as above | not met |
| ForAllValues | met | every value satisfies | every value satisfies |
| ForAnyValue | not met, with IfExists met | some value satisfies | some value satisfies |

Under a set operator a key with nothing but empty strings counts as missing.
"""

from rolebridge.iam.conditions.null import is_null_set
from rolebridge.iam.conditions.operator import Check, Matcher
from rolebridge.iam.context import RequestContext


def build_single_check(key: str, matcher: Matcher, *, negated: bool, when_missing: bool) -> Check:
    """For plain operators. A key with several values does not meet them, negated or not."""
    equals = matcher.equals

    def check(context: RequestContext) -> bool:
        values = context.values.get(key)
        if not values:
            return when_missing
        return len(values) == 1 and equals(values[0], context) is not negated

    return check


def build_any_check(key: str, matcher: Matcher, *, negated: bool, when_missing: bool) -> Check:
    """For ForAnyValue."""

    def check(context: RequestContext) -> bool:
        values = context.values.get(key)
        if not values or is_null_set(values):
            return when_missing
        if len(values) == 1:
            return matcher.equals(values[0], context) is not negated
        count = matcher.count(key, context)
        return count.equal < count.all if negated else count.equal > 0

    return check


def build_all_check(key: str, matcher: Matcher, *, negated: bool, when_missing: bool) -> Check:
    """For ForAllValues."""

    def check(context: RequestContext) -> bool:
        values = context.values.get(key)
        if not values or is_null_set(values):
            return when_missing
        if len(values) == 1:
            return matcher.equals(values[0], context) is not negated
        count = matcher.count(key, context)
        return count.equal == (0 if negated else count.all)

    return check
