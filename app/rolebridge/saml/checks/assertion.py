"""Checks of the assertion: who says it, about whom, to whom, for how long."""

from rolebridge.saml.checks.verdict import Answer, Check, Stage

_INVALID = Answer("InvalidIdentityToken", 400)
_EXPIRED = Answer("ExpiredTokenException", 400)
_WRONG_ISSUER = Answer("InvalidIdentityToken", 400, "Issuer not present in specified provider")
_NO_AUDIENCE = Answer(
    "InvalidIdentityToken", 400, "Response does not contain the required audience."
)
_STALE = Answer("ExpiredTokenException", 400, "Token must be redeemed within 5 minutes of issuance")
_NOT_AUTHORIZED = Answer("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML")


def _issuer(code: str, title: str, explanation: str, source: str) -> Check:
    return Check(code, Stage.ISSUER, title, explanation, source, _WRONG_ISSUER)


ISSUER_FORMAT = _issuer(
    "issuer_format",
    "Form of the issuer",
    "The Issuer must be an entity identifier without qualifiers; its Format is {actual}.",
    "SAML Profiles 4.1.4.2",
)
ISSUER_MISMATCH = _issuer(
    "issuer_mismatch",
    "Issuer of the assertion",
    "The assertion was issued by {actual}; expected was {expected}.",
    "SAML Core 2.2.5; SAML Profiles 4.1.4.2",
)


def _condition(
    code: str, title: str, explanation: str, source: str, answer: Answer = _INVALID
) -> Check:
    return Check(code, Stage.CONDITIONS, title, explanation, source, answer)


BAD_INSTANT = _condition(
    "bad_instant",
    "Form of instants",
    "{expected} must be a UTC instant such as 2026-11-23T10:00:00Z; it is {actual}.",
    "SAML Core 1.3.3",
)
ISSUE_INSTANT_FUTURE = _condition(
    "issue_instant_future",
    "Issued in the past",
    "The message says it was issued at {actual}; it is only {expected}.",
    "SAML Core 2.3.3, 3.2.2",
)
REDEMPTION_WINDOW = _condition(
    "redemption_window",
    "Redeemed within five minutes",
    "The assertion was issued at {actual}, more than five minutes before {expected}.",
    "AWS STS AssumeRoleWithSAML",
    _STALE,
)


def _subject(code: str, title: str, explanation: str, source: str) -> Check:
    return Check(code, Stage.SUBJECT, title, explanation, source, _INVALID)


SUBJECT_MISSING = _subject(
    "subject_missing",
    "Subject present",
    "The assertion must have {expected}; it has {actual}.",
    "SAML Core 2.4; SAML Profiles 4.1.4.2",
)
NAMEID_MISSING = Check(
    "nameid_missing",
    Stage.SUBJECT,
    "NameID present",
    "The Subject must have {expected}; it has {actual}.",
    "SAML Core 2.4.1; AWS IAM User Guide, configuring SAML assertions",
    _NOT_AUTHORIZED,
)
NAMEID_EMPTY = _subject(
    "nameid_empty",
    "NameID not empty",
    "The NameID must not be empty.",
    "SAML Core 2.2.2",
)
NAMEID_INVALID = _subject(
    "nameid_invalid",
    "Characters and length of the NameID",
    "The NameID must have {expected}; it has {actual}.",
    "Own rule; SAML Core 8.3.7, 8.3.8",
)
SPNAMEQUALIFIER_MISMATCH = _subject(
    "spnamequalifier_mismatch",
    "The NameID is meant for us",
    "The NameID was made for {actual}; this is {expected}.",
    "SAML Core 2.2.2",
)
CONFIRMATION_COUNT = _subject(
    "subjectconfirmation_count",
    "Number of subject confirmations",
    "The Subject must have {expected} SubjectConfirmation; it has {actual}.",
    "SAML Profiles 4.1.4.2; AWS IAM User Guide, configuring SAML assertions",
)
CONFIRMATION_METHOD = _subject(
    "subjectconfirmation_method",
    "Bearer confirmation",
    "The SubjectConfirmation's Method must be {expected}; it is {actual}.",
    "SAML Profiles 4.1.4.2, 3.3",
)
CONFIRMATION_DATA = _subject(
    "subjectconfirmation_data",
    "Confirmation data present",
    "A bearer confirmation must have {expected}; it has {actual}.",
    "SAML Profiles 4.1.4.2",
)
CONFIRMATION_NOT_BEFORE = _subject(
    "subjectconfirmation_not_before",
    "No NotBefore in a bearer confirmation",
    "A bearer confirmation must have no NotBefore; this one has {actual}.",
    "SAML Profiles 4.1.4.2",
)
RECIPIENT_MISMATCH = _subject(
    "recipient_mismatch",
    "Recipient",
    "The assertion may be presented at {actual}; this is {expected}.",
    "SAML Profiles 4.1.4.2, 4.1.4.3",
)
CONFIRMATION_IN_RESPONSE_TO = _subject(
    "subjectconfirmation_in_response_to",
    "The confirmation answers our request",
    "The confirmation answers the request {actual}; expected was {expected}.",
    "SAML Profiles 4.1.4.3",
)
CONFIRMATION_EXPIRED = Check(
    "subjectconfirmation_expired",
    Stage.SUBJECT,
    "The confirmation has not expired",
    "The assertion had to be presented before {actual}; it is {expected}.",
    "SAML Profiles 4.1.4.3; SAML Core 2.4.1.2",
    _EXPIRED,
)


