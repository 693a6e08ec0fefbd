"""Findings about grants with which their holder can take more.

Sources: IAM User Guide, "Grant a user permissions to pass a role to an AWS service", and the
actions by which IAM itself changes who may do what.
"""

from collections.abc import Iterator

from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.globs import Alphabet
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import EVERYTHING, Shape
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.patterns import Wildcard
from rolebridge.iam.text import fold

# Each with the type of resource that it changes.
_ESCALATING = {
    "iam:AttachGroupPolicy": "group",
    "iam:AttachRolePolicy": "role",
    "iam:AttachUserPolicy": "user",
    "iam:PutGroupPolicy": "group",
    "iam:PutRolePolicy": "role",
    "iam:PutUserPolicy": "user",
    "iam:CreatePolicyVersion": "policy",
    "iam:SetDefaultPolicyVersion": "policy",
    "iam:AddUserToGroup": "group",
    "iam:CreateAccessKey": "user",
    "iam:CreateLoginProfile": "user",
    "iam:UpdateLoginProfile": "user",
    "iam:UpdateAssumeRolePolicy": "role",
}
_PASS_ROLE = "iam:PassRole"  # noqa: S105  (an action, no password)
_SEGMENTS = 6
_ASSUME_ROLE = "sts:AssumeRole"
_KINDS = frozenset({PolicyKind.IDENTITY, PolicyKind.MANAGED})


def check_escalation(linted: LintedPolicy, shapes: tuple[Shape, ...], report: Report) -> None:
    """Notes unconditional grants of everything, or of what leads there."""
    if linted.policy.kind not in _KINDS:
        return
    for statement, shape in zip(linted.statements, shapes, strict=True):
        is_open = not (statement.has_not_action or statement.has_not_resource)
        if statement.allows and is_open and not statement.statement.conditions:
            _check_grant(statement, shape, report)


def _check_grant(statement: LintedStatement, shape: Shape, report: Report) -> None:
    texts = {entry.text for entry in statement.resources}
    everything = [entry for entry in statement.actions if entry.text == EVERYTHING]
    if everything and EVERYTHING in texts:
        report.add(Code.FULL_ADMINISTRATOR, everything[0].path)
        return
    for code, action, kind in _risks():
        entry = _find_entry(statement, shape, action)
        resource = _find_resource(statement, shape, kind)
        if entry is not None and resource is not None:
            report.add(code, entry.path, action=entry.text, resource=resource)


def _risks() -> Iterator[tuple[Code, str, str]]:
    yield Code.PASS_ROLE_ANY, _PASS_ROLE, "role"
    yield Code.ASSUME_ANY_ROLE, _ASSUME_ROLE, "role"
    for action, kind in _ESCALATING.items():
        yield Code.PRIVILEGE_ESCALATION, action, kind


def _find_entry(statement: LintedStatement, shape: Shape, action: str) -> Entry | None:
    """The entry that grants the action."""
    wanted = Alphabet().read((fold(action),))
    granted = zip(statement.actions, shape.actions, strict=True)
    return next((entry for entry, glob in granted if glob.covers(wanted)), None)


def _find_resource(statement: LintedStatement, shape: Shape, kind: str) -> str | None:
    """The entry that stands for every resource of a type, in one account at least."""
    every = shape.alphabet.read((f"{kind}/", Wildcard.ANY))
    for entry, resource in zip(statement.resources, shape.resources, strict=True):
        if resource.segments is None:
            return entry.text
        *head, last = resource.segments
        if len(head) == _SEGMENTS - 1 and head[2].spelt == "iam" and last.covers(every):
            return entry.text
    return None
