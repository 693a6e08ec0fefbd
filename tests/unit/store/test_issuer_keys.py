"""Keys of issuers are asked for by discovery, kept for a while, and asked for sparingly."""

import json
import threading
from datetime import timedelta

import pytest

from rolebridge.oidc.refusals import IssuerRefused, IssuerUnreachable, KeysRefused
from rolebridge.store.guarded_http import FetchFailed
from rolebridge.store.issuer_keys import ASKED_AGAIN_AFTER, KEPT, TRIED_AGAIN_AFTER, FetchedKeys
from support.clock import SettableClock
from support.oidc import ISSUER, NOW, jwks_of, public_jwk, rsa_key

DISCOVERY = ISSUER + "/.well-known/openid-configuration"
JWKS = "https://keys.example.com/jwks"


class Internet:
    def __init__(self, issuer=ISSUER, at=DISCOVERY, jwks=JWKS):
        document = {"issuer": issuer, "jwks_uri": jwks}
        self.documents = {
            at: json.dumps(document).encode(),
            jwks: jwks_of(public_jwk(rsa_key(), kid="one")).encode(),
        }
        self.asked = []

    def __call__(self, url, *, on_this_machine):
        self.asked.append((url, on_this_machine))
        if url not in self.documents:
            raise FetchFailed("HTTP 404")
        return self.documents[url]

    def publish(self, *key_ids):
        keys = [public_jwk(rsa_key(), kid=key_id) for key_id in key_ids]
        self.documents[JWKS] = jwks_of(*keys).encode()


@pytest.fixture
def clock():
    return SettableClock(NOW)


@pytest.fixture
def internet():
    return Internet()


@pytest.fixture
def keys(clock, internet):
    return FetchedKeys(clock, internet)


def test_keys_are_found_by_the_discovery_document(keys, internet):
    assert keys.get_keys(ISSUER, "one").has_key_id("one")
    assert internet.asked == [(DISCOVERY, False), (JWKS, False)]


def test_loopback_issuer_is_asked_on_this_machine(clock):
    issuer = "http://localhost:9/oidc"
    internet = Internet(issuer, issuer + "/.well-known/openid-configuration", issuer + "/jwks")
    FetchedKeys(clock, internet).get_keys(issuer, "one")
    assert all(on_this_machine for _, on_this_machine in internet.asked)


def test_issuer_that_ends_in_a_slash_has_one_slash_before_well_known(clock):
    internet = Internet(ISSUER + "/")
    assert FetchedKeys(clock, internet).get_keys(ISSUER + "/", None)


def test_keys_are_kept_for_an_hour(keys, internet, clock):
    keys.get_keys(ISSUER, "one")
    clock.now += KEPT - timedelta(seconds=1)
    keys.get_keys(ISSUER, "one")
    assert len(internet.asked) == 2
    clock.now += timedelta(seconds=1)
    keys.get_keys(ISSUER, "one")
    assert len(internet.asked) == 4


def test_withdrawn_key_is_gone_after_an_hour(keys, internet, clock):
    keys.get_keys(ISSUER, "one")
    internet.publish("two")
    clock.now += KEPT
    assert not keys.get_keys(ISSUER, "one").has_key_id("one")


def test_unknown_key_id_is_asked_for_once_a_minute(keys, internet, clock):
    keys.get_keys(ISSUER, "one")
    internet.publish("one", "two")
    for _ in range(5):
        assert not keys.get_keys(ISSUER, "two").has_key_id("two")
    assert len(internet.asked) == 2
    clock.now += ASKED_AGAIN_AFTER
    assert keys.get_keys(ISSUER, "two").has_key_id("two")
    for _ in range(5):
        keys.get_keys(ISSUER, "invented")
    assert len(internet.asked) == 4


def test_failure_is_told_and_tried_again_after_a_moment(keys, internet, clock):
    documents, internet.documents = internet.documents, {}
    for _ in range(3):
        with pytest.raises(IssuerUnreachable) as refused:
            keys.get_keys(ISSUER, "one")
    assert len(internet.asked) == 1
    assert (refused.value.issuer, refused.value.reason) == (ISSUER, "HTTP 404")
    internet.documents = documents
    clock.now += TRIED_AGAIN_AFTER
    assert keys.get_keys(ISSUER, "one").has_key_id("one")


def test_old_keys_do_not_outlive_their_hour_because_the_issuer_is_gone(keys, internet, clock):
    keys.get_keys(ISSUER, "one")
    internet.documents = {}
    clock.now += KEPT
    with pytest.raises(IssuerUnreachable):
        keys.get_keys(ISSUER, "one")


def test_clock_that_was_set_back_makes_nothing_last_longer(keys, internet, clock):
    keys.get_keys(ISSUER, "one")
    clock.now -= timedelta(days=1)
    keys.get_keys(ISSUER, "one")
    assert len(internet.asked) == 4


@pytest.mark.parametrize("issuer", ["http://169.254.169.254/latest", "file:///etc", "gopher://x"])
def test_what_is_no_issuer_is_never_asked(keys, internet, issuer):
    with pytest.raises(IssuerRefused):
        keys.get_keys(issuer, None)
    assert internet.asked == []


def test_key_set_that_is_none_is_refused(keys, internet):
    internet.documents[JWKS] = b"\xff<html>"
    with pytest.raises(KeysRefused):
        keys.get_keys(ISSUER, None)


def test_memory_of_issuers_is_bounded(clock):
    def answer(url, *, on_this_machine):
        raise FetchFailed("HTTP 500")

    keys = FetchedKeys(clock, answer)
    for number in range(300):
        with pytest.raises(IssuerUnreachable):
            keys.get_keys(f"https://i{number}.example.com", None)
    assert len(keys._issuers) == 256


def test_many_threads_make_one_request(clock):
    internet = Internet()
    keys = FetchedKeys(clock, internet, threads=8)
    start = threading.Barrier(8)

    def ask():
        start.wait()
        keys.get_keys(ISSUER, "one")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(internet.asked) == 2
