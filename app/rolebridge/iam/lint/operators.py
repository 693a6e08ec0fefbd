"""Findings about how condition operators fit their keys."""

from rolebridge.iam.conditions import Condition, Quantifier
from rolebridge.iam.context import RequestContext
from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.key_names import KeyNames, is_claim
from rolebridge.iam.lint.reach import Reach
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.service_data import ConditionKey, KeyType
from rolebridge.iam.text import fold

_NULL = "Null"
_MFA = "aws:multifactorauthpresent"
# No tag keys at all is what "only these tag keys" is meant to let through.
_SETS_THAT_MAY_BE_EMPTY = frozenset({"aws:tagkeys", "sts:transitivetagkeys"})
_FAMILIES = ("String", "Numeric", "Date", "Bool", "Binary", "Ip", "NotIp", "Arn")
_COMPARABLE = {
    "Numeric": {KeyType.NUMERIC, KeyType.DATE},
    "Date": {KeyType.DATE, KeyType.NUMERIC},
    # The reference calls some keys strings whose values are `true` and `false`, or ARNs.
    "Bool": {KeyType.BOOL, KeyType.STRING},
    "Arn": {KeyType.ARN, KeyType.STRING},
    "Binary": set(KeyType),
    "Ip": {KeyType.IP_ADDRESS},
    "NotIp": {KeyType.IP_ADDRESS},
    "String": {KeyType.STRING, KeyType.ARN, KeyType.BINARY},
}
_OPERATORS = {
    KeyType.STRING: "a String operator",
    KeyType.ARN: "ArnLike or ArnNotLike",
    KeyType.BOOL: "Bool",
    KeyType.NUMERIC: "a Numeric operator",
    KeyType.DATE: "a Date operator",
    KeyType.IP_ADDRESS: "IpAddress or NotIpAddress",
    KeyType.BINARY: "BinaryEquals",
}
_PATTERN_OPERATORS = {"StringEquals": "StringLike", "StringNotEquals": "StringNotLike"}


def check_operators(linted: LintedPolicy, reach: Reach, report: Report) -> None:
    """Notes operators that do not suit the type of their key, or admit requests without it."""
    names = KeyNames(linted.services, linted.hints)
    for statement in linted.statements:
        near = reach.find_services(statement)
        for condition in statement.statement.conditions:
            key = names.find(condition.key, near)
            _check_wildcards(statement, condition, report)
            if condition.operator.name != _NULL:
                # Of claims the reference tells neither the type nor how many there may be.
                if key is not None and not is_claim(condition.key):
                    _check_type(statement, condition, key, report)
                    _check_quantifier(statement, condition, key, report)
                _check_missing(linted, statement, condition, key, report)


def _check_wildcards(statement: LintedStatement, condition: Condition, report: Report) -> None:
    better = _PATTERN_OPERATORS.get(condition.operator.name)
    for entry in statement.values_of(condition) if better else ():
        if "*" in entry.text and "${" not in entry.text:
            report.add(
                Code.WILDCARD_IS_LITERAL,
                entry.path,
                operator=condition.operator.name,
                value=entry.text,
                better=str(better),
            )


def _check_type(
    statement: LintedStatement, condition: Condition, key: ConditionKey, report: Report
) -> None:
    name = condition.operator.name
    family = next((each for each in _FAMILIES if name.startswith(each)), None)
    suits = family is None or key.type in _COMPARABLE[family]
    crosses = key.type is KeyType.ARN and any(
        _crosses_segments(entry) for entry in statement.values_of(condition)
    )
    # Only String and Arn operators take variables, whatever the key is.
    is_filled_in = any(value.has_variables for value in condition.values)
    if (not suits and not is_filled_in) or (name in ("StringLike", "StringNotLike") and crosses):
        report.add(
            Code.KEY_TYPE,
            statement.path_of(condition),
            key=key.name,
            type=key.type.value,
            operator=name,
            better=_OPERATORS[key.type],
        )


def _crosses_segments(entry: Entry) -> bool:
    """Whether a `*` stands where StringLike lets it run over the colons of an ARN."""
    return any("*" in part for part in entry.text.split(":")[:5])


def _check_quantifier(
    statement: LintedStatement, condition: Condition, key: ConditionKey, report: Report
) -> None:
    path, name = statement.path_of(condition), condition.operator.name
    if key.is_multivalued and condition.quantifier is Quantifier.NONE:
        report.add(Code.SET_OPERATOR_MISSING, path, key=key.name, operator=name)
    elif not key.is_multivalued and condition.quantifier is not Quantifier.NONE:
        quantifier = condition.quantifier.value
        report.add(
            Code.SET_OPERATOR_NEEDLESS, path, key=key.name, operator=name, quantifier=quantifier
        )


def _check_missing(
    linted: LintedPolicy,
    statement: LintedStatement,
    condition: Condition,
    key: ConditionKey | None,
    report: Report,
) -> None:
    path = statement.path_of(condition)
    if _is_mfa_gap(statement, condition):
        report.add(Code.MFA_DENY_ADMITS_MISSING, path, key=condition.key)
    if not statement.allows or linted.is_limit or not _admits_missing(statement, condition):
        return
    if (key is not None and key.is_always_present) or _is_in_resources(statement, condition.key):
        return
    if condition.quantifier is Quantifier.ALL:
        if fold(condition.key) not in _SETS_THAT_MAY_BE_EMPTY:
            is_set = key is not None and key.is_multivalued
            code = Code.FOR_ALL_VALUES_ADMITS_MISSING if is_set else Code.FOR_ALL_VALUES_ON_SINGLE
            report.add(code, path, key=condition.key)
    elif condition.operator.is_negated and not condition.if_exists:
        report.add(
            Code.NEGATION_ADMITS_MISSING, path, key=condition.key, operator=condition.operator.name
        )


def _admits_missing(statement: LintedStatement, condition: Condition) -> bool:
    """Whether a request without the key meets this condition and all others on the same key."""
    nothing = RequestContext({})
    return all(
        other.is_met(nothing)
        for other in statement.statement.conditions
        if fold(other.key) == fold(condition.key)
    )


def _is_in_resources(statement: LintedStatement, key: str) -> bool:
    """Whether every resource has the key as a variable, so that without it nothing matches."""
    variable = fold("${" + key)
    return (
        bool(statement.resources)
        and not statement.has_not_resource
        and all(variable + "}" in fold(entry.text) for entry in statement.resources)
    )


def _is_mfa_gap(statement: LintedStatement, condition: Condition) -> bool:
    """A Deny that means to ask for a second factor, and that requests without the key escape."""
    return (
        not statement.allows
        and fold(condition.key) == _MFA
        and condition.operator.name == "Bool"
        and not condition.if_exists
        and [fold(value.source) for value in condition.values] == ["false"]
    )
