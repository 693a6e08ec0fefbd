"""Signatures of AuthnRequests: required, verified, never given to strangers (threats B3, B28).

Every case starts from a request that is accepted, changes one thing, and names the refusal. A
refusal stays on a page of ours and leaves one audit row, unless the case says otherwise.
"""

import base64
import re
from urllib.parse import quote_plus

import pytest

from rolebridge.idp.start import SAMLRefusal
from rolebridge.saml.bindings import build_redirect_query, decode_redirect
from support.authn_requests import (
    SP_PAIR,
    accepted,
    keyed_sp,
    refusal,
    signed_xml,
    signing_sp,
)
from support.identity_provider import (
    ORIGIN,
    authn_request,
    make_idp,
    make_service_provider,
    make_signer,
    post,
    redirect,
    response_of,
)
from support.keys import rsa_pair
from support.organisation import make_configuration


@pytest.mark.parametrize("binding", [redirect, post])
def test_an_unsigned_request_where_a_signature_is_promised(binding):
    assert refusal(binding(authn_request()), signing_sp()) == "request_unsigned"
    required = keyed_sp(require_signed_requests=True)
    assert refusal(binding(authn_request()), required) == "request_unsigned"
    without_key = make_service_provider(require_signed_requests=True)
    assert refusal(binding(authn_request()), without_key) == "request_unsigned"


def test_a_signature_cannot_be_stripped_from_either_binding():
    query = build_redirect_query(authn_request(), "x", make_signer(SP_PAIR))
    stripped = re.sub(r"&(SigAlg|Signature)=[^&]*", "", query)
    assert refusal(decode_redirect(stripped), signing_sp()) == "request_unsigned"
    xml = signed_xml(authn_request())
    without = re.sub(rb"(?s)<ds:Signature.*</ds:Signature>", b"", xml)
    assert refusal(post(without), signing_sp()) == "request_unsigned"


def test_good_signatures_are_accepted_and_remembered():
    assert accepted(redirect(authn_request(), "x", make_signer(SP_PAIR)), signing_sp()).signed
    assert accepted(post(signed_xml(authn_request())), signing_sp()).signed
    assert accepted(redirect(authn_request(), None, make_signer(SP_PAIR)), keyed_sp()).signed
    assert not accepted(redirect(authn_request()), keyed_sp()).signed


def test_a_signature_that_nobody_can_check_counts_for_nothing():
    assert not accepted(redirect(authn_request(), None, make_signer(SP_PAIR))).signed
    assert not accepted(post(signed_xml(authn_request()))).signed


@pytest.mark.parametrize("entry", [signing_sp(), keyed_sp()], ids=["required", "offered"])
def test_a_bad_signature_is_never_passed_over(entry):
    stranger = make_signer(rsa_pair("stranger"))
    assert refusal(redirect(authn_request(), None, stranger), entry) == "request_signature"
    by_stranger = signed_xml(authn_request(), rsa_pair("stranger"))
    assert refusal(post(by_stranger), entry) == "request_signature"
    altered = signed_xml(authn_request()).replace(b'Version="2.0"', b'Version="2.0" ForceAuthn="1"')
    assert refusal(post(altered), entry) == "request_signature"


def test_the_key_of_our_own_metadata_is_not_the_applications():
    ours = make_signer(rsa_pair())
    assert refusal(redirect(authn_request(), None, ours), signing_sp()) == "request_signature"


def test_query_parameters_in_another_order_do_not_verify():
    signer = make_signer(SP_PAIR)
    query = build_redirect_query(authn_request(), "x", signer)
    pieces = dict(piece.split("=", 1) for piece in query.split("&"))
    octets = "&".join(f"{name}={pieces[name]}" for name in ("SigAlg", "RelayState", "SAMLRequest"))
    signature = quote_plus(base64.b64encode(signer.sign_bytes(octets.encode())))
    message = decode_redirect(f"{octets}&Signature={signature}")
    assert refusal(message, signing_sp()) == "request_signature"


def test_a_swapped_relay_state_does_not_verify():
    query = build_redirect_query(authn_request(), "mine", make_signer(SP_PAIR))
    message = decode_redirect(query.replace("RelayState=mine", "RelayState=other"))
    assert refusal(message, signing_sp()) == "request_signature"


def test_an_enveloped_signature_does_not_belong_into_a_redirect():
    message = redirect(signed_xml(authn_request()))
    assert refusal(message, signing_sp()) == "request_signature_place"
    both = redirect(signed_xml(authn_request()), None, make_signer(SP_PAIR))
    assert refusal(both, signing_sp()) == "request_signature_place"


@pytest.mark.parametrize(
    ("shell", "code"),
    [("{}", "request_malformed"), ("<x xmlns='urn:x'>{}</x>", "request_signature_place")],
)
def test_a_wrapped_request_is_not_read_for_the_signed_one(shell, code):
    inner = signed_xml(authn_request(request_id="_inner")).decode()
    extensions = f"<samlp:Extensions>{shell.format(inner)}</samlp:Extensions>"
    outer = authn_request(extensions, request_id="_outer", acs="https://evil.example/acs")
    assert refusal(post(outer), signing_sp()) == code


def test_a_reference_to_another_element_is_refused():
    xml = signed_xml(authn_request()).replace(b'URI="#_request1"', b'URI="#_other"')
    assert refusal(post(xml), signing_sp()) == "request_signature"
    whole = signed_xml(authn_request()).replace(b'URI="#_request1"', b'URI=""')
    assert refusal(post(whole), signing_sp()) == "request_signature"


@pytest.mark.parametrize("uri", ["file:///dev/zero", "file:///etc/hostname", "http://127.0.0.1:1/"])
def test_a_reference_opens_no_file_and_no_address(uri):
    xml = signed_xml(authn_request()).replace(b'URI="#_request1"', f'URI="{uri}"'.encode())
    assert refusal(post(xml), signing_sp()) == "request_signature"


def test_a_refusal_is_signed_only_if_the_request_was():
    bad = authn_request("<samlp:NameIDPolicy SPNameQualifier='urn:x'/>")
    for message, is_signed in (
        (redirect(bad), False),
        (redirect(bad, None, make_signer(SP_PAIR)), True),
        (post(signed_xml(bad)), True),
    ):
        idp = make_idp(make_configuration(keyed_sp()))
        with pytest.raises(SAMLRefusal) as caught:
            idp.sso.receive(message, ORIGIN)
        assert (b"SignatureValue" in response_of(caught.value.form)) is is_signed
