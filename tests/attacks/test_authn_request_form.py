"""AuthnRequests that are malformed, stale, misdirected or sent twice (threats B4, B5, B43).

Every case starts from a request that is accepted, changes one thing, and names the refusal. A
refusal stays on a page of ours and leaves one audit row, unless the case says otherwise.
"""

import base64
import zlib
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from lxml import etree

from rolebridge.audit.events import Outcome
from rolebridge.idp.start import RequestRefused, SAMLRefusal
from rolebridge.saml.bindings import BindingRefused, decode_redirect
from support.authn_requests import (
    ALICE,
    SECOND,
    SP_PAIR,
    accepted,
    keyed_sp,
    other_sp,
    refusal,
)
from support.identity_provider import (
    ACS,
    NOW,
    ORIGIN,
    SP,
    SSO,
    authn_request,
    make_idp,
    make_service_provider,
    make_signer,
    post,
    redirect,
)
from support.organisation import make_configuration


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"x",
        b"<x/>",
        authn_request()[:-1],
        authn_request() + authn_request(),
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + authn_request(),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x">' + authn_request(),
        authn_request(issuer="&b;"),
        authn_request(issuer=f"{SP}<!-- -->.evil.example"),
        b"<?xml version='1.0' encoding='UTF-7'?>" + authn_request(),
        authn_request().decode().encode("utf-16"),
        b"<?xml version='1.1'?>" + authn_request(),
        authn_request().replace(b"AuthnRequest", b"LogoutRequest"),
        authn_request().replace(b"SAML:2.0:protocol", b"SAML:1.1:protocol"),
        authn_request(f"<saml:Issuer>{SP}</saml:Issuer>"),
        authn_request("<saml:Issuer>urn:evil</saml:Issuer>"),
        authn_request("<samlp:Unknown/>"),
        authn_request(attributes='ForceAuthn="perhaps"'),
        authn_request(attributes='samlp:Destination="x"'),
        authn_request().replace(b'ID="_request1"', b""),
        authn_request(request_id="a b"),
        authn_request(request_id=""),
        authn_request(request_id="_" + "x" * 300),
        b"<a>" * 100 + b"</a>" * 100,
        authn_request("<samlp:Extensions>" + "<a xmlns='urn:a'/>" * 6000 + "</samlp:Extensions>"),
    ],
)
def test_what_is_not_an_authn_request_is_refused(xml):
    assert refusal(post(xml) if xml else redirect(xml)) == "request_malformed"


def test_a_bomb_in_a_redirect_is_refused_before_it_is_unpacked():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(50_000_000)) + packer.flush()
    with pytest.raises(BindingRefused, match="262144"):
        decode_redirect(f"SAMLRequest={quote_plus(base64.b64encode(data))}")


def test_every_child_and_attribute_may_be_missing_or_empty():
    """Nothing is read past what is there, whatever is left out (threat B43)."""
    full = authn_request(
        "<samlp:NameIDPolicy/>",
        "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef/></samlp:RequestedAuthnContext>",
        "<samlp:Scoping><samlp:IDPList><samlp:IDPEntry ProviderID=''/></samlp:IDPList></samlp:Scoping>",
        attributes='ForceAuthn="1" IsPassive="0" ProtocolBinding="" ProviderName="" Consent=""',
    )
    tree = etree.fromstring(full)
    variants = [full]
    for position, element in enumerate(tree.iter()):
        for name in element.attrib:
            for change in (
                lambda node, key: node.attrib.pop(key),
                lambda node, key: node.set(key, ""),
            ):
                copy = etree.fromstring(full)
                change(list(copy.iter())[position], name)
                variants.append(etree.tostring(copy))
        if position:
            copy = etree.fromstring(full)
            node = list(copy.iter())[position]
            node.getparent().remove(node)
            variants.append(etree.tostring(copy))
    for xml in variants:
        with pytest.raises((RequestRefused, SAMLRefusal)):
            accepted(post(xml))


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (timedelta(0), None),
        (timedelta(minutes=10), None),
        (timedelta(minutes=10) + SECOND, "request_expired"),
        (timedelta(days=400), "request_expired"),
        (-timedelta(seconds=60), None),
        (-timedelta(seconds=61), "request_from_the_future"),
    ],
)
def test_a_request_lives_for_ten_minutes(age, code):
    message = redirect(authn_request(issued_at=NOW - age))
    if code is None:
        assert accepted(message).request_id == "_request1"
    else:
        assert refusal(message) == code


