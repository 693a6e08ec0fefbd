"""Findings about a document as a whole: its version, its size, its statement ids."""

from collections.abc import Iterator

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.sizes import get_quota, measure

# A document that is fuller than this has no room for the next statement.
_NEARLY_FULL = 90


def check_document(linted: LintedPolicy, report: Report) -> None:
    """Notes what is odd about version, size and ids."""
    _check_version(linted, report)
    _check_size(linted, report)
    _check_sids(linted, report)


def _check_version(linted: LintedPolicy, report: Report) -> None:
    policy = linted.policy
    if policy.has_variables:
        return
    variables = [
        entry
        for statement in linted.statements
        for entry in _find_texts(statement)
        if "${" in entry.text
    ]
    for entry in variables:
        report.add(Code.VARIABLE_IN_OLD_VERSION, entry.path, text=entry.text)
    if policy.version is None and not variables:
        report.add(Code.VERSION_MISSING, ())


def _find_texts(statement: LintedStatement) -> Iterator[Entry]:
    """Every text in which a variable could stand."""
    yield from statement.resources
    for condition in statement.statement.conditions:
        if condition.operator.has_variables:
            yield from statement.values_of(condition)


def _check_size(linted: LintedPolicy, report: Report) -> None:
    policy = linted.policy
    size, quota = measure(policy.text, policy.kind), get_quota(policy)
    if quota * _NEARLY_FULL < size * 100 <= quota * 100:
        report.add(Code.DOCUMENT_NEARLY_FULL, (), size=str(size), quota=str(quota))


def _check_sids(linted: LintedPolicy, report: Report) -> None:
    seen: dict[str, int] = {}
    for statement in linted.statements:
        sid = statement.statement.sid
        path = (*statement.path, "Sid")
        if sid == "":
            report.add(Code.SID_EMPTY, path)
        elif sid is not None and sid in seen:
            report.add(Code.SID_REPEATED, path, sid=sid, other=str(seen[sid] + 1))
        elif sid is not None:
            seen[sid] = statement.statement.index