CONDITIONS_MISSING = _condition(
    "conditions_missing",
    "Conditions present",
    "The assertion must have {expected}; it has {actual}.",
    "SAML Profiles 4.1.4.2",
)
CONDITION_UNKNOWN = _condition(
    "condition_unknown",
    "Conditions understood",
    "The condition {actual} is not understood, so the assertion cannot be relied on.",
    "SAML Core 2.5.1.1",
)
NOT_YET_VALID = _condition(
    "not_yet_valid",
    "NotBefore",
    "The assertion is valid from {actual}; it is {expected}.",
    "SAML Core 2.5.1.2",
)
EXPIRED = _condition(
    "expired",
    "NotOnOrAfter",
    "The assertion was valid until {actual}; it is {expected}.",
    "SAML Core 2.5.1.2",
    _EXPIRED,
)
AUDIENCE_MISSING = _condition(
    "audience_missing",
    "Audience present",
    "The assertion must be restricted to {expected}; it names {actual}.",
    "SAML Profiles 4.1.4.2; SAML Core 2.5.1.4",
    _NO_AUDIENCE,
)
AUDIENCE_MISMATCH = _condition(
    "audience_mismatch",
    "Audience",
    "The assertion is meant for {actual}; this is {expected}.",
    "SAML Core 2.5.1.4",
    _NO_AUDIENCE,
)


def _statement(
    code: str, title: str, explanation: str, source: str, answer: Answer = _INVALID
) -> Check:
    return Check(code, Stage.STATEMENTS, title, explanation, source, answer)


AUTHNSTATEMENT_COUNT = _statement(
    "authnstatement_count",
    "Exactly one authentication statement",
    "The assertion must have {expected} AuthnStatement; it has {actual}.",
    "SAML Profiles 4.1.4.2; own rule",
)
AUTHN_INSTANT_FUTURE = _statement(
    "authn_instant_future",
    "Signed in in the past",
    "The person is said to have signed in at {actual}; it is only {expected}.",
    "SAML Core 2.7.2",
)
SESSION_EXPIRED = _statement(
    "session_expired",
    "SessionNotOnOrAfter",
    "The session at the identity provider ended at {actual}; it is {expected}.",
    "SAML Core 2.7.2",
    _EXPIRED,
)
ELEMENT_IN_VALUE = _statement(
    "element_in_value",
    "Plain attribute values",
    "A value of the attribute {actual} holds XML elements; plain text is expected.",
    "Own rule; SAML Core 2.7.3.1.1",
)
DUPLICATE_ATTRIBUTE = _statement(
    "duplicate_attribute",
    "Each attribute once",
    "The attribute {actual} stands there more than once.",
    "Own rule; SAML Core 2.7.3.1",
)

CHECKS: tuple[Check, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Check)
)
"""These checks, in the order in which a response meets them."""
