"""Findings about statements that another statement of the document makes pointless.

Every comparison is cautious: a statement counts as covered only where that is certain.
"""

from collections.abc import Iterable

from rolebridge.iam.conditions import Condition, Quantifier
from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.globs import Glob
from rolebridge.iam.lint.principals import EVERYONE, name_principal
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import Shape
from rolebridge.iam.lint.subject import LintedStatement
from rolebridge.iam.text import fold

_ALL_ACTIONS = "*"


def check_coverage(shapes: tuple[Shape, ...], report: Report) -> None:
    """Notes what is always denied, and statements that repeat a part of another."""
    for shape in shapes:
        if not shape.alphabet.effort.spend(len(shapes)):
            return
        if shape.linted.allows:
            denials = [other for other in shapes if _denies(other, shape)]
            if _check_denied(shape, denials, report):
                continue
        _check_redundant(shape, shapes, report)


def _denies(denial: Shape, allowance: Shape) -> bool:
    """Whether the denial is for all that the allowance is for, its actions left aside."""
    return not denial.linted.allows and (
        _covers_resources(denial, allowance)
        and _covers_principals(denial.linted, allowance.linted)
        and _covers_conditions(denial.linted, allowance.linted)
    )


def _check_denied(allowance: Shape, denials: list[Shape], report: Report) -> bool:
    """Note denied actions; whether there is nothing left."""
    statement = allowance.linted
    whole = next((denial for denial in denials if _covers_actions(denial, allowance)), None)
    if whole is not None:
        other = whole.linted.name
        report.add(Code.STATEMENT_UNREACHABLE, statement.path, other=other)
        return True
    if statement.has_not_action:
        return False
    for entry, glob in zip(statement.actions, allowance.actions, strict=True):
        if allowance.alphabet.effort.is_spent:
            break
        denial = next((each for each in denials if _covers_action(each, glob)), None)
        if denial is not None:
            report.add(
                Code.ACTION_ALWAYS_DENIED, entry.path, action=entry.text, other=denial.linted.name
            )
    return False


def _check_redundant(shape: Shape, shapes: tuple[Shape, ...], report: Report) -> None:
    for other in shapes:
        if other is shape or other.linted.allows is not shape.linted.allows:
            continue
        is_later = shape.linted.statement.index > other.linted.statement.index
        if _covers(other, shape) and (is_later or not _covers(shape, other)):
            report.add(
                Code.STATEMENT_REDUNDANT, shape.linted.path, other=_capitalise(other.linted.name)
            )
            return


def _capitalise(name: str) -> str:
    return name[:1].upper() + name[1:]


def _covers(wide: Shape, narrow: Shape) -> bool:
    return (
        _covers_actions(wide, narrow)
        and _covers_resources(wide, narrow)
        and _covers_principals(wide.linted, narrow.linted)
        and _covers_conditions(wide.linted, narrow.linted)
    )


def _covers_actions(wide: Shape, narrow: Shape) -> bool:
    if narrow.linted.has_not_action:
        if wide.linted.has_not_action:
            return all(any(n.covers(w) for n in narrow.actions) for w in wide.actions)
        return any(entry.text == _ALL_ACTIONS for entry in wide.linted.actions)
    return all(_covers_action(wide, glob) for glob in narrow.actions)


def _covers_action(wide: Shape, glob: Glob) -> bool:
    if wide.linted.has_not_action:
        return not any(excepted.can_meet(glob) for excepted in wide.actions)
    return any(each.covers(glob) for each in wide.actions)


def _covers_resources(wide: Shape, narrow: Shape) -> bool:
    if narrow.linted.has_not_resource or wide.linted.has_not_resource:
        # A variable without a value empties an entry, and so widens a NotResource.
        return narrow.linted.has_not_resource is wide.linted.has_not_resource and (
            {e.text for e in wide.linted.resources} == {e.text for e in narrow.linted.resources}
        )
    if not (wide.resources and narrow.resources):
        return not (wide.resources or narrow.resources)
    return all(any(w.covers(n) for w in wide.resources) for n in narrow.resources)


def _covers_principals(wide: LintedStatement, narrow: LintedStatement) -> bool:
    """Whether whoever the narrow statement names is named by the wide one just as well.

    An account in an Allow only delegates, so that it covers nobody in it; in a Deny it does.
    """
    if wide.has_not_principal or narrow.has_not_principal:
        return wide.members.get("NotPrincipal") == narrow.members.get("NotPrincipal")
    named = {(kind, name_principal(entry.text)) for kind, entry in wide.principals}
    if ("AWS", EVERYONE) in named:
        return True
    return all(
        (kind, name_principal(entry.text)) in named
        or (not wide.allows and kind == "AWS" and (kind, _account_of(entry.text)) in named)
        for kind, entry in narrow.principals
    )


def _account_of(text: str) -> str:
    parts = text.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


def _covers_conditions(wide: LintedStatement, narrow: LintedStatement) -> bool:
    """Whether each condition of the wide statement follows from one of the narrow one."""
    return all(
        any(_follows(condition, other) for other in narrow.statement.conditions)
        for condition in wide.statement.conditions
    )


def _follows(wide: Condition, narrow: Condition) -> bool:
    """Whether the wide condition is met whenever the narrow one is.

    Both compare one key in one way; more values make an operator wider, a negated one narrower.
    """
    alike = (
        wide.operator.name == narrow.operator.name
        and fold(wide.key) == fold(narrow.key)
        and wide.quantifier is narrow.quantifier
        and (wide.if_exists or not narrow.if_exists)
    )
    if not alike or wide.quantifier is not Quantifier.NONE:
        return alike and wide.if_exists is narrow.if_exists and _texts(wide) == _texts(narrow)
    if wide.operator.is_negated:
        return _texts(wide) <= _texts(narrow)
    return _texts(narrow) <= _texts(wide)


def _texts(condition: Condition) -> set[str]:
    values: Iterable[str] = (value.source for value in condition.values)
    return set(values)
