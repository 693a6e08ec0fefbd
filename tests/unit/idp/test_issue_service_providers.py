"""What a plain service provider gets: what was released to it, signed and encrypted as agreed."""

import pytest

from rolebridge.federation.organisation import SignedPart
from rolebridge.idp.refusals import ClaimRefused
from rolebridge.saml.encryption import load_decryption_key
from rolebridge.saml.expected import Profile
from support.golden import check_golden_xml
from support.identity_provider import (
    ACS,
    authn_request,
    make_service_provider,
    response_of,
    sp_metadata,
)
from support.issuing import SP_PAIR, consume, issue
from support.judges import schema_faults
from support.keys import ec_pair
from support.organisation import (
    make_person,
)


def test_our_own_consumer_takes_what_a_service_provider_gets():
    entry = make_service_provider(
        attributes={
            "mail": "{email}",
            "urn:oid:2.5.4.42": "langs",
            "address": "{username}@{attribute.langs}.example.com",
            "gone": "floor",
            "also gone": "{attribute.floor}",
        }
    )
    verified = consume(issue(entry), Profile.SP)
    assert verified.attributes == {
        "mail": ("alice@example.com",),
        "urn:oid:2.5.4.42": ("de", "en"),
        "address": ("alice@de.example.com", "alice@en.example.com"),
    }
    assert verified.recipient == ACS
    assert verified.aws is None


def test_the_response_to_a_service_provider_as_reviewed():
    entry = make_service_provider(attributes={"mail": "{email}", "urn:oid:2.5.4.42": "langs"})
    check_golden_xml("idp/sp_response.xml", response_of(issue(entry)))


def test_a_template_that_means_nothing_is_refused():
    with pytest.raises(ClaimRefused, match="means nothing"):
        issue(make_service_provider(attributes={"x": "{role}"}))


def test_a_person_without_attributes_gets_a_statement_less_assertion():
    form = issue(make_service_provider())
    assert b"AttributeStatement" not in response_of(form)
    assert not schema_faults(response_of(form))


def test_a_service_provider_that_wants_signed_assertions_gets_them():
    metadata = sp_metadata(attributes='WantAssertionsSigned="true"')
    form = issue(make_service_provider(metadata, signed=SignedPart.RESPONSE))
    assert response_of(form).count(b"<ds:SignatureValue>") == 2


@pytest.mark.parametrize("signed", list(SignedPart))
def test_an_encrypted_assertion_is_signed_first_and_opens(signed):
    metadata = sp_metadata(encryption=SP_PAIR.certificate_pem)
    entry = make_service_provider(
        metadata, encrypt_assertions=True, signed=signed, attributes={"mail": "{email}"}
    )
    form = issue(entry)
    assert b"alice@example.com" not in response_of(form)
    assert not schema_faults(response_of(form))
    key = load_decryption_key(SP_PAIR.private_pem)
    verified = consume(form, Profile.SP, decryption_keys=(key,))
    assert verified.attributes["mail"] == ("alice@example.com",)


@pytest.mark.parametrize(
    ("metadata", "rule"),
    [
        (sp_metadata(), "holds no key"),
        (sp_metadata(encryption=ec_pair().certificate_pem), "cannot be used"),
    ],
)
def test_nothing_leaves_in_clear_that_should_be_encrypted(metadata, rule):
    with pytest.raises(ClaimRefused, match=rule):
        issue(make_service_provider(metadata, encrypt_assertions=True))


def test_a_value_that_xml_cannot_carry_is_refused():
    person = make_person("alice", attributes={"note": ("a\x0bb",)})
    with pytest.raises(ClaimRefused) as caught:
        issue(make_service_provider(attributes={"note": "note"}), person)
    assert caught.value.field == "note"
    assert "U+000B" in str(caught.value)


def test_the_context_that_was_asked_for_is_stated():
    word = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
    context = (
        "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>"
        f"{word}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>"
    )
    form = issue(make_service_provider(), xml=authn_request(context))
    assert f">{word}<".encode() in response_of(form)
