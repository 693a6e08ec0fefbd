"""Findings about the values of conditions: which of them no request can meet together.

Conditions on one key are judged together, by asking them: whatever value could meet one of them
is tried on all the others. Conditions with policy variables are left out, because their values
are not known; leaving a condition out can only hide a contradiction, never make one.
"""

from collections.abc import Iterable, Iterator, Sequence

from rolebridge.iam.conditions import Condition, Quantifier
from rolebridge.iam.context import RequestContext
from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.keys import describe_outcome
from rolebridge.iam.lint.ranges import exclude_each_other
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import LintedPolicy, LintedStatement
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template

_NULL = "Null"
# More of them on one key are not tried on each other.
_MOST_CONDITIONS = 50
_MOST_VALUES = 500
# Operators whose values are all that can meet them, with the families that may judge those.
_FINITE = {
    "StringEquals": "",
    "Bool": "Bool",
    "NumericEquals": "Numeric",
    "DateEquals": "Date",
    "BinaryEquals": "Binary",
}
_ARN_EQUALS = ("ArnEquals", "ArnLike")
_SOURCE_ADDRESS = "aws:sourceip"
_ENDPOINTS = ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")


def check_values(linted: LintedPolicy, report: Report) -> None:
    """Notes conditions that exclude each other, have no value, or name one twice."""
    for statement in linted.statements:
        conditions = statement.statement.conditions
        for condition in conditions:
            _check_list(statement, condition, report)
        for group in _group(conditions):
            if _is_impossible(group):
                names = " and ".join(dict.fromkeys(condition.written for condition in group))
                path = statement.path_of(group[-1])
                report.add(Code.CONDITION_NEVER_MET, path, key=group[0].key, conditions=names)
        _check_network(statement, report)


def _check_list(statement: LintedStatement, condition: Condition, report: Report) -> None:
    if not condition.values:
        report.add(
            Code.CONDITION_EMPTY,
            statement.path_of(condition),
            key=condition.key,
            outcome=describe_outcome(condition),
        )
    seen: set[str] = set()
    for entry in statement.values_of(condition):
        if entry.text in seen:
            report.add(Code.VALUE_REDUNDANT, entry.path, value=entry.text)
        seen.add(entry.text)


def _check_network(statement: LintedStatement, report: Report) -> None:
    """A request through a VPC endpoint has no aws:SourceIp; any other has no aws:SourceVpce."""
    required = {
        fold(condition.key): condition
        for condition in statement.statement.conditions
        if condition.operator.name != _NULL and not condition.is_met(RequestContext({}))
    }
    endpoint = next((required[key] for key in _ENDPOINTS if key in required), None)
    if _SOURCE_ADDRESS in required and endpoint is not None:
        path = statement.path_of(required[_SOURCE_ADDRESS])
        report.add(Code.NETWORK_KEYS_EXCLUDE, path, key=endpoint.key)


def _group(conditions: Sequence[Condition]) -> Iterator[list[Condition]]:
    """The conditions on each key, those with variables left out."""
    groups: dict[str, list[Condition]] = {}
    for condition in conditions:
        if condition.values and not any(value.has_variables for value in condition.values):
            groups.setdefault(fold(condition.key), []).append(condition)
    yield from groups.values()


def _is_impossible(group: list[Condition]) -> bool:
    """Whether neither a request without the key nor one with any value meets them all."""
    key = fold(group[0].key)
    if len(group) > _MOST_CONDITIONS or sum(len(each.values) for each in group) > _MOST_VALUES:
        return False
    # An empty value is a corner of its own: it counts as absent for Null and the set operators.
    if _meets(group, key, "") or all(each.is_met(RequestContext({})) for each in group):
        return False
    nulls = [condition for condition in group if condition.operator.name == _NULL]
    compared = [condition for condition in group if condition.operator.name != _NULL]
    if not _meets(nulls, key, "present"):
        return True
    # Several values can meet what one cannot, where every condition on the key takes several.
    if not any(condition.quantifier is Quantifier.NONE for condition in compared):
        return False
    return _has_no_candidate(key, compared) or exclude_each_other(compared)


def _has_no_candidate(key: str, conditions: list[Condition]) -> bool:
    """Whether one condition lists all its values and each of them fails another condition."""
    for condition in conditions:
        family = _find_family(condition)
        if family is None:
            continue
        judges = [other for other in conditions if other.operator.name.startswith(family)]
        if not any(_meets(judges, key, _read_text(value)) for value in condition.values):
            return True
    return False


def _read_text(value: Template) -> str:
    """The value that meets its condition: what `${*}` and its like stand for filled in."""
    return value.source if value.literal is None else value.literal


def _find_family(condition: Condition) -> str | None:
    """The operators that may judge the values of this one; None where it lists no values."""
    if condition.operator.name in _ARN_EQUALS:
        texts = (value.source for value in condition.values)
        return None if any("*" in text or "?" in text for text in texts) else ""
    return _FINITE.get(condition.operator.name)


def _meets(conditions: Iterable[Condition], key: str, value: str) -> bool:
    context = RequestContext({key: (value,)})
    return all(condition.is_met(context) for condition in conditions)
