"""Findings about the names of condition keys: in conditions and in policy variables."""

from collections.abc import Iterator

from rolebridge.iam.conditions import Condition
from rolebridge.iam.context import RequestContext
from rolebridge.iam.json_text import Path
from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.key_names import KeyNames, is_claim
from rolebridge.iam.lint.reach import Reach
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import Shape
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.lint.trust import ASSUME_ROLE, find_calls
from rolebridge.iam.service_data import Action, ConditionKey, Service
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template, Variable

_MOST_ACTIONS = 3
_USERNAME = "aws:username"
# Whoever an identity provider has signed in is no AWS principal yet, and AWS saw no second factor.
_KEYS_OF_PRINCIPALS = (
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalarn",
    "aws:principaltag/",
    _USERNAME,
)


def check_keys(
    linted: LintedPolicy, shapes: tuple[Shape, ...], reach: Reach, report: Report
) -> None:
    """Notes keys that do not exist, that are deprecated, or that no request can have."""
    names = KeyNames(linted.services, linted.hints)
    for statement, shape in zip(linted.statements, shapes, strict=True):
        near = reach.find_services(statement)
        actions = _find_actions(linted, statement, reach)
        for condition in statement.statement.conditions:
            path = statement.path_of(condition)
            key = names.find(condition.key, near)
            if key is None:
                _check_unknown(condition, path, names, report)
                continue
            if key.deprecation:
                report.add(Code.KEY_DEPRECATED, path, key=key.name, text=key.deprecation)
            absence = _find_absence(linted, shape, condition.key)
            if actions and not absence and not names.is_global(condition.key):
                absence = _find_absence_for(key, actions)
                absence = absence if names.is_placed(condition.key, near) else ""
            if absence:
                outcome = describe_outcome(condition)
                report.add(
                    Code.KEY_UNAVAILABLE, path, key=condition.key, where=absence, outcome=outcome
                )
        for entry, variable in _find_variables(linted, statement):
            known = names.find(variable.key, near) is not None or is_claim(variable.key)
            _check_variable(linted, entry, variable, names, report, is_known=known)


def describe_outcome(condition: Condition) -> str:
    """What becomes of the condition where the key is in no request."""
    return "always met" if condition.is_met(RequestContext({})) else "never met"


def _find_actions(
    linted: LintedPolicy, statement: LintedStatement, reach: Reach
) -> tuple[tuple[Service, Action], ...]:
    """The actions whose requests the conditions are asked about; none where that is unknown.

    sts:TagSession and its like have no request of their own: they are part of the call that
    assumes the role, and share its keys.
    """
    actions = reach.find_all(statement) or ()
    if not linted.is_trust:
        return actions
    return tuple(each for each in actions if each[1].name.startswith("AssumeRole"))


def _find_absence(linted: LintedPolicy, shape: Shape, name: str) -> str:
    """Why the callers of a statement never have a key, where who they are tells."""
    key = fold(name)
    if linted.surroundings.is_of_role and key == _USERNAME:
        return "by a session of a role"
    calls = find_calls(shape) if linted.is_trust else ()
    if calls and ASSUME_ROLE not in calls and key.startswith(_KEYS_OF_PRINCIPALS):
        return f"for {' or '.join(calls)}"
    return ""


def _find_absence_for(key: ConditionKey, actions: tuple[tuple[Service, Action], ...]) -> str:
    """The actions, where none of them has the key."""
    if any(key.is_of(action) for _, action in actions):
        return ""
    names = [f"{service.prefix}:{action.name}" for service, action in actions]
    return "for " + ", ".join(names[:_MOST_ACTIONS]) + (", ..." if names[_MOST_ACTIONS:] else "")


def _check_unknown(condition: Condition, path: Path, names: KeyNames, report: Report) -> None:
    if not is_claim(condition.key):
        hint = names.build_hint(condition.key)
        outcome = describe_outcome(condition)
        report.add(Code.KEY_UNKNOWN, path, key=condition.key, hint=hint, outcome=outcome)


def _check_variable(
    linted: LintedPolicy,
    entry: Entry,
    variable: Variable,
    names: KeyNames,
    report: Report,
    *,
    is_known: bool,
) -> None:
    if not is_known:
        hint = names.build_hint(variable.key)
        report.add(Code.VARIABLE_UNKNOWN, entry.path, key=variable.key, hint=hint)
    elif linted.surroundings.is_of_role and variable.key == _USERNAME and variable.default is None:
        report.add(Code.VARIABLE_WITHOUT_VALUE, entry.path, key=variable.key, text=entry.text)


def _find_variables(
    linted: LintedPolicy, statement: LintedStatement
) -> Iterator[tuple[Entry, Variable]]:
    if not linted.policy.has_variables:
        return
    for entry in statement.resources:
        if "${" in entry.text:
            template = Template.parse(entry.text, variables=True, wildcards=True)
            yield from ((entry, p) for p in template.parts if isinstance(p, Variable))
    for condition in statement.statement.conditions:
        for value, entry in zip(condition.values, statement.values_of(condition), strict=True):
            yield from ((entry, p) for p in value.parts if isinstance(p, Variable))
