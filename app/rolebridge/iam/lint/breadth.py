"""Findings about statements that give more than anybody listed."""

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import LintedPolicy


def check_breadth(linted: LintedPolicy, report: Report) -> None:
    """Notes NotPrincipal, NotAction and NotResource in statements that allow."""
    for statement in linted.grants:
        if statement.has_not_principal:
            report.add(Code.NOT_PRINCIPAL_WITH_ALLOW, (*statement.path, "NotPrincipal"))
        if statement.has_not_action:
            report.add(Code.NOT_ACTION_WITH_ALLOW, (*statement.path, "NotAction"))
        if statement.has_not_resource:
            report.add(Code.NOT_RESOURCE_WITH_ALLOW, (*statement.path, "NotResource"))
