"""One audit event, and the port through which it is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Action(StrEnum):
    """Everything that leaves an audit row."""

    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    SESSION_REVOKE = "session.revoke"
    PASSWORD_CHANGE = "password.change"  # noqa: S105  (an action's name, not a secret)
    SAML_REQUEST = "saml.request"
    SAML_ISSUE = "saml.issue"
    STS_ASSUME_ROLE_WITH_SAML = "sts.AssumeRoleWithSAML"
    STS_ASSUME_ROLE_WITH_WEB_IDENTITY = "sts.AssumeRoleWithWebIdentity"
    STS_ASSUME_ROLE = "sts.AssumeRole"
    STS_ASSUME_ROOT = "sts.AssumeRoot"
    STS_GET_FEDERATION_TOKEN = "sts.GetFederationToken"  # noqa: S105  (an action's name)
    STS_GET_SESSION_TOKEN = "sts.GetSessionToken"  # noqa: S105  (an action's name)
    STS_CALL = "sts.call"
    IAM_CALL = "iam.call"
    CONSOLE_SIGN_IN = "console.sign-in"
    SIGNIN_TOKEN = "console.signin-token"  # noqa: S105  (an action, no secret)
    CONSOLE_SIGN_OUT = "console.sign-out"
    CREDENTIALS_SHOWN = "console.keys"
    OIDC_AUTHORIZE = "oidc.authorize"
    OIDC_ISSUE = "oidc.issue"
    FEDERATION_APPLY = "federation.apply"
    PEOPLE_CHANGE = "people.change"
    KEYS_CHANGE = "keys.change"


class Outcome(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from: carried from the edge into every event."""

    request_id: str
    source_address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class AWSEvent:
    """What CloudTrail would tell of a call beside the event it belongs to.

    `identity`, `parameters` and `response` are CloudTrail's userIdentity, requestParameters and
    responseElements: plain data without any secret. `account` is the caller's, or the role's where
    the caller has none; `resource_account` that of the role, which is told too.
    """

    source: str  # sts.amazonaws.com, iam.amazonaws.com, signin.amazonaws.com
    name: str
    account: str | None
    region: str
    identity: Mapping[str, object]
    parameters: Mapping[str, object] | None = None
    response: Mapping[str, object] | None = None
    error_code: str | None = None
    error_message: str | None = None
    is_read_only: bool = False
    resource_account: str | None = None
    resources: tuple[Mapping[str, object], ...] = ()
    additional: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the trail. `reason` is a stable code; `facts` are short, safe values.

    `aws` is there for what was asked of the AWS side.
    """

    at: datetime
    action: Action
    outcome: Outcome
    origin: Origin
    person: str | None = None
    assertion_id: str | None = None
    target: str | None = None  # an ARN, an entity id, a session id's public handle
    reason: str | None = None
    detail: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    aws: AWSEvent | None = None


class AuditLog(Protocol):
    """Appends events within the transaction of the use case."""

    def record(self, event: Event) -> None:
        """Append one event."""
        ...
