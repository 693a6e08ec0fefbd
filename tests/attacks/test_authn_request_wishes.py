"""What a request asks about whom and how, and what it is told (threats B6, B7).

Every case starts from a request that is accepted, changes one thing, and names the refusal. A
refusal stays on a page of ours and leaves one audit row, unless the case says otherwise.
"""

import pytest

from rolebridge.idp.start import RequestRefused, SAMLRefusal, SignInNeeded
from support.authn_requests import (
    ALICE,
    SECOND,
    accepted,
    status,
    status_of,
)
from support.identity_provider import (
    ACS,
    ARTIFACT,
    IDP,
    NOW,
    ORIGIN,
    POST,
    SP,
    authn_request,
    make_idp,
    redirect,
)


def context(child: str, comparison: str = "exact") -> str:
    return (
        f'<samlp:RequestedAuthnContext Comparison="{comparison}">{child}'
        "</samlp:RequestedAuthnContext>"
    )


def context_class(name: str) -> str:
    uri = f"urn:oasis:names:tc:SAML:2.0:ac:classes:{name}"
    return f"<saml:AuthnContextClassRef>{uri}</saml:AuthnContextClassRef>"


def scoping(*providers: str) -> str:
    entries = "".join(f'<samlp:IDPEntry ProviderID="{each}"/>' for each in providers)
    return f'<samlp:Scoping ProxyCount="0"><samlp:IDPList>{entries}</samlp:IDPList></samlp:Scoping>'


def policy(name_format: str) -> str:
    return f'<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:{name_format}"/>'


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        (
            "<saml:Subject><saml:NameID>alice</saml:NameID></saml:Subject>",
            "Requester RequestDenied",
        ),
        ("<samlp:NameIDPolicy SPNameQualifier='urn:x'/>", "Requester InvalidNameIDPolicy"),
        (policy("1.1:nameid-format:emailAddress"), "Requester InvalidNameIDPolicy"),
        (policy("2.0:nameid-format:encrypted"), "Requester InvalidNameIDPolicy"),
        (context(context_class("Smartcard")), "Responder NoAuthnContext"),
        (
            context(context_class("PasswordProtectedTransport"), "better"),
            "Responder NoAuthnContext",
        ),
        (
            context("<saml:AuthnContextDeclRef>urn:x</saml:AuthnContextDeclRef>"),
            "Responder NoAuthnContext",
        ),
        (scoping("urn:x", "urn:y"), "Responder NoAvailableIDP"),
    ],
)
def test_what_cannot_be_met_is_told_to_the_service_provider(child, expected):
    assert status(redirect(authn_request(child))) == tuple(expected.split())


def test_an_answer_by_another_binding_is_not_given():
    message = redirect(authn_request(attributes=f'ProtocolBinding="{ARTIFACT}"'))
    assert status(message) == ("Requester", "UnsupportedBinding")


def test_what_can_be_met_is_not_refused():
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    children = (
        "<samlp:Extensions><x xmlns='urn:x'/></samlp:Extensions>",
        f"<samlp:NameIDPolicy SPNameQualifier='{SP}' AllowCreate='true' Format='{transient}'/>",
        context(context_class("Password"), "minimum"),
        scoping("urn:x", IDP),
    )
    attributes = f'ForceAuthn=" true " IsPassive="0" ProtocolBinding="{POST}"'
    request = accepted(redirect(authn_request(*children, attributes=attributes), "state"))
    assert request.force_authn
    assert not request.is_passive
    assert request.relay_state == "state"
    assert request.name_id_format.endswith(":transient")
    assert request.sp_name_qualifier == SP
    assert request.allow_create
    assert request.authn_context_comparison == "minimum"
    assert len(request.authn_context_classes) == 1


def test_force_authn_is_not_satisfied_by_a_live_session():
    idp = make_idp()
    request = idp.sso.receive(redirect(authn_request(attributes='ForceAuthn="true"')), ORIGIN)
    old = idp.session(ALICE, authenticated_at=NOW - SECOND)
    assert idp.sso.answer(request, old, ORIGIN) == SignInNeeded(force=True)
    assert idp.sso.answer(request, None, ORIGIN) == SignInNeeded(force=True)
    fresh = idp.session(ALICE, authenticated_at=NOW + SECOND)
    assert idp.sso.answer(request, fresh, ORIGIN).action == ACS


@pytest.mark.parametrize("force", ["", 'ForceAuthn="true"'])
def test_is_passive_never_asks_anybody(force):
    idp = make_idp()
    request = idp.sso.receive(redirect(authn_request(attributes=f'IsPassive="1" {force}')), ORIGIN)
    session = idp.session(ALICE) if force else None
    form = idp.sso.answer(request, session, ORIGIN)
    assert status_of(form) == ("Responder", "NoPassive")
    assert idp.store.events[0].reason == "NoPassive"


def test_a_refusal_is_answered_once_too():
    idp = make_idp()
    message = redirect(authn_request("<samlp:NameIDPolicy SPNameQualifier='urn:x'/>"))
    with pytest.raises(SAMLRefusal):
        idp.sso.receive(message, ORIGIN)
    with pytest.raises(RequestRefused) as caught:
        idp.sso.receive(message, ORIGIN)
    assert caught.value.code == "request_replayed"
