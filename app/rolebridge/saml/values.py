"""The nouns of SAML Core that both the issuing and the consuming half speak."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NameIDFormat(StrEnum):
    """Name identifier formats (SAML Core 8.3)."""

    UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


class Binding(StrEnum):
    """Bindings in use (SAML Bindings 3.4, 3.5)."""

    HTTP_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    HTTP_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"


@dataclass(frozen=True, slots=True)
class NameID:
    """The subject's name (SAML Core 2.2.3). `format` is None where the attribute was absent."""

    value: str
    format: str | None = None
    name_qualifier: str | None = None
    sp_name_qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute with its values (SAML Core 2.7.3.1)."""

    name: str
    values: tuple[str, ...]
    name_format: str | None = None
    friendly_name: str | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """Everything that is said about a subject to one audience: what issuing builds.

    `in_response_to` is None for IdP-initiated sign-in. All instants are aware and in UTC.
    """

    id: str
    issuer: str
    issue_instant: datetime
    name_id: NameID
    audience: str
    recipient: str
    not_before: datetime
    not_on_or_after: datetime
    authn_instant: datetime
    authn_context: str
    session_index: str
    session_not_on_or_after: datetime | None = None
    in_response_to: str | None = None
    attributes: tuple[Attribute, ...] = ()
