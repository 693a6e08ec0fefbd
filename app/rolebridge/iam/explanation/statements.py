"""What became of one statement in one request: the first element that did not match."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from rolebridge.iam.callers import Grade
from rolebridge.iam.explanation.action_misses import find_action_misses, find_not_action_effects
from rolebridge.iam.explanation.conditions import ConditionReport, report_condition
from rolebridge.iam.explanation.mistakes import NearMiss
from rolebridge.iam.explanation.places import find_line
from rolebridge.iam.explanation.principal_misses import (
    find_not_principal_effects,
    find_principal_misses,
)
from rolebridge.iam.explanation.resource_misses import find_resource_misses
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.principals import describe
from rolebridge.iam.request import Request

_MOST_SHOWN = 6


class Element(StrEnum):
    """The elements of a statement that can fail to match, in the order they are looked at."""

    ACTION = "Action"
    PRINCIPAL = "Principal"
    RESOURCE = "Resource"
    CONDITION = "Condition"


class Difference(NamedTuple):
    """What an element of a statement asks for, and what the request has."""

    expected: tuple[str, ...]
    actual: str


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
        """Every condition, met or not."""
        policy, context = self.policy, self.request.context
        return tuple(report_condition(policy, c, context) for c in self.statement.conditions)

    @property
    def difference(self) -> Difference:
        """What the failed element asks for, and what it met."""
        if self.failed is None:
            return Difference((), "")
        return _DIFFERENCES[self.failed](self)

    @property
    def expected(self) -> tuple[str, ...]:
        return self.difference.expected

    @property
    def actual(self) -> str:
        return self.difference.actual

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """Why it nearly matched, or what it does besides."""
        return _find_near_misses(self)

    def as_dict(self) -> dict[str, object]:
        """Plain data. The conditions of a statement for other actions are left out."""
        expected, actual = self.difference
        conditions = () if self.failed is Element.ACTION else self.conditions
        return {
            "policy": self.policy_index or 0,
            "index": self.statement.index,
            "line": self.line,
            "sid": self.statement.sid,
            "effect": self.effect.value,
            "matched": self.failed is None,
            "grade": None if self.grade is None else self.grade.name.lower(),
            "failedElement": None if self.failed is None else self.failed.value,
            "expected": list(expected),
            "actual": actual,
            "conditions": [condition.as_dict() for condition in conditions],
            "nearMisses": [miss.as_dict() for miss in self.near_misses],
        }

    def lines(self) -> list[str]:
        """One line for the verdict, one for each near miss."""
        if self.failed is None:
            grade = "" if self.grade is None else f", naming {_GRADES[self.grade]}"
            verdict = f"{self.name}: matches{grade}"
        else:
            expected, actual = self.difference
            verdict = f"{self.name}: {self.failed.value} is {actual}, not {_join(expected)}"
        further = _tell_further_conditions(self) if self.failed is Element.CONDITION else ()
        return [verdict, *further, *(f"  {miss.text}" for miss in self.near_misses)]


_GRADES = {
    Grade.SELF: "the caller",
    Grade.PARENT: "the role or user behind the caller",
    Grade.ACCOUNT: "the caller's account",
}


def _find_near_misses(report: StatementReport) -> tuple[NearMiss, ...]:
    policy, statement, request = report.policy, report.statement, report.request
    if report.failed is Element.ACTION:
        return find_action_misses(statement, request.action)
    if report.failed is Element.PRINCIPAL:
        return find_principal_misses(statement.principals, request.principal)
    if report.failed is Element.RESOURCE and statement.resources is not None:
        return find_resource_misses(policy, statement.resources, request.resource, request.context)
    misses = tuple(miss for condition in report.conditions for miss in condition.near_misses)
    if report.failed is None:
        misses += find_not_action_effects(statement)
        misses += find_not_principal_effects(statement, request.principal)
    return misses


def _tell_actions(report: StatementReport) -> Difference:
    element = report.statement.actions
    return Difference(_mark(element.written, negated=element.negated), report.request.action)


def _tell_principals(report: StatementReport) -> Difference:
    element = report.statement.principals
    expected = _mark(describe(element), negated=element.negated) if element else ()
    return Difference(expected, report.request.principal.arn)


def _tell_resources(report: StatementReport) -> Difference:
    element, context = report.statement.resources, report.request.context
    templates = element.templates if element else ()
    expected = [_tell_resolved(t.source, t.resolve_text(context)) for t in templates]
    negated = element is not None and element.negated
    return Difference(_mark(expected, negated=negated), report.request.resource)


def _tell_conditions(report: StatementReport) -> Difference:
    failed = next(condition for condition in report.conditions if not condition.is_met)
    return _tell_condition(failed)


def _tell_condition(failed: ConditionReport) -> Difference:
    values = zip(failed.policy_values, failed.resolved_values, strict=True)
    expected = tuple(f"{failed.operator} {_tell_resolved(*value)}" for value in values)
    return Difference(expected, f"{failed.key} = {failed.actual}")


def _tell_further_conditions(report: StatementReport) -> Iterator[str]:
    """The conditions that are not met either, behind the first one."""
    unmet = [condition for condition in report.conditions if not condition.is_met]
    for expected, actual in map(_tell_condition, unmet[1:]):
        yield f"  nor is {actual} {_join(expected)}"


def _tell_resolved(written: str, resolved: str | None) -> str:
    """A value of the policy, with what its variables became."""
    if written == resolved:
        return written
    return f"{written} (here {'without a value' if resolved is None else resolved})"


_DIFFERENCES = {
    Element.ACTION: _tell_actions,
    Element.PRINCIPAL: _tell_principals,
    Element.RESOURCE: _tell_resources,
    Element.CONDITION: _tell_conditions,
}


def _mark(written: tuple[str, ...] | list[str], *, negated: bool) -> tuple[str, ...]:
    return tuple(f"anything but {text}" for text in written) if negated else tuple(written)


def _join(values: tuple[str, ...]) -> str:
    more = len(values) - _MOST_SHOWN
    shown = " or ".join(values[:_MOST_SHOWN]) or "nobody"
    return f"{shown} or {more} more" if more > 0 else shown
