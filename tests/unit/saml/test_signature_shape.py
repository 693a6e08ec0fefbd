"""Shapes of signatures without a schema's help, and detached signatures over bytes."""

import pytest
from lxml import etree

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.signature import (
    PrivateKeySigner,
    load_verification_key,
    verify_bytes,
    verify_enveloped,
)
from support.keys import ec_pair, rsa_pair
from support.saml import ASSERTION, DS, Message, sign

MORE = "http://www.w3.org/2001/04/xmldsig-more#"
PSS = "http://www.w3.org/2007/05/xmldsig-more#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
PAIRS = {
    "rsa": rsa_pair(),
    "p256": ec_pair(),
    "p384": ec_pair("p384", "secp384r1"),
    "p521": ec_pair("p521", "secp521r1"),
}


def signer_of(pair):
    return PrivateKeySigner.from_pem(pair.private_pem, pair.certificate_pem)


def key_of(pair):
    return load_verification_key(pair.certificate_pem)


def refusal(element, pair, legacy=()):
    with pytest.raises(CheckFailed) as caught:
        verify_enveloped(element, [key_of(pair)], legacy=frozenset(legacy))
    return caught.value.code


def _part(signature, name):
    return next(signature.iter(f"{{{DS}}}{name}"))


def _signed_info_in_other_order(signature):
    info = _part(signature, "SignedInfo")
    info.append(info[0])


def _reference_with_a_further_part(signature):
    etree.SubElement(_part(signature, "Reference"), "further")


def _element_in_digest(signature):
    etree.SubElement(_part(signature, "DigestValue"), "further")


def _parameter_of_digest(signature):
    etree.SubElement(_part(signature, "DigestMethod"), "further")


def _parameter_of_inclusive_c14n(signature):
    method = _part(signature, "CanonicalizationMethod")
    method.set("Algorithm", INCLUSIVE)
    etree.SubElement(method, "further")


def _further_part(signature):
    etree.SubElement(signature, "further")


def _digest_twice(signature):
    info = etree.SubElement(signature, f"{{{DS}}}KeyInfo")
    etree.SubElement(info, f"{{{DS}}}DigestValue")


def _bad_base64(signature):
    _part(signature, "SignatureValue").text = "a==="


def _other_parameter_of_c14n(signature):
    etree.SubElement(_part(signature, "CanonicalizationMethod"), "further")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_signed_info_in_other_order, "signedinfo_shape"),
        (_reference_with_a_further_part, "signedinfo_shape"),
        (_element_in_digest, "signedinfo_shape"),
        (_parameter_of_digest, "signedinfo_shape"),
        (_parameter_of_inclusive_c14n, "signedinfo_shape"),
        (_further_part, "signature_shape"),
        (_digest_twice, "signature_shape"),
        (_bad_base64, "signedinfo_shape"),
        (_other_parameter_of_c14n, "transforms"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_shapes_are_checked_without_the_help_of_a_schema(change, code):
    assertion = Message().parse().find(ASSERTION)
    change(sign(assertion, rsa_pair()))
    assert refusal(assertion, rsa_pair(), legacy=[Legacy.INCLUSIVE_C14N]) == code


@pytest.mark.parametrize("name", PAIRS)
def test_bytes_are_signed_and_verified_for_the_redirect_binding(name):
    pair = PAIRS[name]
    signer, key = signer_of(pair), key_of(pair)
    signature = signer.sign_bytes(b"SAMLRequest=x&SigAlg=y")
    assert verify_bytes(b"SAMLRequest=x&SigAlg=y", signature, signer.algorithm.value, [key]) == (
        key.fingerprint
    )
    for data, value in ((b"SAMLRequest=z", signature), (b"SAMLRequest=x&SigAlg=y", b"short")):
        with pytest.raises(CheckFailed) as caught:
            verify_bytes(data, value, signer.algorithm.value, [key])
        assert caught.value.code == "signature_invalid"


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        (f"{DS}rsa-sha1", "weak_algorithm"),
        (f"{DS}hmac-sha1", "sig_algorithm"),
        (f"{MORE}ecdsa-sha256", "sig_algorithm"),
        (f"{MORE}rsa-md5", "weak_algorithm"),
        ("", "sig_algorithm"),
    ],
)
def test_the_algorithm_of_a_detached_signature_is_checked_first(uri, code):
    with pytest.raises(CheckFailed) as caught:
        verify_bytes(b"x", b"y", uri, [key_of(rsa_pair())])
    assert caught.value.code == code


def test_a_pss_signature_over_bytes_verifies():
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding

    private = serialization.load_pem_private_key(rsa_pair().private_pem, None)
    value = private.sign(b"x", padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    assert verify_bytes(b"x", value, f"{PSS}sha256-rsa-MGF1", [key_of(rsa_pair())])


def test_a_pss_signature_over_other_bytes_does_not():
    with pytest.raises(CheckFailed) as caught:
        verify_bytes(b"x", bytes(256), f"{PSS}sha256-rsa-MGF1", [key_of(rsa_pair())])
    assert caught.value.code == "signature_invalid"
