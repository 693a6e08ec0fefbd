"""Signatures left out, made with other keys, or weakened.

Each case takes our own freshly signed assertion and changes one thing about its signature.
"""

import base64
import copy
import hashlib
import hmac
from itertools import product

import pytest
from lxml import etree

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.response import validate_response
from support.keys import ec_pair, rsa_pair
from support.saml import (
    ASSERTION,
    DS,
    EXCLUSIVE_C14N,
    NOW,
    Message,
    encode,
    encrypt,
    sign,
    signed,
)

IDP, SERVICE = rsa_pair(), rsa_pair("service")
MESSAGE = Message()
MORE = "http://www.w3.org/2001/04/xmldsig-more#"


def refusal(message, *pairs, legacy=(), **changes):
    expected = MESSAGE.expected(*(pairs or (IDP,)), legacy=legacy, **changes)
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(message), expected, NOW)
    return caught.value.code


def part(root, name):
    return next(root.iter(f"{{{DS}}}{name}"))


# --- Left out: every combination of two places, four states, plain or encrypted -------------------

STATES = ("absent", "empty", "broken", "good")


def treat(element, state):
    if state == "absent":
        return
    signature = sign(element, IDP)
    if state == "empty":
        signature.clear()
    elif state == "broken":
        value = part(signature, "SignatureValue")
        raw = bytearray(base64.b64decode(value.text))
        raw[10] ^= 1
        value.text = base64.b64encode(raw).decode()


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize(("outer", "inner"), list(product(STATES, STATES)))
def test_a_signature_left_out_or_broken_never_passes_for_one(outer, inner, sealed):
    root = MESSAGE.parse()
    treat(root.find(ASSERTION), inner)
    if sealed:
        encrypt(root, SERVICE)
    treat(root, outer)
    expected = MESSAGE.expected(IDP, private_pems=[SERVICE.private_pem])
    good = {outer, inner} <= {"absent", "good"} and "good" in {outer, inner}
    if good:
        assert validate_response(encode(root), expected, NOW).id == "_assertion"
        return
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(root), expected, NOW)
    codes = {"absent": "no_signature", "empty": "schema_invalid", "broken": "signature_invalid"}
    wrong = {codes[state] for state in (outer, inner) if state != "good"}
    assert caught.value.code in wrong


def test_encryption_is_no_signature():
    root = MESSAGE.parse()
    encrypt(root, SERVICE)
    assert refusal(root, private_pems=[SERVICE.private_pem]) == "no_signature"


def test_without_any_configured_key_nothing_verifies():
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(signed(MESSAGE, IDP)), MESSAGE.expected(), NOW)
    assert caught.value.code == "sig_algorithm"


# --- Keys that the message brings along ----------------------------------------------------------


def test_a_key_in_key_info_is_not_believed():
    stranger = rsa_pair("stranger")
    root = MESSAGE.parse()
    sign(root.find(ASSERTION), stranger, key_info_pem=stranger.certificate_pem)
    assert refusal(root) == "signature_invalid"


def test_two_keys_in_key_info_confuse_nobody():
    stranger = rsa_pair("stranger")
    root = MESSAGE.parse()
    signature = sign(root.find(ASSERTION), stranger, key_info_pem=stranger.certificate_pem)
    trusted = copy.deepcopy(part(signature, "X509Data"))
    trusted[0].text = "".join(IDP.certificate_pem.strip().splitlines()[1:-1])
    part(signature, "KeyInfo").insert(0, trusted)
    assert refusal(root) == "signature_invalid"


def test_a_public_key_is_no_hmac_secret():
    root = MESSAGE.parse()
    signature = sign(root.find(ASSERTION), IDP)
    part(signature, "SignatureMethod").set("Algorithm", f"{MORE}hmac-sha256")
    info = etree.tostring(part(signature, "SignedInfo"), method="c14n", exclusive=True)
    mac = hmac.new(IDP.certificate_pem.encode(), info, hashlib.sha256).digest()
    part(signature, "SignatureValue").text = base64.b64encode(mac).decode()
    assert refusal(root) == "sig_algorithm"
    assert refusal(root, legacy=Legacy) == "sig_algorithm"


def test_a_signature_of_another_kind_of_key_is_refused_by_kind():
    root = MESSAGE.parse()
    sign(root.find(ASSERTION), ec_pair(), method=f"{MORE}ecdsa-sha256")
    assert refusal(root) == "sig_algorithm"
    assert refusal(root, ec_pair("other")) == "signature_invalid"


# --- Algorithms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("element", "algorithm", "code"),
    [
        ("SignatureMethod", f"{DS}rsa-sha1", "weak_algorithm"),
        ("SignatureMethod", f"{MORE}rsa-md5", "weak_algorithm"),
        ("SignatureMethod", f"{MORE}rsa-ripemd160", "weak_algorithm"),
        ("SignatureMethod", f"{MORE}rsa-sha224", "weak_algorithm"),
        ("SignatureMethod", f"{DS}dsa-sha1", "weak_algorithm"),
        ("SignatureMethod", f"{DS}hmac-sha1", "sig_algorithm"),
        ("SignatureMethod", f"{MORE}rsa-sha256 ", "sig_algorithm"),
        ("SignatureMethod", "rsa-sha256", "sig_algorithm"),
        ("SignatureMethod", "", "sig_algorithm"),
        ("DigestMethod", f"{DS}sha1", "weak_algorithm"),
        ("DigestMethod", f"{MORE}md5", "weak_algorithm"),
        ("DigestMethod", f"{MORE}sha224", "weak_algorithm"),
        ("DigestMethod", "urn:none", "digest_algorithm"),
        ("CanonicalizationMethod", f"{EXCLUSIVE_C14N}WithComments", "c14n_algorithm"),
        (
            "CanonicalizationMethod",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            "c14n_algorithm",
        ),
        ("CanonicalizationMethod", "urn:none", "c14n_algorithm"),
    ],
)
def test_an_algorithm_that_is_not_on_the_list_is_refused_by_name(element, algorithm, code):
    root = signed(MESSAGE, IDP)
    part(root, element).set("Algorithm", algorithm)
    assert refusal(root) == code


@pytest.mark.parametrize(
    ("method", "digest"),
    [(f"{DS}rsa-sha1", f"{DS}sha1"), (f"{MORE}rsa-sha256", f"{DS}sha1"),
     (f"{DS}rsa-sha1", "http://www.w3.org/2001/04/xmlenc#sha256")],
)  # fmt: skip
def test_sha1_in_either_place_is_refused_although_the_arithmetic_holds(method, digest):
    root = MESSAGE.parse()
    sign(root.find(ASSERTION), IDP, method=method, digest=digest)
    assert refusal(root) == "weak_algorithm"


def test_a_short_key_is_refused_where_the_switch_is_off():
    short = rsa_pair("short", 1024)
    root = signed(MESSAGE, short)
    with pytest.raises(CheckFailed) as caught:
        MESSAGE.expected(short)
    assert caught.value.code == "weak_key"
    expected = MESSAGE.expected(short, legacy=[Legacy.RSA1024])
    assert validate_response(encode(root), expected, NOW)


@pytest.mark.parametrize("element", ["SignatureMethod", "DigestMethod"])
def test_parameters_of_algorithms_are_refused(element):
    root = signed(MESSAGE, IDP)
    etree.SubElement(part(root, element), f"{{{DS}}}HMACOutputLength").text = "0"
    assert refusal(root) in {"signedinfo_shape", "schema_invalid"}
