"""Which certificates become trusted keys."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from rolebridge.saml.algorithms import KeyKind, Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.verification_keys import load_usable_keys, load_verification_key
from support.keys import ec_pair, rsa_pair


def certificate_of(key, signing_hash=None):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "odd")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, signing_hash)
        .public_bytes(serialization.Encoding.PEM)
        .decode()
    )


def refusal(certificate, **options):
    with pytest.raises(CheckFailed) as caught:
        load_verification_key(certificate, **options)
    return caught.value


def test_pem_bare_base64_and_der_are_the_same_key():
    pem = rsa_pair().certificate_pem
    bare = "".join(pem.strip().splitlines()[1:-1])
    der = base64.b64decode(bare)
    keys = {
        load_verification_key(form) for form in (pem, bare, f"\n  {bare[:70]}\n{bare[70:]}", der)
    }
    assert len(keys) == 1
    key = keys.pop()
    assert (key.kind, key.bits, key.is_weak) == (KeyKind.RSA, 2048, False)
    assert len(key.fingerprint) == 64


def test_pem_on_one_line_and_with_text_around_it_is_read():
    pem = rsa_pair().certificate_pem
    body = "".join(pem.strip().splitlines()[1:-1])
    one_line = f"subject=x\n-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----"
    assert load_verification_key(one_line) == load_verification_key(pem)


@pytest.mark.parametrize("curve", ["secp256r1", "secp384r1", "secp521r1"])
def test_the_nist_curves_are_taken(curve):
    key = load_verification_key(ec_pair(curve, curve).certificate_pem)
    assert key.kind is KeyKind.EC


def test_an_expired_certificate_is_still_a_pinned_key():
    key = load_verification_key(rsa_pair("old", expired=True).certificate_pem)
    assert key.not_valid_after < datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64 !",
        "YWJj",
        "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----",
        "é",
    ],
)
def test_what_is_no_certificate_is_no_trust_anchor(text):
    assert refusal(text).code == "bad_trust_anchor"


def test_a_private_key_is_no_trust_anchor():
    assert refusal(rsa_pair().private_pem.decode()).code == "bad_trust_anchor"


def test_a_short_rsa_key_needs_the_legacy_switch():
    pem = rsa_pair("short", 1024).certificate_pem
    error = refusal(pem)
    assert (error.code, error.actual) == ("weak_key", "1024")
    assert load_verification_key(pem, legacy=frozenset({Legacy.RSA1024})).is_weak


@pytest.mark.parametrize(
    ("key", "digest"),
    [
        (rsa.generate_private_key(public_exponent=3, key_size=2048), hashes.SHA256()),
        (ec.generate_private_key(ec.SECP256K1()), hashes.SHA256()),
        (ed25519.Ed25519PrivateKey.generate(), None),
    ],
    ids=["small exponent", "odd curve", "other kind"],
)
def test_odd_keys_are_refused(key, digest):
    assert refusal(certificate_of(key, digest)).code == "weak_key"


def test_a_bad_certificate_beside_a_good_one_does_no_harm():
    good = rsa_pair().certificate_pem
    keys = load_usable_keys([rsa_pair("short", 1024).certificate_pem, "rubbish", good])
    assert keys == (load_verification_key(good),)


def test_without_a_usable_certificate_the_first_reason_is_given():
    with pytest.raises(CheckFailed) as caught:
        load_usable_keys([rsa_pair("short", 1024).certificate_pem, "rubbish"])
    assert caught.value.code == "weak_key"
    with pytest.raises(CheckFailed) as caught:
        load_usable_keys([])
    assert caught.value.code == "bad_trust_anchor"


def test_private_material_is_not_in_the_repr():
    assert "RSAPublicKey" not in repr(load_verification_key(rsa_pair().certificate_pem))
