"""Sealed values open only as what they were sealed as."""

import pytest

from rolebridge.access.seal import Kind, SealBroken, seal, seal_secret, unseal, unseal_secret
from support.sealing import MemorySealingKeys

NAME = "ASIAEXAMPLE"


@pytest.fixture
def keys():
    return MemorySealingKeys("k1")


@pytest.fixture
def sealed(keys, ids):
    return seal(b"content", kind=Kind.SESSION_TOKEN, name=NAME, keys=keys, ids=ids)


def open_(sealed, keys, kind=Kind.SESSION_TOKEN, name=NAME):
    return unseal(sealed, kind=kind, name=name, keys=keys)


def test_opens_what_was_sealed(sealed, keys):
    assert open_(sealed, keys) == b"content"


def test_the_same_content_is_never_sealed_the_same_twice(keys, ids):
    first, second = (
        seal(b"x", kind=Kind.SESSION_TOKEN, name=NAME, keys=keys, ids=ids) for _ in range(2)
    )
    assert first != second


def test_a_key_that_is_no_longer_current_still_opens(sealed):
    assert open_(sealed, MemorySealingKeys("k1", "k2")) == b"content"


def test_a_key_that_was_retired_opens_nothing(sealed):
    with pytest.raises(SealBroken):
        open_(sealed, MemorySealingKeys("k2"))


def test_the_key_id_cannot_be_swapped(sealed, ids):
    keys = MemorySealingKeys("k1")
    keys.keys["k2"] = keys.keys["k1"]
    forged = seal(b"content", kind=Kind.SESSION_TOKEN, name=NAME, keys=keys, ids=ids)
    assert open_(forged, keys) == b"content"
    with pytest.raises(SealBroken):
        open_(sealed[:2] + forged[2:6] + sealed[6:], keys)


def test_another_name_opens_nothing(sealed, keys):
    with pytest.raises(SealBroken):
        open_(sealed, keys, name="ASIAOTHER")


def test_another_kind_opens_nothing(keys, ids):
    secret = seal_secret("s" * 40, NAME, keys, ids)
    assert unseal_secret(secret, NAME, keys) == "s" * 40
    with pytest.raises(SealBroken):
        open_(secret, keys)


def test_every_changed_character_is_noticed(sealed, keys):
    for position, character in enumerate(sealed):
        other = "A" if character != "A" else "B"
        with pytest.raises(SealBroken):
            open_(sealed[:position] + other + sealed[position + 1 :], keys)


def test_spare_bits_of_the_last_character_are_noticed(keys, ids):
    for length in range(1, 4):
        sealed = seal(b"x" * length, kind=Kind.SESSION_TOKEN, name=NAME, keys=keys, ids=ids)
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
            if last != sealed[-1]:
                with pytest.raises(SealBroken):
                    open_(sealed[:-1] + last, keys)


def test_every_truncation_is_noticed(sealed, keys):
    for end in range(len(sealed)):
        with pytest.raises(SealBroken):
            open_(sealed[:end], keys)


@pytest.mark.parametrize(
    "text",
    ["", "=", "AQ", "AQJr", "AQA", "with blank", "über", "AQ\n", "AQJrMQ==", "+/+/", "A" * 5000],
    ids=repr,
)
def test_arbitrary_text_is_refused_with_the_one_text(text, keys):
    with pytest.raises(SealBroken) as refusal:
        open_(text, keys)
    assert str(refusal.value) == "The sealed value cannot be opened."
