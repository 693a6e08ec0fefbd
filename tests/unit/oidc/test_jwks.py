"""Which keys of a key set may verify, and which sets are refused whole."""

import json

import pytest

from rolebridge.oidc.algorithms import Algorithm, KeyKind
from rolebridge.oidc.jwks import MAX_CHARACTERS, parse_jwks
from rolebridge.oidc.refusals import KeysRefused
from support.oidc import curve_key, jwks_of, public_jwk, rsa_key

GOOD = public_jwk(rsa_key(), kid="one")


def test_keys_of_several_kinds_are_read():
    found = parse_jwks(jwks_of(GOOD, public_jwk(curve_key("P-384"), kid="two", alg="ES384")))
    assert [(key.kind, key.key_id, key.algorithm) for key in found.keys] == [
        (KeyKind.RSA, "one", None),
        (KeyKind.P384, "two", Algorithm.ES384),
    ]
    assert found.has_key_id("two")
    assert not found.has_key_id("three")


@pytest.mark.parametrize(
    "other",
    [
        {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
        {"kty": "quantum", "kid": "q"},
        public_jwk(rsa_key(2), kid="enc", use="enc"),
        public_jwk(rsa_key(2), kid="wrap", key_ops=["wrapKey"]),
        public_jwk(rsa_key(2), kid="odd", alg="RSA-OAEP"),
    ],
)
def test_keys_for_something_else_are_skipped(other):
    found = parse_jwks(jwks_of(other, GOOD))
    assert [key.key_id for key in found.keys] == ["one"]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (public_jwk(rsa_key(3, 1024), kid="short"), "has 1024 bits; 2048 to 8192 are accepted"),
        ({"kty": "RSA", "e": "AQAB"}, "has no `n`"),
        ({**GOOD, "n": GOOD["n"] + "="}, "is not base64url"),
        ({**GOOD, "kid": 7}, "has a `kid` that is no text"),
        ({**GOOD, "alg": "ES256"}, "is of kind RSA and says it is for ES256"),
        ({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}, "on the curve 'secp256k1'"),
        ({"kty": "EC", "crv": "RSA", "x": "AA", "y": "AA"}, "on the curve 'RSA'"),
        ({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}, "is no key"),
        ("text", "is no JSON object"),
    ],
)
def test_bad_key_is_noted_and_the_others_stay(bad, why):
    found = parse_jwks(jwks_of(bad, GOOD))
    assert [key.key_id for key in found.keys] == ["one"]
    assert len(found.notes) == 1
    assert why in found.notes[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is no JSON object"),
        ('{"keys":[],"keys":[]}', "it says one name twice"),
        ('{"keys":{}}', "must be a list"),
        (json.dumps({"keys": [GOOD] * 101}), "at most 100"),
        ('{"keys":[]}', "no key that can verify"),
        (jwks_of(public_jwk(rsa_key(3, 1024))), "has 1024 bits"),
        (" " * (MAX_CHARACTERS + 1), "longer than"),
    ],
)
def test_set_without_use_is_refused(text, why):
    with pytest.raises(KeysRefused, match=why):
        parse_jwks(text)


@pytest.mark.parametrize("member", ["d", "p", "k"])
def test_set_with_a_secret_part_is_refused_whole(member):
    with pytest.raises(KeysRefused, match="private or secret"):
        parse_jwks(jwks_of(GOOD, {"kty": "RSA", member: "AAAA"}))
