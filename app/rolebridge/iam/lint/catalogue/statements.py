"""Rows about what statements do to each other, and what they give away."""

from rolebridge.iam.lint.catalogue.entry import Entry
from rolebridge.iam.lint.codes import Code, Severity

ENTRIES = {
    Code.STATEMENT_UNREACHABLE: Entry(
        Severity.WARNING,
        "Nothing is ever allowed by this statement: {other} denies all of it.",
        "Take it out, or narrow the Deny.",
    ),
    Code.ACTION_ALWAYS_DENIED: Entry(
        Severity.SUGGESTION,
        "{action!r} is never allowed by this statement: {other} denies it.",
        "Take it out, or narrow the Deny.",
    ),
    Code.STATEMENT_REDUNDANT: Entry(
        Severity.SUGGESTION,
        "{other} covers this statement whole.",
        "Leave it out; nothing changes.",
    ),
    Code.PASS_ROLE_ANY: Entry(
        Severity.WARNING,
        "iam:PassRole on {resource!r} hands any such role to any service: whoever holds this "
        "gains what those roles may do.",
        "Name the roles in Resource, and the service in a condition on iam:PassedToService.",
    ),
    Code.PRIVILEGE_ESCALATION: Entry(
        Severity.WARNING,
        "{action} on {resource!r} lets its holder take any permission in the account.",
        "Name the resources in Resource, or add a condition such as iam:PermissionsBoundary.",
    ),
    Code.ASSUME_ANY_ROLE: Entry(
        Severity.SUGGESTION,
        "sts:AssumeRole on {resource!r} leaves it to each role's trust policy whom it lets in.",
        "Name the roles in Resource.",
    ),
    Code.FULL_ADMINISTRATOR: Entry(
        Severity.WARNING,
        "This statement allows every action on every resource.",
        "List the actions that are needed.",
    ),
}
