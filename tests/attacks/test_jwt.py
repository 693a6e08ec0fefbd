"""Tokens that were made, changed or confused to pass for what no issuer signed."""

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives import serialization

from rolebridge.oidc.jwks import parse_jwks
from rolebridge.oidc.refusals import (
    AlgorithmRefused,
    ClaimMissing,
    KeyUnknown,
    SignatureInvalid,
    TokenMalformed,
    TokenRefused,
)
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, verify_token
from support.oidc import (
    ISSUER,
    NOW,
    claims,
    curve_key,
    encode,
    jwks_of,
    public_jwk,
    rsa_key,
    sign,
)

KEYS = parse_jwks(jwks_of(public_jwk(rsa_key(), kid="one"), public_jwk(curve_key(), kid="curve")))
STS = Expected(ISSUER, frozenset({"sts.amazonaws.com"}))


def verify(token: str):
    return verify_token(parse_token(token), KEYS, STS, NOW)


def forge(header: dict | bytes, payload: dict | bytes, signature: bytes = b"\x01" * 256) -> str:
    return ".".join((encode(header), encode(payload), encode(signature)))


def test_the_token_that_the_attacks_start_from_is_good():
    assert verify(sign(claims())).subject == "build-4711"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", None, 7, ["RS256"]])
def test_unsigned_token_is_refused_however_it_spells_none(alg):
    with pytest.raises(TokenRefused):
        verify(forge({"alg": alg, "kid": "one"}, claims()))


def test_token_with_an_empty_signature_is_refused():
    head, payload, _ = sign(claims()).split(".")
    with pytest.raises(TokenMalformed):
        verify(f"{head}.{payload}.")


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("form", ["pem", "pkcs1", "n", "jwk"])
def test_public_key_is_no_shared_secret(alg, form):
    """The classic confusion: HMAC with the bytes of the public key as its secret."""
    public = rsa_key().public_key
    jwk = public_jwk(rsa_key(), kid="one")
    secrets = {
        "pem": public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        "pkcs1": public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1),
        "n": base64.urlsafe_b64decode(jwk["n"] + "=="),
        "jwk": json.dumps(jwk).encode(),
    }
    signed = f"{encode({'alg': alg, 'kid': 'one'})}.{encode(claims())}"
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[alg]
    value = hmac.new(secrets[form], signed.encode(), digest).digest()
    with pytest.raises(AlgorithmRefused):
        verify(f"{signed}.{encode(value)}")


@pytest.mark.parametrize("alg", ["rs256", "RS256 ", "RS1", "RS257", "ES256K", "EdDSA", "dir"])
def test_other_algorithms_are_refused_by_name(alg):
    with pytest.raises(AlgorithmRefused):
        verify(forge({"alg": alg, "kid": "one"}, claims()))


def test_key_of_one_kind_verifies_nothing_of_another():
    with pytest.raises(KeyUnknown):
        verify(forge({"alg": "ES256", "kid": "one"}, claims(), b"\x01" * 64))
    with pytest.raises(KeyUnknown):
        verify(forge({"alg": "RS256", "kid": "curve"}, claims()))


@pytest.mark.parametrize(
    "value",
    [b"\x00" * 64, b"\x01" * 64, b"\x00" * 63, b"\x01" * 65, b"\x30\x06\x02\x01\x00\x02\x01\x00"],
)
def test_psychic_and_misshapen_curve_signatures_are_refused(value):
    """R = S = 0 once verified everything in a widely used library (CVE-2022-21449)."""
    with pytest.raises(SignatureInvalid):
        verify(forge({"alg": "ES256", "kid": "curve"}, claims(), value))


@pytest.mark.parametrize("name", ["jwk", "jku", "x5c", "x5u"])
def test_key_that_the_token_brings_along_is_never_used(name):
    own = rsa_key(2)
    brought = {
        "jwk": public_jwk(own, kid="one"),
        "jku": "https://evil.example/jwks",
        "x5c": ["MIIB"],
        "x5u": "https://evil.example/certificate",
    }
    with pytest.raises(SignatureInvalid):
        verify(sign(claims(), own, **{name: brought[name]}))


@pytest.mark.parametrize("kid", ["../../one", "one' OR '1'='1", "ONE", " one", "x" * 1024])
def test_key_id_is_a_name_and_nothing_else(kid):
    with pytest.raises(KeyUnknown):
        verify(sign(claims(), kid=kid))


