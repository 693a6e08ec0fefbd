"""What people are called: opaque and different everywhere unless somebody decided otherwise."""

import base64
import hashlib
import hmac

import pytest

from rolebridge.idp.name_ids import NameIDs, choose_format
from rolebridge.idp.service_providers import get_service_provider
from rolebridge.saml.refusals import RequestDeclined
from rolebridge.saml.values import NameIDFormat
from support.identity_provider import IDP, NOW, SECRET, SP, make_service_provider, sp_metadata
from support.ids import CountingIds
from support.organisation import AWS, make_configuration, make_person

ALICE = make_person("alice")
PERSISTENT, TRANSIENT = NameIDFormat.PERSISTENT.value, NameIDFormat.TRANSIENT.value
EMAIL, UNSPECIFIED = NameIDFormat.EMAIL.value, NameIDFormat.UNSPECIFIED.value


def service_provider(entity_id: str = SP, *formats: str, entry=None, **more):
    listed = "".join(f"<NameIDFormat>{each}</NameIDFormat>" for each in formats)
    metadata = sp_metadata(entity_id=entity_id, inside=listed)
    entry = entry or make_service_provider(metadata, entity_id, **more)
    return get_service_provider(make_configuration(entry), entry.entity_id, "https://x/aws", NOW)


def name_ids(secret: bytes = SECRET) -> NameIDs:
    return NameIDs(IDP, CountingIds(), secret)


def persistent(entity_id: str = SP, person=ALICE, secret: bytes = SECRET) -> str:
    return name_ids(secret).build(PERSISTENT, service_provider(entity_id), person).value


def test_a_persistent_name_is_the_same_each_time():
    assert persistent() == persistent()
    renamed = make_person("alice2", subject_id=ALICE.subject_id)
    assert persistent(person=renamed) == persistent()


def test_a_persistent_name_differs_for_everybody_and_everywhere():
    names = {
        persistent(),
        persistent("urn:other"),
        persistent(person=make_person("bob")),
        persistent(secret=b"t" * 32),
    }
    assert len(names) == 4


def test_a_persistent_name_is_a_keyed_hash_and_tells_nothing():
    digest = hmac.digest(SECRET, f"persistent\n{SP}\n{ALICE.subject_id}".encode(), hashlib.sha256)
    assert base64.urlsafe_b64decode(persistent() + "=") == digest
    assert "alice" not in persistent()


def test_a_persistent_name_says_whose_it_is_and_for_whom():
    name_id = name_ids().build(PERSISTENT, service_provider(), ALICE)
    assert (name_id.name_qualifier, name_id.sp_name_qualifier) == (IDP, SP)
    assert len(name_id.value) <= 256


def test_a_transient_name_is_new_each_time():
    maker = name_ids()
    names = {maker.build(TRANSIENT, service_provider(), ALICE).value for _ in range(3)}
    assert len(names) == 3


def test_speaking_names():
    assert name_ids().build(EMAIL, service_provider(), ALICE).value == "alice@example.com"
    assert name_ids().build(UNSPECIFIED, service_provider(), ALICE).value == "alice"


def test_nobody_is_named_by_an_address_they_do_not_have():
    with pytest.raises(RequestDeclined, match="no e-mail"):
        name_ids().build(EMAIL, service_provider(), make_person("alice", email=None))


@pytest.mark.parametrize(
    ("fixed", "listed", "requested", "expected"),
    [
        (None, (), None, PERSISTENT),
        (None, (), UNSPECIFIED, PERSISTENT),
        (None, (), TRANSIENT, TRANSIENT),
        (None, (EMAIL,), None, EMAIL),
        (None, ("urn:unknown", TRANSIENT, EMAIL), None, TRANSIENT),
        (None, (EMAIL,), PERSISTENT, PERSISTENT),
        (None, (EMAIL,), EMAIL, EMAIL),
        (EMAIL, (), None, EMAIL),
        (EMAIL, (TRANSIENT,), UNSPECIFIED, EMAIL),
        (EMAIL, (), EMAIL, EMAIL),
        (UNSPECIFIED, (), None, UNSPECIFIED),
    ],
)
def test_the_format_that_is_chosen(fixed, listed, requested, expected):
    provider = service_provider(SP, *listed, name_id_format=fixed)
    assert choose_format(provider, requested) == expected


@pytest.mark.parametrize(
    ("fixed", "listed", "requested"),
    [
        (None, (), EMAIL),
        (None, (), "urn:unknown"),
        (None, ("urn:unknown",), "urn:unknown"),
        (PERSISTENT, (EMAIL,), EMAIL),
        (EMAIL, (), PERSISTENT),
    ],
)
def test_a_format_cannot_be_asked_for_beyond_what_was_decided(fixed, listed, requested):
    with pytest.raises(RequestDeclined) as caught:
        choose_format(service_provider(SP, *listed, name_id_format=fixed), requested)
    assert caught.value.code == "InvalidNameIDPolicy"


def test_names_of_another_service_provider_are_not_given_out():
    assert choose_format(service_provider(), None, SP) == PERSISTENT
    with pytest.raises(RequestDeclined):
        choose_format(service_provider(), None, "urn:other")


def test_aws_gets_persistent_names():
    assert choose_format(service_provider(entry=AWS)) == PERSISTENT


def test_the_secret_is_not_shown():
    assert "ssss" not in repr(name_ids())
