"""Status codes of a response (SAML Core 3.2.2.2), top level and second level."""

from dataclasses import dataclass
from enum import StrEnum


class StatusCode(StrEnum):
    """The status codes in use."""

    SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
    REQUESTER = "urn:oasis:names:tc:SAML:2.0:status:Requester"
    RESPONDER = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    INVALID_NAME_ID_POLICY = "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"
    NO_AUTHN_CONTEXT = "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext"
    NO_AVAILABLE_IDP = "urn:oasis:names:tc:SAML:2.0:status:NoAvailableIDP"
    NO_PASSIVE = "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
    REQUEST_DENIED = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
    UNSUPPORTED_BINDING = "urn:oasis:names:tc:SAML:2.0:status:UnsupportedBinding"


@dataclass(frozen=True, slots=True)
class Status:
    """Why there is no assertion. `message` is fixed text of ours, never a piece of the request."""

    top: StatusCode
    second: StatusCode | None
    message: str

    @property
    def code(self) -> str:
        """The last part of the more telling code, for logs: `NoPassive`."""
        return (self.second or self.top).rpartition(":")[2]
