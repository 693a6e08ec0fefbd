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
    STS_CALL = "sts.call"
    CONSOLE_SIGN_IN = "console.sign-in"
    CONSOLE_SIGN_OUT = "console.sign-out"
    CREDENTIALS_SHOWN = "console.keys"
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
class Event:
    """One row of the trail. `reason` is a stable code; `facts` are short, safe values."""

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


class AuditLog(Protocol):
    """Appends events within the transaction of the use case."""

    def record(self, event: Event) -> None:
        """Append one event."""
        ...
