"""Checks of the AWS attribute profile."""

from rolebridge.saml.checks.verdict import Answer, Check, Stage

_INVALID = Answer("InvalidIdentityToken", 400)
_NOT_AUTHORIZED = Answer("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML")
_NO_SESSION_NAME = Answer(
    "InvalidIdentityToken", 400, "RoleSessionName is required in AuthnResponse"
)
_BAD_SESSION_NAME = Answer(
    "InvalidIdentityToken",
    400,
    "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
)
_BAD_SOURCE_IDENTITY = Answer(
    "InvalidIdentityToken",
    400,
    'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
)
_DUPLICATE_TAGS = Answer(
    "InvalidParameterValue",
    400,
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
)
_UNKNOWN_TRANSITIVE = Answer(
    "InvalidParameterValue",
    400,
    "The specified transitive tag key must be included in the requested tags.",
)


def _aws(
    code: str,
    title: str,
    explanation: str,
    answer: Answer = _INVALID,
    page_text: str | None = None,
) -> Check:
    source = "AWS IAM User Guide, configuring SAML assertions"
    return Check(code, Stage.AWS, title, explanation, source, answer, page_text)


ROLE_MISSING = _aws(
    "role_missing",
    "Role attribute present",
    "The assertion must have {expected}; it has {actual}.",
    _NOT_AUTHORIZED,
    "Your request included an invalid SAML response. To logout, click here",
)
ROLE_MALFORMED = _aws(
    "role_malformed",
    "Role values",
    "A Role value must be {expected}; it is {actual}.",
)
ROLE_SESSION_NAME_MISSING = _aws(
    "role_session_name_missing",
    "RoleSessionName present",
    "The assertion must have {expected}; it has {actual}.",
    _NO_SESSION_NAME,
)
ROLE_SESSION_NAME_INVALID = _aws(
    "role_session_name_invalid",
    "RoleSessionName",
    "RoleSessionName must be {expected}; it is {actual}.",
    _BAD_SESSION_NAME,
)
SESSION_DURATION_INVALID = _aws(
    "session_duration_invalid",
    "SessionDuration",
    "SessionDuration must be {expected}; it is {actual}.",
)
TAG_INVALID = _aws(
    "tag_invalid",
    "Session tags",
    "A PrincipalTag must have {expected}; it has {actual}.",
)
TAG_DUPLICATE = _aws(
    "tag_duplicate",
    "Session tag keys differ",
    "The session tag {actual} is given more than once; letter case does not count.",
    _DUPLICATE_TAGS,
)
TOO_MANY_TAGS = _aws(
    "too_many_tags",
    "Number of session tags",
    "There may be {expected} session tags; there are {actual}.",
)
TRANSITIVE_TAG_UNKNOWN = _aws(
    "transitive_tag_unknown",
    "Transitive tag keys are passed too",
    "TransitiveTagKeys names {actual}, which is not among the tags passed: {expected}.",
    _UNKNOWN_TRANSITIVE,
)
SOURCE_IDENTITY_INVALID = _aws(
    "source_identity_invalid",
    "SourceIdentity",
    "SourceIdentity must be {expected}; it is {actual}.",
    _BAD_SOURCE_IDENTITY,
)

CATALOGUE: tuple[Check, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Check)
)
"""Every check, in the order in which a response meets it."""

CHECKS: tuple[Check, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Check)
)
"""These checks, in the order in which a response meets them."""
