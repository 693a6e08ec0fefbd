"""Findings about the entries of Action and NotAction."""

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.reach import Reach, Reached
from rolebridge.iam.lint.redundancy import find_covered
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import Shape
from rolebridge.iam.lint.subject import LintedPolicy


def check_actions(
    linted: LintedPolicy, shapes: tuple[Shape, ...], reach: Reach, report: Report
) -> None:
    """Notes services and actions that do not exist, are deprecated, or are named twice."""
    for statement, shape in zip(linted.statements, shapes, strict=True):
        for reached in reach.read(statement):
            _check_exists(linted, reached, report)
        for covered, wider in find_covered(shape.actions, shape.alphabet.effort):
            entry = statement.actions[covered]
            wide = statement.actions[wider].text
            report.add(Code.ACTION_REDUNDANT, entry.path, action=entry.text, wider=wide)


def _check_exists(linted: LintedPolicy, reached: Reached, report: Report) -> None:
    path, text = reached.entry.path, reached.entry.text
    service = reached.service
    if reached.actions is None:
        return
    if service is None:
        hint = linted.hints.build(reached.prefix, linted.services.prefixes)
        report.add(Code.SERVICE_UNKNOWN, path, prefix=reached.prefix, hint=hint)
    elif not reached.actions and reached.is_pattern:
        report.add(Code.ACTION_MATCHES_NOTHING, path, action=text, prefix=service.prefix)
    elif not reached.actions:
        name = text.partition(":")[2]
        hint = linted.hints.build(name, (action.name for action in service.actions.values()))
        report.add(Code.ACTION_UNKNOWN, path, prefix=service.prefix, name=name, hint=hint)
    elif not reached.is_pattern and reached.actions[0].deprecation:
        deprecation = reached.actions[0].deprecation
        report.add(Code.ACTION_DEPRECATED, path, action=text, text=deprecation)
