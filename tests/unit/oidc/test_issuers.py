"""What may be an issuer, what its discovery document must say, and its name in policies."""

import json

import pytest

from rolebridge.oidc.discovery import parse_discovery
from rolebridge.oidc.issuers import build_provider_name, validate_issuer
from rolebridge.oidc.refusals import IssuerRefused
from support.oidc import ISSUER

LOCAL = "http://localhost:8000/oidc"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://login.example.com", "login.example.com"),
        ("https://login.example.com/a/b", "login.example.com/a/b"),
        ("https://tenant.example.com/", "tenant.example.com/"),
        (LOCAL, "localhost:8000/oidc"),
        ("http://127.0.0.1:9/x", "127.0.0.1:9/x"),
        ("http://[::1]:9", "[::1]:9"),
    ],
)
def test_issuer_is_taken_and_named_without_its_scheme(url, name):
    assert validate_issuer(url) == url
    assert build_provider_name(url) == name


@pytest.mark.parametrize(
    "url",
    [
        "",
        "login.example.com",
        "http://login.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com/",
        "http://169.254.169.254/latest",
        "ftp://login.example.com",
        "https://",
        "https://user@login.example.com",
        "https://login.example.com?x=1",
        "https://login.example.com#x",
        "https://login.example.com/a b",
        "https://login.example.com/\n",
        "https://login.example.com\\@evil.example",
        "https://login.example.com:99999/",
        "https://[::1/",
        "https://bücher.example",
        "https://" + "x" * 250,
    ],
)
def test_url_that_is_no_issuer_is_refused(url):
    with pytest.raises(IssuerRefused):
        validate_issuer(url)


def test_issuer_of_a_token_may_come_without_a_scheme():
    assert build_provider_name("accounts.google.com") == "accounts.google.com"


def document(**changes) -> bytes:
    good = {"issuer": ISSUER, "jwks_uri": "https://keys.example.com/jwks"}
    return json.dumps({**good, **changes}).encode()


def test_discovery_names_the_keys():
    assert parse_discovery(document(), ISSUER).jwks_uri == "https://keys.example.com/jwks"


def test_loopback_issuer_may_have_its_keys_on_this_machine():
    found = parse_discovery(document(issuer=LOCAL, jwks_uri=LOCAL + "/jwks"), LOCAL)
    assert found.jwks_uri == LOCAL + "/jwks"


@pytest.mark.parametrize("issuer", [ISSUER + "/", ISSUER.upper(), "https://evil.example", None])
def test_discovery_of_another_issuer_is_refused(issuer):
    with pytest.raises(IssuerRefused, match="discovery document is of the issuer"):
        parse_discovery(document(issuer=issuer), ISSUER)


@pytest.mark.parametrize(
    "location",
    [
        None,
        7,
        "",
        "http://login.example.com/jwks",
        "http://localhost/jwks",
        "file:///etc/passwd",
        "https://user@keys.example.com/",
        "https://keys.example.com/#x",
        "https://keys.example.com/a b",
        "https://[::1",
        "https://bücher.example/",
        "https:///jwks",
    ],
)
def test_discovery_with_keys_elsewhere_is_refused(location):
    with pytest.raises(IssuerRefused, match="jwks_uri"):
        parse_discovery(document(jwks_uri=location), ISSUER)


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b'{"issuer":"a","issuer":"b"}'])
def test_discovery_that_is_no_json_object_is_refused(raw):
    with pytest.raises(IssuerRefused, match="discovery document"):
        parse_discovery(raw, ISSUER)


def test_loopback_issuer_cannot_have_its_keys_fetched_by_http_elsewhere():
    with pytest.raises(IssuerRefused):
        parse_discovery(document(issuer=LOCAL, jwks_uri="http://192.168.0.1/jwks"), LOCAL)
