"""An answer goes to a registered address or nowhere (threats B1, B2).

Every case starts from a request that is accepted, changes one thing, and names the refusal. A
refusal stays on a page of ours and leaves one audit row, unless the case says otherwise.
"""

import pytest

from rolebridge.idp.start import RequestRefused
from support.authn_requests import (
    ALICE,
    accepted,
    other_sp,
    refusal,
)
from support.identity_provider import (
    ACS,
    ARTIFACT,
    ORIGIN,
    POST,
    authn_request,
    consumer_service,
    make_idp,
    make_service_provider,
    redirect,
    sp_metadata,
)
from support.organisation import make_configuration


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/acs",
        ACS + "/",
        ACS + "x",
        ACS + "?x=1",
        ACS + "#x",
        ACS[:-1],
        ACS.upper(),
        "HTTPS://sp.example.com/acs",
        "https://SP.example.com/acs",
        "https://sp.example.com:443/acs",
        "https://sp.example.com:8443/acs",
        "http://sp.example.com/acs",
        "https://sp.example.com.evil.example/acs",
        "https://evil.example/https://sp.example.com/acs",
        "https://sp.example.com@evil.example/acs",
        "https://user@sp.example.com/acs",
        "https://sp.example.com\\@evil.example/acs",
        "https://sp.example.com/x/../acs",
        "https://sp.example.com//acs",
        "https://sp.example.com/%61cs",
        "https://sp.example.com./acs",
        "https://ѕp.example.com/acs",
        "https://xn--p-0tb.example.com/acs",
        "https://sp.example.com/acs\u200b",
        " " + ACS,
        ACS + " ",
        "javascript:alert(1)",
        "data:text/html,x",
        "/acs",
        "",
    ],
)
def test_an_address_must_be_a_registered_one_byte_for_byte(url):
    assert refusal(redirect(authn_request(acs=url))) == "acs_unknown"


@pytest.mark.parametrize("index", ["1", "7", "65535"])
def test_an_index_must_be_registered(index):
    request = authn_request(acs=None, attributes=f'AssertionConsumerServiceIndex="{index}"')
    assert refusal(redirect(request)) == "acs_unknown"


@pytest.mark.parametrize("index", ["-1", "65536", "x", "", "0x0"])
def test_an_index_must_be_a_number(index):
    request = authn_request(acs=None, attributes=f'AssertionConsumerServiceIndex="{index}"')
    assert refusal(redirect(request)) == "request_malformed"


def test_an_address_of_another_binding_gets_nothing():
    entry = make_service_provider(
        sp_metadata(consumer_service(), consumer_service(f"{ACS}/artifact", 1, ARTIFACT))
    )
    assert refusal(redirect(authn_request(acs=f"{ACS}/artifact")), entry) == "acs_unknown"
    by_index = authn_request(acs=None, attributes='AssertionConsumerServiceIndex="1"')
    assert refusal(redirect(by_index), entry) == "acs_unknown"


def test_an_address_of_another_service_provider_gets_nothing():
    idp = make_idp(make_configuration(make_service_provider(), other_sp()))
    with pytest.raises(RequestRefused, match="not one that the application has registered"):
        idp.sso.receive(redirect(authn_request(acs="https://other.example/acs")), ORIGIN)


@pytest.mark.parametrize(
    "attributes", [f'AssertionConsumerServiceURL="{ACS}"', f'ProtocolBinding="{POST}"']
)
def test_two_ways_to_name_the_address_are_one_too_many(attributes):
    request = authn_request(acs=None, attributes=f'AssertionConsumerServiceIndex="0" {attributes}')
    assert refusal(redirect(request)) == "acs_ambiguous"


def test_the_default_address_is_used_where_none_is_named():
    entry = make_service_provider(
        sp_metadata(
            consumer_service(f"{ACS}/not", 0, more='isDefault="false"'),
            consumer_service(f"{ACS}/plain", 1),
            consumer_service(f"{ACS}/default", 2, more='isDefault="true"'),
        )
    )
    assert accepted(redirect(authn_request(acs=None)), entry).acs_location == f"{ACS}/default"
    by_index = authn_request(acs=None, attributes='AssertionConsumerServiceIndex="1"')
    assert accepted(redirect(by_index), entry).acs_location == f"{ACS}/plain"


def test_a_registration_that_went_bad_is_refused_at_use():
    entry = make_service_provider(sp_metadata(consumer_service("javascript:alert(1)")))
    assert refusal(redirect(authn_request()), entry) == "metadata_refused"
    expired = make_service_provider(sp_metadata(attributes='validUntil="2026-11-23T10:00:00Z"'))
    assert refusal(redirect(authn_request()), expired) == "metadata_expired"
    other = make_service_provider(sp_metadata(entity_id="urn:somebody-else"))
    assert refusal(redirect(authn_request()), other) == "metadata_refused"


def test_an_address_that_is_withdrawn_meanwhile_gets_nothing():
    idp = make_idp()
    request = idp.sso.receive(redirect(authn_request()), ORIGIN)
    moved = make_service_provider(sp_metadata(consumer_service("https://new.example/acs")))
    idp.configure(make_configuration(moved))
    with pytest.raises(RequestRefused) as caught:
        idp.sso.answer(request, idp.session(ALICE), ORIGIN)
    assert caught.value.code == "acs_unknown"


def test_what_the_request_says_is_not_repeated_to_the_person():
    idp = make_idp()
    url = "https://call-0800-evil.example/\u202e"
    with pytest.raises(RequestRefused) as caught:
        idp.sso.receive(redirect(authn_request(acs=url)), ORIGIN)
    assert "evil" not in str(caught.value)
    assert "call-0800-evil" in caught.value.detail
    assert caught.value.detail.isascii()
