"""Requests that service providers send, and what becomes of them, for the attack tests."""

from datetime import timedelta

import pytest
from lxml import etree

from rolebridge.audit.events import Outcome
from rolebridge.idp.start import RequestRefused, SAMLRefusal
from support.identity_provider import (
    ACS,
    ORIGIN,
    consumer_service,
    make_idp,
    make_service_provider,
    response_of,
    sp_metadata,
)
from support.keys import rsa_pair
from support.organisation import make_configuration, make_person
from support.saml import sign

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
SP_PAIR = rsa_pair("sp")
ALICE = make_person("alice")
SECOND = timedelta(seconds=1)


def signing_sp(**more):
    """A service provider that says it signs its requests."""
    metadata = sp_metadata(signing=SP_PAIR.certificate_pem, attributes='AuthnRequestsSigned="true"')
    return make_service_provider(metadata, **more)


def keyed_sp(**more):
    """A service provider with a key that does not promise to sign."""
    return make_service_provider(sp_metadata(signing=SP_PAIR.certificate_pem), **more)


def other_sp():
    services = consumer_service("https://other.example/acs")
    return make_service_provider(sp_metadata(services, entity_id="urn:other"), "urn:other")


def signed_xml(xml: bytes, pair=SP_PAIR) -> bytes:
    root = etree.fromstring(xml)
    sign(root, pair)
    return etree.tostring(root)


def refusal(message, entry=None) -> str:
    """The code of the refusal; checks that nothing but an audit row was left."""
    idp = make_idp(make_configuration(entry or make_service_provider()))
    with pytest.raises(RequestRefused) as caught:
        idp.sso.receive(message, ORIGIN)
    (event,) = idp.store.events
    assert event.outcome is Outcome.REFUSED
    assert event.reason == caught.value.code
    assert not idp.store.state.pending
    assert not idp.store.state.claims
    return caught.value.code


def status(message, entry=None) -> tuple[str, str]:
    """The status codes that the service provider hears."""
    idp = make_idp(make_configuration(entry or make_service_provider()))
    with pytest.raises(SAMLRefusal) as caught:
        idp.sso.receive(message, ORIGIN)
    assert caught.value.form.action == ACS
    assert idp.store.events[0].outcome is Outcome.REFUSED
    return status_of(caught.value.form)


def status_of(form) -> tuple[str, str]:
    codes = [
        each.get("Value")
        for each in etree.fromstring(response_of(form)).iter(f"{{{SAMLP}}}StatusCode")
    ]
    return codes[0].removeprefix(STATUS), codes[1].removeprefix(STATUS)


def accepted(message, entry=None):
    idp = make_idp(make_configuration(entry or make_service_provider()))
    return idp.sso.receive(message, ORIGIN)
