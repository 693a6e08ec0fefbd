"""The tree that explains a decision, as values, as plain data and as lines for people.

It holds condition values: it is for whoever administers the role, never for the caller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rolebridge.iam.context import Values
from rolebridge.iam.near_misses import NearMiss
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Effect


class Element(StrEnum):
    """The elements of a statement that can fail to match, in the order they are looked at."""

    ACTION = "Action"
    PRINCIPAL = "Principal"
    CONDITION = "Condition"


@dataclass(frozen=True, slots=True)
class ConditionReport:
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
        return "no such key" if self.is_missing else _join(self.request_values or ())

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


@dataclass(frozen=True, slots=True)
class StatementReport:
    """One statement asked about one action. `failed` is None if the whole statement matched."""

    index: int
    line: int
    sid: str | None
    effect: Effect
    failed: Element | None
    expected: tuple[str, ...]
    actual: str
    conditions: tuple[ConditionReport, ...]
    near_misses: tuple[NearMiss, ...]

    @property
    def is_match(self) -> bool:
        return self.failed is None

    @property
    def name(self) -> str:
        """How people find it: its number from 1, its Sid, its line."""
        sid = f" ({self.sid})" if self.sid else ""
        return f"{self.effect.value} statement {self.index + 1}{sid}, line {self.line}"

    def as_dict(self) -> dict[str, object]:
        return {
            "index": self.index,
            "line": self.line,
            "sid": self.sid,
            "effect": self.effect.value,
            "matched": self.is_match,
            "failedElement": None if self.failed is None else self.failed.value,
            "expected": list(self.expected),
            "actual": self.actual,
            "conditions": [condition.as_dict() for condition in self.conditions],
            "nearMisses": [miss.as_dict() for miss in self.near_misses],
        }

    def lines(self) -> Iterator[str]:
        """One line for the verdict, and one for each near miss."""
        if self.failed is None:
            yield f"{self.name}: matches"
        else:
            expected = _join(self.expected) or "nobody"
            yield f"{self.name}: {self.failed.value} is {self.actual}, not {expected}"
        for miss in self.near_misses:
            yield f"  {miss.text}"


@dataclass(frozen=True, slots=True)
class ActionReport:
    """One action of the call, with what every statement had to say about it."""

    action: str
    outcome: Outcome
    statements: tuple[StatementReport, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "action": self.action,
            "outcome": self.outcome.value,
            "statements": [statement.as_dict() for statement in self.statements],
        }

    def lines(self) -> Iterator[str]:
        yield f"{self.action}: {self.outcome.value}"
        for statement in self.statements:
            for line in statement.lines():
                yield f"  {line}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a call was allowed or denied. `action` is the one that decided a denial."""

    outcome: Outcome
    action: str | None
    principal: str
    resource_arn: str
    actions: tuple[ActionReport, ...]
    near_misses: tuple[NearMiss, ...]

    @property
    def cause(self) -> str:
        """AWS's half sentence: it tells the action and the kind of policy, and no value."""
        if self.outcome is Outcome.ALLOWED:
            return "because the role trust policy allows it"
        if self.outcome is Outcome.EXPLICIT_DENY:
            return "with an explicit deny in the role trust policy"
        return f"because no role trust policy allows the {self.action} action"

    @property
    def sentence(self) -> str:
        """Which action decided, and why, in AWS's words."""
        is_allowed = self.outcome is Outcome.ALLOWED
        asked = ", ".join(report.action for report in self.actions)
        verb = "is authorized" if is_allowed else "is not authorized"
        what = f"{asked if is_allowed else self.action} on resource: {self.resource_arn}"
        return f"{self.principal} {verb} to perform: {what} {self.cause}"

    def as_dict(self) -> dict[str, object]:
        """The tree as plain data, for JSON."""
        return {
            "outcome": self.outcome.value,
            "decidingAction": self.action,
            "decidingLayer": "trust",
            "principal": self.principal,
            "resource": self.resource_arn,
            "sentence": self.sentence,
            "actions": [report.as_dict() for report in self.actions],
            "nearMisses": [miss.as_dict() for miss in self.near_misses],
        }

    def lines(self) -> list[str]:
        """The tree as text, most important first."""
        lines = [self.sentence, *(miss.text for miss in self.near_misses)]
        for report in self.actions:
            lines += report.lines()
        return lines


def _join(values: tuple[str, ...]) -> str:
    return " or ".join(values)
