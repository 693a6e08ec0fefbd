"""Rows about the entries of Action, Resource and Principal."""

from rolebridge.iam.lint.catalogue.entry import Entry
from rolebridge.iam.lint.codes import Code, Severity

ENTRIES = {
    Code.SERVICE_UNKNOWN: Entry(
        Severity.WARNING,
        "No service has the prefix {prefix!r}{hint}.",
        "Check the spelling; a service may also be newer than the service data or have been "
        "closed.",
    ),
    Code.ACTION_UNKNOWN: Entry(
        Severity.WARNING,
        "{prefix} has no action {name!r}{hint}.",
        "Check the spelling; an action may also be newer than the service data or have been "
        "retired.",
    ),
    Code.ACTION_MATCHES_NOTHING: Entry(
        Severity.WARNING,
        "{action!r} matches no action of {prefix}.",
        "Check the spelling of what stands around the wildcard.",
    ),
    Code.ACTION_REDUNDANT: Entry(
        Severity.SUGGESTION,
        "{action!r} is covered by {wider!r} in the same list.",
        "Leave it out; nothing changes.",
    ),
    Code.ACTION_DEPRECATED: Entry(
        Severity.SUGGESTION,
        "{action!r} is deprecated: {text}",
        "Use what has taken its place.",
    ),
    Code.RESOURCE_REDUNDANT: Entry(
        Severity.SUGGESTION,
        "{resource!r} is covered by {wider!r} in the same list.",
        "Leave it out; nothing changes.",
    ),
    Code.RESOURCE_TYPE_UNSUPPORTED: Entry(
        Severity.WARNING,
        "{action} works on {types}, and no entry here can be the ARN of one.",
        "Add an entry of the form {format}, or take the action out of this statement.",
    ),
    Code.RESOURCE_NEEDS_STAR: Entry(
        Severity.SUGGESTION,
        'AWS documents no resource type for {action}: its requests name "*", which no ARN '
        "pattern matches.",
        'Give the action a statement with "Resource": "*".',
    ),
    Code.RESOURCE_OTHER_ACCOUNT: Entry(
        Severity.SUGGESTION,
        "{resource!r} stands in account {other}, and this policy belongs to {account}.",
        "Check the account; across accounts the resource's own policy must allow the call too.",
    ),
    Code.RESOURCE_OTHER_PARTITION: Entry(
        Severity.ERROR,
        "{resource!r} stands in the partition {other}, and this policy belongs to "
        "{partition}: no request here can name it.",
        "Write arn:{partition}:...",
    ),
    Code.REGION_NOT_IN_PARTITION: Entry(
        Severity.ERROR,
        "There is no region {region!r} in the partition {partition!r}, so that {resource!r} "
        "matches nothing.",
        "Write the partition that the region belongs to.",
    ),
    Code.EVERYONE_ALLOWED: Entry(
        Severity.WARNING,
        'Everyone may do this, signed in or not: the principal is "*" and there is no condition.',
        "Name who is meant in Principal, or add a condition such as aws:PrincipalOrgID.",
    ),
    Code.EVERYONE_TRUSTED: Entry(
        Severity.ERROR,
        'Every AWS identity in the world may assume this role: the principal is "*" and '
        "there is no condition.",
        "Name who is meant in Principal, or add a condition such as aws:PrincipalOrgID.",
    ),
    Code.PRINCIPAL_REDUNDANT: Entry(
        Severity.SUGGESTION,
        "{principal!r} is covered by {wider!r} in the same element.",
        "Leave it out; nothing changes.",
    ),
    Code.PRINCIPAL_DELETED: Entry(
        Severity.WARNING,
        "{principal!r} is the unique id that IAM shows for a user or role that was deleted.",
        "Take it out, or name the user or role that is there now.",
    ),
    Code.PRINCIPAL_OTHER_PARTITION: Entry(
        Severity.ERROR,
        "{principal!r} stands in the partition {other}, and this policy belongs to "
        "{partition}: nobody from there can call here.",
        "Write arn:{partition}:...",
    ),
    Code.PROVIDER_OTHER_ACCOUNT: Entry(
        Severity.ERROR,
        "{principal!r} stands in account {other}, and the role in {account}: a role can only "
        "be assumed through providers of its own account.",
        "Name the provider of account {account}.",
    ),
    Code.PROVIDER_UNKNOWN: Entry(
        Severity.WARNING,
        "Account {account} has no SAML provider {name!r}{hint}.",
        "Name one of the account's providers, or add this one.",
    ),
    Code.NOT_PRINCIPAL_WITH_ALLOW: Entry(
        Severity.WARNING,
        "NotPrincipal with Allow lets in everyone but those named, signed in or not.",
        "Name who is meant in Principal.",
    ),
    Code.NOT_ACTION_WITH_ALLOW: Entry(
        Severity.WARNING,
        "NotAction with Allow grants every action that is not listed, of every service, and "
        "those that come later.",
        "List in Action what is meant, or use NotAction with Deny.",
    ),
    Code.NOT_RESOURCE_WITH_ALLOW: Entry(
        Severity.WARNING,
        "NotResource with Allow grants access to every resource that is not listed, and "
        "those that come later.",
        "List in Resource what is meant, or use NotResource with Deny.",
    ),
}
