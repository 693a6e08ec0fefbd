"""Our own tokens verify with our own key set, by whatever kind of key signs."""

import json
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from rolebridge.oidc.issue import build_jwks, build_key_set, sign_token
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, verify_token
from rolebridge.saml.signature import PrivateKeySigner
from support.keys import ec_pair, rsa_pair
from support.oidc import ISSUER, NOW, claims


def signer_of(pair) -> PrivateKeySigner:
    return PrivateKeySigner.from_pem(pair.private_pem, pair.certificate_pem)


@pytest.mark.parametrize(
    ("pair", "algorithm"),
    [
        (rsa_pair(), "RS256"),
        (ec_pair(), "ES256"),
        (ec_pair("p384", "secp384r1"), "ES384"),
        (ec_pair("p521", "secp521r1"), "ES512"),
    ],
)
def test_token_verifies_with_the_published_keys(pair, algorithm):
    signer = signer_of(pair)
    token = parse_token(sign_token(claims(name="Zoë"), signer))
    assert token.algorithm == algorithm
    keys = build_key_set((signer.certificate_der,))
    verified = verify_token(token, keys, Expected(ISSUER, None), NOW)
    assert verified.claims["name"] == "Zoë"


def test_key_set_holds_every_published_certificate_and_no_secret():
    signers = [signer_of(rsa_pair()), signer_of(rsa_pair("next"))]
    published = json.loads(build_jwks(tuple(signer.certificate_der for signer in signers)))
    assert len({key["kid"] for key in published["keys"]}) == 2
    for key in published["keys"]:
        assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
        assert (key["use"], key["alg"]) == ("sig", "RS256")


def test_token_of_the_previous_key_verifies_while_that_is_published():
    old, new = signer_of(rsa_pair()), signer_of(rsa_pair("next"))
    token = parse_token(sign_token(claims(), old))
    keys = build_key_set((new.certificate_der, old.certificate_der))
    assert verify_token(token, keys, Expected(ISSUER, None), NOW).subject == "build-4711"


def test_key_of_another_kind_does_not_sign():
    private = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ed")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW.replace(year=2036))
        .sign(private, None)
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    with pytest.raises(TypeError):
        sign_token(claims(), SimpleNamespace(certificate_der=der, sign_bytes=hashes.SHA256))
