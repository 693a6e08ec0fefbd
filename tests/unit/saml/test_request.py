"""A request is held against the service provider it says it comes from, and read from signed bytes.

The attacks on it stand in tests/attacks/test_authn_request_*.py.
"""

from datetime import timedelta

import pytest

from rolebridge.saml.metadata import parse_sp_metadata
from rolebridge.saml.refusals import AuthnRequestRefused, RequestFault
from rolebridge.saml.request import (
    NameIDPolicy,
    RequestRules,
    parse_authn_request,
    validate_authn_request,
)
from support.authn_requests import SP_PAIR, signed_xml
from support.identity_provider import (
    ACS,
    NOW,
    SP,
    SSO,
    authn_request,
    post,
    redirect,
    sp_metadata,
)

RULES = RequestRules(SSO, NOW, timedelta(seconds=60), require_signature=False)
SENDER = parse_sp_metadata(sp_metadata(signing=SP_PAIR.certificate_pem))


def test_the_issuer_is_known_before_anything_is_trusted():
    request = parse_authn_request(redirect(authn_request(issuer="urn:whoever")))
    assert request.unverified_issuer == "urn:whoever"


def test_a_request_is_not_held_against_another_service_provider():
    request = parse_authn_request(redirect(authn_request(issuer="urn:other")))
    with pytest.raises(AuthnRequestRefused) as caught:
        validate_authn_request(request, SENDER, RULES)
    assert caught.value.fault is RequestFault.ISSUER


def test_the_least_request():
    request = validate_authn_request(
        parse_authn_request(post(authn_request(acs=None, destination=None))), SENDER, RULES
    )
    assert (request.id, request.issuer) == ("_request1", SP)
    assert [request.signed, request.force_authn, request.is_passive] == [False, False, False]
    assert request.acs_url is request.acs_index is request.protocol_binding is None
    assert request.name_id_policy == NameIDPolicy()
    assert request.context_classes == request.idps == ()


def test_a_signed_request_is_read_from_what_was_signed():
    request = parse_authn_request(post(signed_xml(authn_request())))
    read = validate_authn_request(request, SENDER, RULES)
    assert read.signed
    assert read.acs_url == ACS


@pytest.mark.parametrize("fault", list(RequestFault))
def test_every_fault_has_a_code_and_a_sentence(fault):
    error = AuthnRequestRefused(fault, "line\nbreak\x1b" + "x" * 1000)
    assert error.code == fault.code
    assert str(error) == fault.text
    assert fault.text.endswith(".")
    assert error.detail.isprintable()
    assert len(error.detail) <= 500
