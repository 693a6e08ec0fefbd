"""What became of one condition in one request."""

from typing import NamedTuple

from rolebridge.iam.conditions import Condition
from rolebridge.iam.context import RequestContext, Values
from rolebridge.iam.explanation.condition_misses import (
    find_condition_misses,
    find_vacuous_condition,
)
from rolebridge.iam.explanation.mistakes import NearMiss
from rolebridge.iam.policy import Policy


class ConditionReport(NamedTuple):
    """One condition: what the policy says, what that became, what the request has.

    A resolved value is None if one of its variables had no value. `request_values` is None if the
    request does not have the key.
    """

    operator: str
    key: str
    policy_values: tuple[str, ...]
    resolved_values: tuple[str | None, ...]
    request_values: Values | None
    is_met: bool
    near_misses: tuple[NearMiss, ...]

    @property
    def is_missing(self) -> bool:
        return not self.request_values

    @property
    def actual(self) -> str:
        """The request's values as one text."""
        return "no such key" if self.is_missing else " or ".join(self.request_values or ())

    def as_dict(self) -> dict[str, object]:
        return {
            "operator": self.operator,
            "key": self.key,
            "policyValues": list(self.policy_values),
            "resolvedValues": list(self.resolved_values),
            "requestValues": None if self.request_values is None else list(self.request_values),
            "missing": self.is_missing,
            "met": self.is_met,
            "nearMisses": [miss.as_dict() for miss in self.near_misses],
        }


def report_condition(
    policy: Policy, condition: Condition, context: RequestContext
) -> ConditionReport:
    """Ask one condition, and look for what is odd about the answer."""
    resolved = tuple(template.resolve_text(context) for template in condition.values)
    met = condition.is_met(context)
    if met:
        misses = find_vacuous_condition(condition, context)
    else:
        misses = find_condition_misses(policy, condition, context, resolved)
    sources = tuple(template.source for template in condition.values)
    values = context.find(condition.key)
    return ConditionReport(condition.written, condition.key, sources, resolved, values, met, misses)
