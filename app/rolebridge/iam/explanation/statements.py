"""What became of one statement in one request: the first element that did not match."""

from collections.abc import Sequence
from typing import NamedTuple

from rolebridge.iam.callers import Grade
from rolebridge.iam.explanation.action_misses import find_action_misses, find_not_action_effects
from rolebridge.iam.explanation.conditions import ConditionReport, report_condition
from rolebridge.iam.explanation.differences import (
    Difference,
    Element,
    build_difference,
    list_unmet,
)
from rolebridge.iam.explanation.mistakes import NearMiss
from rolebridge.iam.explanation.places import find_line
from rolebridge.iam.explanation.principal_misses import (
    find_not_principal_effects,
    find_principal_misses,
)
from rolebridge.iam.explanation.resource_misses import find_resource_misses
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.request import Request

_GRADES = {
    Grade.SELF: "the caller",
    Grade.PARENT: "the role or user behind the caller",
    Grade.ACCOUNT: "the caller's account",
}


class StatementReport(NamedTuple):
    """One statement asked about one request. `failed` is None if the whole statement matched.

    `policy_index` is None in a layer with one policy. `grade` is how closely a statement of a
    resource policy names the caller. All that costs something is worked out when it is read, since
    of thousands of statements a person reads a few.
    """

    policy: Policy
    policy_index: int | None
    statement: Statement
    request: Request
    failed: Element | None
    grade: Grade | None = None

    @property
    def is_match(self) -> bool:
        return self.failed is None

    @property
    def effect(self) -> Effect:
        return self.statement.effect

    @property
    def line(self) -> int:
        """Where it stands in the text of its policy."""
        return find_line(self.policy.text, self.statement.index)

    @property
    def name(self) -> str:
        """How people find it: its policy where there are several, its number, its Sid, its line."""
        statement = self.statement
        policy = "" if self.policy_index is None else f"policy {self.policy_index + 1}, "
        sid = f" ({statement.sid})" if statement.sid else ""
        number = f"{statement.effect.value} statement {statement.index + 1}"
        return f"{policy}{number}{sid}, line {self.line}"

    @property
    def conditions(self) -> tuple[ConditionReport, ...]:
        """Every condition, met or not; none of a statement that is for other actions."""
        if self.failed is Element.ACTION:
            return ()
        policy, context = self.policy, self.request.context
        return tuple(report_condition(policy, c, context) for c in self.statement.conditions)

    @property
    def expected(self) -> tuple[str, ...]:
        """What the failed element asks for."""
        return self._compare(self.conditions).expected

    @property
    def actual(self) -> str:
        """What the failed element met."""
        return self._compare(self.conditions).actual

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """Why it nearly matched, or what it does besides."""
        return self._find_near_misses(self.conditions)

    def as_dict(self) -> dict[str, object]:
        statement, conditions = self.statement, self.conditions
        expected, actual = self._compare(conditions)
        return {
            "policy": self.policy_index or 0,
            "index": statement.index,
            "line": self.line,
            "sid": statement.sid,
            "effect": statement.effect.value,
            "matched": self.failed is None,
            "grade": None if self.grade is None else self.grade.name.lower(),
            "failedElement": None if self.failed is None else self.failed.value,
            "expected": list(expected),
            "actual": actual,
            "conditions": [condition.as_dict() for condition in conditions],
            "nearMisses": [miss.as_dict() for miss in self._find_near_misses(conditions)],
        }

    def lines(self) -> list[str]:
        """One line for the verdict, one for each further condition, one for each near miss."""
        conditions = self.conditions
        if self.failed is None:
            lines = [f"{self.name}: matches{self._tell_grade()}"]
        else:
            lines = [f"{self.name}: {self.failed.value} is {self._compare(conditions).text}"]
        if self.failed is Element.CONDITION:
            lines += [f"  also {unmet.text}" for unmet in list_unmet(conditions)][1:]
        return lines + [f"  {miss.text}" for miss in self._find_near_misses(conditions)]

    def _tell_grade(self) -> str:
        """Whom it names; an element that lists exceptions names nobody."""
        element = self.statement.principals
        if self.grade is None or element is None or element.negated:
            return ""
        return f", naming {_GRADES[self.grade]}"

    def _compare(self, conditions: Sequence[ConditionReport]) -> Difference:
        if self.failed is None:
            return Difference((), "")
        return build_difference(self.failed, self.statement, self.request, conditions)

    def _find_near_misses(self, conditions: Sequence[ConditionReport]) -> tuple[NearMiss, ...]:
        policy, statement, request = self.policy, self.statement, self.request
        if self.failed is Element.ACTION:
            return find_action_misses(policy, statement, request.action)
        if self.failed is Element.PRINCIPAL:
            return find_principal_misses(statement.principals, request.principal)
        if self.failed is Element.RESOURCE:
            return find_resource_misses(policy, statement.resources, request)
        misses = tuple(miss for condition in conditions for miss in condition.near_misses)
        if self.failed is None:
            misses += find_not_action_effects(statement)
            misses += find_not_principal_effects(statement, request.principal)
        return misses
