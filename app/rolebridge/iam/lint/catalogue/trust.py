"""Rows about trust policies: who calls, and what the call carries."""

from rolebridge.iam.lint.catalogue.entry import Entry
from rolebridge.iam.lint.codes import Code, Severity

ENTRIES = {
    Code.PRINCIPAL_CANNOT_CALL: Entry(
        Severity.ERROR,
        "{principal!r} can never make the call {actions}: {reason}.",
        "{fix}",
    ),
    Code.RECIPIENT_UNCHECKED: Entry(
        Severity.SUGGESTION,
        "Assertions for any recipient that AWS knows are accepted: no condition compares saml:aud.",
        'Add "StringEquals": {{"saml:aud": "https://signin.aws.amazon.com/saml"}} with the '
        "address that your assertions name.",
    ),
    Code.AUDIENCE_FOR_RECIPIENT: Entry(
        Severity.ERROR,
        "saml:aud is the Recipient of the assertion, a URL, and never {value!r}, which is "
        "its Audience.",
        "Compare it with the address that the assertion is posted to, such as "
        "https://signin.aws.amazon.com/saml.",
    ),
    Code.RECIPIENT_OTHER_PARTITION: Entry(
        Severity.WARNING,
        "{value!r} is the sign-in address of the partition {other}, and the provider stands "
        "in {partition}.",
        "Name the sign-in address of {partition}.",
    ),
    Code.RECIPIENT_PATH: Entry(
        Severity.WARNING,
        "{value!r} is no address that AWS receives assertions at: its path is /saml.",
        "Write {expected!r}.",
    ),
    Code.WEB_IDENTITY_UNRESTRICTED: Entry(
        Severity.WARNING,
        "Whoever holds any token of {provider} may assume this role: no condition looks at a "
        "claim.",
        "Compare {issuer}:aud, and {issuer}:sub where many share the issuer.",
    ),
    Code.TAG_SESSION_MISSING: Entry(
        Severity.WARNING,
        "{key} is compared, but no statement allows sts:TagSession, so that a call with "
        "session tags is refused as a whole.",
        "Add sts:TagSession to the actions of the statement.",
    ),
    Code.SET_SOURCE_IDENTITY_MISSING: Entry(
        Severity.WARNING,
        "sts:SourceIdentity is compared, but no statement allows sts:SetSourceIdentity, so "
        "that a call with a source identity is refused as a whole.",
        "Add sts:SetSourceIdentity to the actions of the statement.",
    ),
    Code.SESSION_TAGS_REFUSED: Entry(
        Severity.ERROR,
        "Assertions for this account carry session tags, and no statement here allows "
        "sts:TagSession: such a sign-in is refused as a whole.",
        "Add sts:TagSession to the actions that the provider is allowed.",
    ),
    Code.SOURCE_IDENTITY_REFUSED: Entry(
        Severity.ERROR,
        "Assertions for this account carry a source identity, and no statement here allows "
        "sts:SetSourceIdentity: such a sign-in is refused as a whole.",
        "Add sts:SetSourceIdentity to the actions that the provider is allowed.",
    ),
}
