"""Issuers and their documents as a way to make this machine send requests, or to wear it down."""

import json
import socket
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from rolebridge.oidc.refusals import IssuerRefused, IssuerUnreachable, KeysRefused
from rolebridge.store.guarded_http import MAX_BYTES, FetchFailed, fetch, is_allowed
from rolebridge.store.issuer_keys import FetchedKeys
from support.clock import SettableClock
from support.oidc import ISSUER, NOW, jwks_of, public_jwk, rsa_key

DISCOVERY = ISSUER + "/.well-known/openid-configuration"


class Web:
    """What the world would answer; remembers what it was asked."""

    def __init__(self, **documents):
        self.documents = documents
        self.asked = []

    def __call__(self, url, *, on_this_machine):
        self.asked.append((url, on_this_machine))
        if url not in self.documents:
            raise FetchFailed("HTTP 404")
        return self.documents[url]


def issuer_with(jwks_uri, **more) -> Web:
    return Web(**{DISCOVERY: json.dumps({"issuer": ISSUER, "jwks_uri": jwks_uri, **more}).encode()})


@pytest.mark.parametrize(
    "issuer",
    [
        "http://169.254.169.254",
        "http://metadata.google.internal/computeMetadata/v1",
        "http://10.0.0.1/",
        "http://[fd00:ec2::254]/",
        "http://127.0.0.1@10.0.0.1/",
        "http://localhost.evil.example/",
        "http://2130706433.evil.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "https://login.example.com/\r\nHost: evil",
    ],
)
def test_inner_addresses_cannot_be_issuers(issuer):
    web = Web()
    with pytest.raises(IssuerRefused):
        FetchedKeys(SettableClock(NOW), web).get_keys(issuer, None)
    assert web.asked == []


@pytest.mark.parametrize(
    "jwks_uri",
    [
        "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
        "http://localhost:8000/aws/",
        "http://127.0.0.1:22/",
        "file:///etc/passwd",
        "https://user:password@keys.example.com/",
        "//169.254.169.254/",
    ],
)
def test_public_issuer_cannot_point_inwards_for_its_keys(jwks_uri):
    web = issuer_with(jwks_uri)
    with pytest.raises(IssuerRefused):
        FetchedKeys(SettableClock(NOW), web).get_keys(ISSUER, None)
    assert [url for url, _ in web.asked] == [DISCOVERY]


def test_keys_of_a_public_issuer_are_never_fetched_with_the_leave_to_ask_this_machine():
    web = issuer_with("https://localhost:8443/keys")
    with pytest.raises(IssuerUnreachable):
        FetchedKeys(SettableClock(NOW), web).get_keys(ISSUER, None)
    assert web.asked == [(DISCOVERY, False), ("https://localhost:8443/keys", False)]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
    ],
)
def test_name_that_resolves_inwards_is_seen_by_the_address_it_led_to(address):
    """DNS rebinding: what counts is where the socket is connected, not what the name was."""
    assert not is_allowed(address, on_this_machine=False)


def test_public_name_of_this_machine_is_not_asked():
    with pytest.raises(FetchFailed):
        fetch("https://localhost:1/", on_this_machine=False)
    with pytest.raises(FetchFailed, match="could not be fetched"):
        fetch("http://example.com/", on_this_machine=False)


def test_discovery_document_of_another_issuer_gives_no_keys():
    """Mix-up: an attacker's issuer whose document names the victim, or the other way round."""
    web = issuer_with("https://keys.example.com/", issuer="https://evil.example")
    with pytest.raises(IssuerRefused):
        FetchedKeys(SettableClock(NOW), web).get_keys(ISSUER, None)


def test_invented_key_ids_do_not_make_us_ask_each_time():
    web = issuer_with("https://keys.example.com/")
    web.documents["https://keys.example.com/"] = jwks_of(public_jwk(rsa_key(), kid="one")).encode()
    keys = FetchedKeys(SettableClock(NOW), web)
    for number in range(50):
        keys.get_keys(ISSUER, f"invented-{number}")
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    "document", [b"", b"\x1f\x8b", b"[" * 5000, b'{"keys":' + b"9" * 5000 + b"}", b"x" * MAX_BYTES]
)
def test_key_set_that_is_none_ends_in_a_refusal(document):
    web = issuer_with("https://keys.example.com/")
    web.documents["https://keys.example.com/"] = document
    with pytest.raises(KeysRefused):
        FetchedKeys(SettableClock(NOW), web).get_keys(ISSUER, None)


@contextmanager
def trickling(*first: bytes):
    """A server that says `first` and then a byte now and then, for as long as anybody listens."""
    left = Event()

    def answer(listener):
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.recv(4096)
            for part in first:
                connection.sendall(part)
            while not left.wait(0.02):
                connection.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = Thread(target=answer, args=(listener,))
        sender.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        left.set()
        sender.join()


@pytest.mark.parametrize(
    "first",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n",),
        (b"HTTP/1.1 200 OK\r\nX-Long: ",),
        (),
    ],
    ids=["body", "body without an end", "chunk", "headers", "status line"],
)
def test_a_byte_now_and_then_does_not_hold_us_up(first):
    with trickling(*first) as url, pytest.raises(FetchFailed):
        fetch(url, on_this_machine=True, longest=0.3)


def test_an_issuer_that_hangs_holds_two_threads_at_most():
    """Nor are those held that know the keys of another issuer already."""
    hangs, asked, failed = Event(), Event(), []
    known = issuer_with("https://keys.example.com/")
    known.documents["https://keys.example.com/"] = jwks_of(
        public_jwk(rsa_key(), kid="one")
    ).encode()

    def ask(url, *, on_this_machine):
        if "hanging" not in url:
            return known(url, on_this_machine=on_this_machine)
        asked.set()
        assert hangs.wait(10)
        raise FetchFailed("it hangs")

    keys = FetchedKeys(SettableClock(NOW), ask)
    keys.get_keys(ISSUER, "one")

    def wait(number):
        try:
            keys.get_keys(f"https://hanging{number}.example.com", None)
        except IssuerUnreachable:
            failed.append(number)

    held = [Thread(target=wait, args=(number,)) for number in range(2)]
    for thread in held:
        thread.start()
    assert asked.wait(10)
    while keys._places.acquire(blocking=False):  # Until both are inside.
        keys._places.release()
    with pytest.raises(IssuerUnreachable):
        keys.get_keys("https://hanging3.example.com", None)
    assert keys.get_keys(ISSUER, "one").has_key_id("one")
    hangs.set()
    for thread in held:
        thread.join()
    assert sorted(failed) == [0, 1]