@pytest.mark.parametrize(
    "instant",
    [
        "2026-11-23T10:00:00+00:00",
        "2026-11-23T10:00:00",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:00:60Z",
        " ",
    ],
)
def test_odd_instants_are_refused(instant):
    xml = authn_request().replace(b"2026-11-23T10:00:00Z", instant.encode())
    assert refusal(redirect(xml)) == "request_malformed"


@pytest.mark.parametrize(
    "destination",
    [
        "https://evil.example/saml/sso",
        SSO + "/",
        SSO.upper(),
        SSO.replace("https", "http"),
        SSO.replace(".com", ".com:443"),
        "",
    ],
)
def test_a_request_for_another_address_is_refused(destination):
    assert refusal(redirect(authn_request(destination=destination))) == "request_destination"


def test_a_signed_request_must_say_where_it_is_for():
    unsigned = redirect(authn_request(destination=None))
    assert accepted(unsigned, keyed_sp()).acs_location == ACS
    signed = redirect(authn_request(destination=None), None, make_signer(SP_PAIR))
    assert refusal(signed, keyed_sp()) == "request_destination"


@pytest.mark.parametrize("issuer", ["urn:nobody", SP + "/", SP.upper(), f" {SP}", f"{SP}\n"])
def test_an_unknown_issuer_is_refused(issuer):
    assert refusal(redirect(authn_request(issuer=issuer))) == "service_provider_unknown"


@pytest.mark.parametrize(
    "issuer",
    [
        "<saml:Issuer/>",
        "",
        f'<saml:Issuer Format="urn:x">{SP}</saml:Issuer>',
        f'<saml:Issuer NameQualifier="x">{SP}</saml:Issuer>',
    ],
)
def test_the_issuer_must_be_a_plain_entity_identifier(issuer):
    xml = authn_request().decode().replace(f"<saml:Issuer>{SP}</saml:Issuer>", issuer)
    assert refusal(redirect(xml.encode())) == "request_issuer"


@pytest.mark.parametrize("version", ["1.1", "2.1", "2", "3.0", ""])
def test_only_version_2_0(version):
    xml = authn_request().replace(b'Version="2.0"', f'Version="{version}"'.encode())
    assert refusal(redirect(xml)) == "request_version"


def test_a_request_is_answered_once():
    idp = make_idp()
    message = redirect(authn_request())
    first, second = idp.sso.receive(message, ORIGIN), idp.sso.receive(message, ORIGIN)
    idp.sso.answer(first, idp.session(ALICE), ORIGIN)
    with pytest.raises(RequestRefused) as caught:
        idp.sso.answer(second, idp.session(ALICE), ORIGIN)
    assert caught.value.code == "request_replayed"
    assert [event.outcome for event in idp.store.events] == [Outcome.SUCCESS, Outcome.REFUSED]


def test_the_claim_outlives_every_copy_of_the_request():
    idp = make_idp()
    idp.sso.answer(idp.sso.receive(redirect(authn_request()), ORIGIN), idp.session(ALICE), ORIGIN)
    (expiry,) = idp.store.state.claims.values()
    assert expiry >= NOW + timedelta(minutes=10) + idp.sso.waiting


def test_two_service_providers_may_use_the_same_id():
    idp = make_idp(make_configuration(make_service_provider(), other_sp()))
    for issuer, acs in ((SP, ACS), ("urn:other", "https://other.example/acs")):
        request = idp.sso.receive(redirect(authn_request(issuer=issuer, acs=acs)), ORIGIN)
        assert idp.sso.answer(request, idp.session(ALICE), ORIGIN).action == acs
