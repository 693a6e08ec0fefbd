"""Working out why a decision fell as it did. Nothing here runs for a plain yes or no."""

from dataclasses import dataclass

from rolebridge.iam.callers import Principal
from rolebridge.iam.conditions import Condition
from rolebridge.iam.context import RequestContext
from rolebridge.iam.json_text import LineIndex
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.near_misses import (
    find_action_misses,
    find_condition_misses,
    find_missing_grants,
    find_principal_misses,
)
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.principals import describe
from rolebridge.iam.report import (
    ActionReport,
    ConditionReport,
    Element,
    Explanation,
    StatementReport,
)
from rolebridge.iam.request import Request
from rolebridge.iam.text import fold


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: one call, which may be several actions."""

    principal: Principal
    actions: tuple[str, ...]
    resource_arn: str
    context: RequestContext


@dataclass(frozen=True, slots=True)
class _Failure:
    """The first element of a statement that did not match."""

    element: Element
    expected: tuple[str, ...]
    actual: str


@dataclass(frozen=True, slots=True)
class _Examined:
    """A statement with what does not depend on the action: its line and its conditions."""

    statement: Statement
    line: int
    conditions: tuple[ConditionReport, ...]


def explain_decision(
    outcome: Outcome,
    layer: Layer,
    action: str | None,
    requests: tuple[Request, ...],
    layers: Layers,
) -> Explanation:
    """Why a call was decided as it was; so far of trust policies."""
    if layer is not Layer.TRUST or layers.resource is None:
        raise NotImplementedError
    first = requests[0]
    actions = tuple(request.action for request in requests)
    question = Question(first.principal, actions, first.resource, first.context)
    return explain_trust(outcome, action, layers.resource, question)


def explain_trust(
    outcome: Outcome, action: str | None, policy: Policy, question: Question
) -> Explanation:
    """Look at every statement for every action of the call."""
    lines = LineIndex(policy.text)
    examined = [
        _Examined(
            statement,
            lines.line_of(("Statement", statement.index)),
            tuple(_report_condition(policy, c, question.context) for c in statement.conditions),
        )
        for statement in policy.statements
    ]
    reports = tuple(_report_action(name, question.principal, examined) for name in question.actions)
    allowed = frozenset(fold(r.action) for r in reports if r.outcome is Outcome.ALLOWED)
    missing = find_missing_grants(action, allowed) if outcome is Outcome.IMPLICIT_DENY else ()
    return Explanation(
        outcome, action, question.principal.arn, question.resource_arn, reports, missing
    )


def _report_action(action: str, principal: Principal, examined: list[_Examined]) -> ActionReport:
    statements = tuple(_report_statement(action, principal, item) for item in examined)
    effects = {statement.effect for statement in statements if statement.is_match}
    if Effect.DENY in effects:
        outcome = Outcome.EXPLICIT_DENY
    else:
        outcome = Outcome.ALLOWED if Effect.ALLOW in effects else Outcome.IMPLICIT_DENY
    return ActionReport(action, outcome, statements)


def _report_statement(action: str, principal: Principal, examined: _Examined) -> StatementReport:
    statement = examined.statement
    failure = _find_failure(statement, principal, action, examined.conditions)
    misses = tuple(miss for report in examined.conditions for miss in report.near_misses)
    if failure is not None and failure.element is Element.ACTION:
        misses = find_action_misses(statement, action)
    elif failure is not None and failure.element is Element.PRINCIPAL:
        misses = find_principal_misses(statement.principals, principal)
    return StatementReport(
        index=statement.index,
        line=examined.line,
        sid=statement.sid,
        effect=statement.effect,
        failed=failure.element if failure else None,
        expected=failure.expected if failure else (),
        actual=failure.actual if failure else "",
        conditions=examined.conditions,
        near_misses=misses,
    )


def _find_failure(
    statement: Statement,
    principal: Principal,
    action: str,
    conditions: tuple[ConditionReport, ...],
) -> _Failure | None:
    if not statement.actions.covers(fold(action)):
        prefix = "anything but " if statement.actions.negated else ""
        expected = tuple(prefix + name for name in statement.actions.written)
        return _Failure(Element.ACTION, expected, action)
    element = statement.principals
    if element is None or not principal.is_named_by(element):
        expected = tuple(describe(element)) if element else ()
        return _Failure(Element.PRINCIPAL, expected, principal.arn)
    failed = next((report for report in conditions if not report.is_met), None)
    if failed is None:
        return None
    values = (f"{failed.operator} {value}" for value in failed.policy_values)
    return _Failure(Element.CONDITION, tuple(values), f"{failed.key} = {failed.actual}")


def _report_condition(
    policy: Policy, condition: Condition, context: RequestContext
) -> ConditionReport:
    values = context.find(condition.key)
    resolved = tuple(template.resolve_text(context) for template in condition.values)
    met = condition.is_met(context)
    return ConditionReport(
        operator=condition.written,
        key=condition.key,
        policy_values=tuple(template.source for template in condition.values),
        resolved_values=resolved,
        request_values=values,
        is_met=met,
        near_misses=find_condition_misses(
            policy, condition, met=met, request_values=values, resolved_values=resolved
        ),
    )