@pytest.mark.parametrize("kid", ["", 7, ["one"], {"a": "one"}, "x" * 1025])
def test_key_id_of_another_kind_is_malformed(kid):
    with pytest.raises(TokenMalformed, match="key id"):
        verify(forge({"alg": "RS256", "kid": kid}, claims()))


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"b64": False, "crit": ["b64"]},
        {"b64": True},
        {"zip": "DEF"},
        {"typ": "dpop+jwt"},
        {"typ": "secevent+jwt"},
        {"typ": 7},
    ],
)
def test_header_with_an_extension_or_of_another_kind_is_refused(header):
    with pytest.raises(TokenMalformed):
        verify(forge({"alg": "RS256", "kid": "one", **header}, claims()))


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"RS256","alg":"none","kid":"one"}',
        b'{"alg":"none","alg":"RS256","kid":"one"}',
        b'{"alg":"RS256","kid":"one","kid":"curve"}',
        b'{"alg":"RS256","kid":"one"} ,',
        b'\xef\xbb\xbf{"alg":"RS256","kid":"one"}',
        b"\xff\xfe{\x00",
        b'{"alg":"RS256","kid":"o\\u0000ne"}',
        b'{"alg":"RS256","kid":"\\ud800"}',
        b'{"alg":"RS256","n":NaN}',
        b'{"alg":"RS256","n":' + b"9" * 50 + b"}",
        b'["RS256"]',
        b'{"a":' * 700 + b"1" + b"}" * 700,
        b'{"alg":"RS256","pad":"' + b"x" * 4096 + b'"}',
    ],
)
def test_header_with_two_readings_or_none_is_refused(header):
    with pytest.raises(TokenMalformed):
        verify(forge(header, claims()))


@pytest.mark.parametrize(
    "payload",
    [
        b'{"iss":"' + ISSUER.encode() + b'","iss":"https://evil.example"}',
        b'{"iss":"' + ISSUER.encode() + b'","sub":"a","sub":"b"}',
        b"[]",
        b"null",
        b'{"iss":7}',
        b'{"iss":"x"}trailing',
    ],
)
def test_payload_with_two_readings_or_none_is_refused_though_it_is_signed(payload):
    with pytest.raises(TokenMalformed):
        verify(sign(payload))


def test_payload_without_an_issuer_is_refused_before_any_key_is_asked_for():
    with pytest.raises(ClaimMissing):
        parse_token(sign(claims(iss=None)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        "..",
        "a..c",
        "!!!!.YQ.YQ",
        "YQ==.YQ.YQ",
        "YR.YQ.YQ",
        "eyJhIjoxfQ .YQ.YQ",
        "YQ\n.YQ.YQ",
        "٩.YQ.YQ",
        '{"payload":"e30","signatures":[]}',
        "x" * 20_001,
    ],
)
def test_text_that_is_no_compact_token_is_refused(text):
    with pytest.raises(TokenMalformed):
        parse_token(text)


def test_longest_token_is_20_000_characters():
    short = sign(claims())
    padding = (20_000 - len(short)) * 3 // 4 - 20
    long = sign(claims(padding="x" * padding))
    assert 19_900 < len(long) <= 20_000
    assert verify(long).subject == "build-4711"


def test_changed_claims_lose_the_signature():
    head, _, value = sign(claims()).split(".")
    with pytest.raises(SignatureInvalid):
        verify(f"{head}.{encode(claims(sub='administrator'))}.{value}")


def test_signature_of_another_token_does_not_fit():
    head, payload, _ = sign(claims()).split(".")
    *_, other = sign(claims(sub="another-build")).split(".")
    with pytest.raises(SignatureInvalid):
        verify(f"{head}.{payload}.{other}")


def test_token_of_another_key_does_not_pass_under_a_known_id():
    with pytest.raises(SignatureInvalid):
        verify(sign(claims(), rsa_key(2)))


def test_no_flipped_bit_leaves_a_token_that_says_something_else():
    """Every 7th character is changed in its lowest bit of six."""
    token = sign(claims())
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for position in range(0, len(token), 7):
        char = token[position]
        other = "A" if char == "." else alphabet[alphabet.index(char) ^ 1]
        with pytest.raises(TokenRefused):
            verify(token[:position] + other + token[position + 1 :])


def test_no_truncated_token_verifies():
    token = sign(claims())
    for end in range(0, len(token), 11):
        with pytest.raises(TokenRefused):
            verify(token[:end])


def test_second_spelling_of_a_signature_is_refused():
    """The last character of 256 bytes in base64url has bits that no byte uses."""
    token = sign(claims())
    assert token[-1] in "AQgw"
    twin = token[:-1] + chr(ord(token[-1]) + 1)
    assert base64.urlsafe_b64decode(twin.split(".")[2] + "==") == base64.urlsafe_b64decode(
        token.split(".")[2] + "=="
    )
    with pytest.raises(TokenMalformed):
        verify(twin)


def test_refusal_repeats_neither_control_characters_nor_all_of_a_long_value():
    with pytest.raises(KeyUnknown) as refused:
        verify(sign(claims(), kid="a\x1b[31m" + "x" * 900))
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 400
