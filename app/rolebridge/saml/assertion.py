"""Assertion values to XML, by pysaml2's classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saml2 import SamlBase, saml, samlp

from rolebridge.clock import format_instant
from rolebridge.saml.elements import build_element, validate_text
from rolebridge.saml.status import Status, StatusCode
from rolebridge.saml.values import Assertion, Attribute, NameID

_ASSERTION_PREFIXES = {"saml": saml.NAMESPACE}
_RESPONSE_PREFIXES = {"samlp": samlp.NAMESPACE, "saml": saml.NAMESPACE}


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of a response (SAML Core 3.2.2). `in_response_to` is None where nobody asked."""

    id: str
    issuer: str
    issue_instant: datetime
    destination: str
    in_response_to: str | None = None


class _PlainValue(saml.AttributeValue):  # type: ignore[misc]  # pysaml2 publishes no types.
    """A value that is text and nothing else.

    pysaml2's own guesses an xsi:type at each assignment, which takes longer than all the rest.
    xsi:type would not survive anyway: exclusive canonicalisation drops the declaration of its
    prefix, and whoever re-reads the canonical bytes finds a prefix that means nothing.
    """

    __setattr__ = SamlBase.__setattr__

    def __init__(self, text: str) -> None:
        SamlBase.__init__(self, text=text)


def build_assertion(assertion: Assertion) -> Any:
    """The saml:Assertion element, by itself, unsigned. Raises IllegalCharacter.

    One bearer confirmation with Recipient and NotOnOrAfter and no NotBefore (SAML Profiles
    4.1.4.2), one audience, one AuthnStatement, at most one AttributeStatement.
    """
    node = saml.Assertion(
        id=assertion.id,
        version="2.0",
        issue_instant=format_instant(assertion.issue_instant),
        issuer=saml.Issuer(text=assertion.issuer),
        subject=_subject(assertion),
        conditions=_conditions(assertion),
        authn_statement=[_authn_statement(assertion)],
        attribute_statement=_attribute_statements(assertion.attributes),
    )
    return build_element(node, _ASSERTION_PREFIXES)


def build_response(envelope: Envelope, assertion: Any) -> Any:
    """A samlp:Response that says Success and holds `assertion`, plain or encrypted."""
    status = samlp.Status(status_code=samlp.StatusCode(value=StatusCode.SUCCESS.value))
    element = build_element(_response(envelope, status), _RESPONSE_PREFIXES)
    element.append(assertion)
    return element


def build_refusal(envelope: Envelope, status: Status) -> Any:
    """A samlp:Response that says why there is no assertion (SAML Core 3.2.2.1)."""
    second = samlp.StatusCode(value=status.second.value) if status.second else None
    node = samlp.Status(
        status_code=samlp.StatusCode(value=status.top.value, status_code=second),
        status_message=samlp.StatusMessage(text=status.message),
    )
    return build_element(_response(envelope, node), _RESPONSE_PREFIXES)


def _response(envelope: Envelope, status: samlp.Status) -> samlp.Response:
    return samlp.Response(
        id=envelope.id,
        version="2.0",
        issue_instant=format_instant(envelope.issue_instant),
        destination=envelope.destination,
        in_response_to=envelope.in_response_to,
        issuer=saml.Issuer(text=envelope.issuer),
        status=status,
    )


def _subject(assertion: Assertion) -> saml.Subject:
    confirmation = saml.SubjectConfirmation(
        method=saml.SCM_BEARER,
        subject_confirmation_data=saml.SubjectConfirmationData(
            recipient=assertion.recipient,
            not_on_or_after=format_instant(assertion.not_on_or_after),
            in_response_to=assertion.in_response_to,
        ),
    )
    return saml.Subject(name_id=_name_id(assertion.name_id), subject_confirmation=[confirmation])


def _name_id(name_id: NameID) -> saml.NameID:
    return saml.NameID(
        text=validate_text("NameID", name_id.value),
        format=name_id.format,
        name_qualifier=name_id.name_qualifier,
        sp_name_qualifier=name_id.sp_name_qualifier,
    )


def _conditions(assertion: Assertion) -> saml.Conditions:
    audience = saml.Audience(text=assertion.audience)
    return saml.Conditions(
        not_before=format_instant(assertion.not_before),
        not_on_or_after=format_instant(assertion.not_on_or_after),
        audience_restriction=[saml.AudienceRestriction(audience=[audience])],
    )


def _authn_statement(assertion: Assertion) -> saml.AuthnStatement:
    end = assertion.session_not_on_or_after
    reference = saml.AuthnContextClassRef(text=assertion.authn_context)
    return saml.AuthnStatement(
        authn_instant=format_instant(assertion.authn_instant),
        session_index=assertion.session_index,
        session_not_on_or_after=format_instant(end) if end else None,
        authn_context=saml.AuthnContext(authn_context_class_ref=reference),
    )


def _attribute_statements(attributes: tuple[Attribute, ...]) -> list[saml.AttributeStatement]:
    if not attributes:
        return []
    return [saml.AttributeStatement(attribute=[_attribute(each) for each in attributes])]


def _attribute(attribute: Attribute) -> saml.Attribute:
    return saml.Attribute(
        name=attribute.name,
        name_format=attribute.name_format,
        friendly_name=attribute.friendly_name,
        attribute_value=[
            _PlainValue(text=validate_text(attribute.name, value)) for value in attribute.values
        ],
    )
