"""Assertion values to XML, in the canonical form that is signed and sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rolebridge.clock import format_instant
from rolebridge.saml.canonical import Canonical, write_element, write_leaf, write_start_tag
from rolebridge.saml.signer import Unsigned
from rolebridge.saml.status import Status, StatusCode
from rolebridge.saml.values import Assertion, Attribute, NameID

_VERSION: Final = "2.0"
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of a response (SAML Core 3.2.2). `in_response_to` is None where nobody asked."""

    id: str
    issuer: str
    issue_instant: datetime
    destination: str
    in_response_to: str | None = None


def build_assertion(assertion: Assertion) -> Unsigned:
    """The saml:Assertion. Raises IllegalCharacter.

    One bearer confirmation with Recipient and NotOnOrAfter and no NotBefore (SAML Profiles
    4.1.4.2), one audience, one AuthnStatement, at most one AttributeStatement.
    """
    facts = {
        "ID": assertion.id,
        "IssueInstant": format_instant(assertion.issue_instant),
        "Version": _VERSION,
    }
    start = write_start_tag("saml:Assertion", facts, declares_prefix=True)
    issuer = write_leaf("saml:Issuer", assertion.issuer)
    statements = _statements(assertion)
    rest = f"{_subject(assertion)}{_conditions(assertion)}{statements}</saml:Assertion>"
    return Unsigned(assertion.id, start + issuer, rest)


def build_response(envelope: Envelope, assertion: Canonical) -> Unsigned:
    """A samlp:Response that says Success and holds `assertion`, plain or encrypted."""
    return _response(envelope, _status(_status_code(StatusCode.SUCCESS)), assertion)


def build_refusal(envelope: Envelope, status: Status) -> Unsigned:
    """A samlp:Response that says why there is no assertion (SAML Core 3.2.2.1)."""
    second = [_status_code(status.second)] if status.second else []
    message = write_leaf("samlp:StatusMessage", status.message)
    return _response(envelope, _status(_status_code(status.top, *second), message))


def _response(envelope: Envelope, *content: Canonical) -> Unsigned:
    facts = {
        "Destination": envelope.destination,
        "ID": envelope.id,
        "InResponseTo": envelope.in_response_to,
        "IssueInstant": format_instant(envelope.issue_instant),
        "Version": _VERSION,
    }
    start = write_start_tag("samlp:Response", facts, declares_prefix=True)
    issuer = write_leaf("saml:Issuer", envelope.issuer, declares_prefix=True)
    return Unsigned(envelope.id, start + issuer, "".join(content) + "</samlp:Response>")


def _status(*content: Canonical) -> Canonical:
    return write_element("samlp:Status", {}, *content)


def _status_code(code: StatusCode, *second: Canonical) -> Canonical:
    return write_element("samlp:StatusCode", {"Value": code.value}, *second)


def _subject(assertion: Assertion) -> Canonical:
    data = {
        "InResponseTo": assertion.in_response_to,
        "NotOnOrAfter": format_instant(assertion.not_on_or_after),
        "Recipient": assertion.recipient,
    }
    confirmation = write_element(
        "saml:SubjectConfirmation",
        {"Method": _BEARER},
        write_element("saml:SubjectConfirmationData", data),
    )
    return write_element("saml:Subject", {}, _name_id(assertion.name_id), confirmation)


def _name_id(name_id: NameID) -> Canonical:
    facts = {
        "Format": name_id.format,
        "NameQualifier": name_id.name_qualifier,
        "SPNameQualifier": name_id.sp_name_qualifier,
    }
    return write_leaf("saml:NameID", name_id.value, facts)


def _conditions(assertion: Assertion) -> Canonical:
    times = {
        "NotBefore": format_instant(assertion.not_before),
        "NotOnOrAfter": format_instant(assertion.not_on_or_after),
    }
    audience = write_leaf("saml:Audience", assertion.audience)
    restriction = write_element("saml:AudienceRestriction", {}, audience)
    return write_element("saml:Conditions", times, restriction)


def _authn_statement(assertion: Assertion) -> Canonical:
    end = assertion.session_not_on_or_after
    facts = {
        "AuthnInstant": format_instant(assertion.authn_instant),
        "SessionIndex": assertion.session_index,
        "SessionNotOnOrAfter": format_instant(end) if end else None,
    }
    reference = write_leaf("saml:AuthnContextClassRef", assertion.authn_context)
    return write_element(
        "saml:AuthnStatement", facts, write_element("saml:AuthnContext", {}, reference)
    )


def _statements(assertion: Assertion) -> str:
    attributes = [_attribute(each) for each in assertion.attributes]
    about = write_element("saml:AttributeStatement", {}, *attributes) if attributes else ""
    return _authn_statement(assertion) + about


def _attribute(attribute: Attribute) -> Canonical:
    facts = {
        "FriendlyName": attribute.friendly_name,
        "Name": attribute.name,
        "NameFormat": attribute.name_format,
    }
    values = [
        write_leaf("saml:AttributeValue", value, field=attribute.name) for value in attribute.values
    ]
    return write_element("saml:Attribute", facts, *values)
