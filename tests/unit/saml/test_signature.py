"""Signing and verifying: what comes back is what was signed."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from lxml import etree

from rolebridge.saml.algorithms import Legacy, SignatureAlgorithm
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.signature import (
    PrivateKeySigner,
    _canonicalize_without,
    load_verification_key,
    sign_metadata,
    verify_enveloped,
)
from rolebridge.saml.signature_shape import Canonicalization
from rolebridge.saml.xml import parse_untrusted
from support.judges import xmlsec1_verifies
from support.keys import ec_pair, rsa_pair
from support.parts import require
from support.saml import ASSERTION, DS, EXCLUSIVE_C14N, SAML, SIGNATURE, Message, add_key_info, sign
from support.signing import sign_within, signed_by

MORE = "http://www.w3.org/2001/04/xmldsig-more#"
PSS = "http://www.w3.org/2007/05/xmldsig-more#"
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA384 = f"{MORE}sha384"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

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


def verify(element, *pairs, legacy=()):
    return verify_enveloped(element, [key_of(pair) for pair in pairs], legacy=frozenset(legacy))


def refusal(element, *pairs, legacy=()):
    with pytest.raises(CheckFailed) as caught:
        verify(element, *pairs, legacy=legacy)
    return caught.value.code


@pytest.mark.parametrize("name", PAIRS)
def test_what_a_signer_signs_verifies(name):
    pair, root = PAIRS[name], Message().parse()
    sign_within(root, ASSERTION, signer_of(pair))
    verified = verify(parse_untrusted(etree.tostring(root)).find(ASSERTION), pair)
    assert verified.element.tag == ASSERTION
    assert verified.element.find(SIGNATURE) is None
    assert verified.element.getparent() is None
    assert verified.fingerprint == key_of(pair).fingerprint


def test_the_signature_stands_directly_after_the_issuer_with_its_certificate():
    signer = signer_of(rsa_pair())
    assertion = signed_by(signer, Message().parse().find(ASSERTION))
    assert assertion[0].tag == f"{{{SAML}}}Issuer"
    assert assertion[1].tag == SIGNATURE
    text = assertion.findtext(f".//{{{DS}}}X509Certificate")
    assert base64.b64decode(text) == signer.certificate_der


def test_metadata_is_signed_in_first_place():
    root = etree.fromstring('<m:E xmlns:m="urn:m" ID="_m"><m:Child/></m:E>')
    sign_metadata(root, signer_of(rsa_pair()))
    assert root[0].tag == SIGNATURE
    assert verify(root, rsa_pair()).canonical == (
        b'<m:E xmlns:m="urn:m" ID="_m"><m:Child></m:Child></m:E>'
    )


def test_the_algorithm_follows_the_key():
    algorithms = {name: signer_of(pair).algorithm for name, pair in PAIRS.items()}
    assert algorithms == {
        "rsa": SignatureAlgorithm.RSA_SHA256,
        "p256": SignatureAlgorithm.ECDSA_SHA256,
        "p384": SignatureAlgorithm.ECDSA_SHA384,
        "p521": SignatureAlgorithm.ECDSA_SHA512,
    }


def test_a_signer_needs_the_certificate_of_its_own_key():
    with pytest.raises(ValueError):
        PrivateKeySigner.from_pem(rsa_pair().private_pem, rsa_pair("other").certificate_pem)


def test_several_threads_may_sign_and_verify_at_once():
    signer, pair = signer_of(rsa_pair()), rsa_pair()

    def round_trip(number):
        root = Message(name_id=f"person-{number}").parse()
        sign_within(root, ASSERTION, signer)
        return verify(parse_untrusted(etree.tostring(root)).find(ASSERTION), pair).canonical

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(round_trip, range(40)))
    assert all(b"person-%d" % number in result for number, result in enumerate(results))


@pytest.mark.parametrize("name", PAIRS)
def test_the_xmlsec1_program_agrees(name, tmp_path):
    require("xmlsec1", "an independent judge of signatures")
    pair, root = PAIRS[name], Message().parse()
    sign_within(root, ASSERTION, signer_of(pair))
    signed = etree.tostring(root)
    assert xmlsec1_verifies(signed, f"{SAML}:Assertion", pair.certificate_pem, tmp_path)
    altered = signed.replace(b"alice@", b"carol@")
    assert not xmlsec1_verifies(altered, f"{SAML}:Assertion", pair.certificate_pem, tmp_path)


@pytest.mark.parametrize(
    ("name", "method", "digest"),
    [
        ("rsa", f"{MORE}rsa-sha384", SHA384),
        ("rsa", f"{MORE}rsa-sha512", SHA512),
        ("rsa", f"{PSS}sha256-rsa-MGF1", SHA512),
        ("rsa", f"{PSS}sha384-rsa-MGF1", SHA384),
        ("rsa", f"{PSS}sha512-rsa-MGF1", SHA512),
        ("p256", f"{MORE}ecdsa-sha256", SHA384),
        ("p256", f"{MORE}ecdsa-sha512", SHA512),
        ("p384", f"{MORE}ecdsa-sha384", SHA384),
        ("p521", f"{MORE}ecdsa-sha512", SHA512),
    ],
)
def test_every_strong_algorithm_is_taken(name, method, digest):
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, PAIRS[name], method=method, digest=digest)
    assert verify(assertion, PAIRS[name]).element.tag == ASSERTION


@pytest.mark.parametrize(
    ("options", "code", "switch"),
    [
        ({"method": f"{DS}rsa-sha1"}, "weak_algorithm", Legacy.SHA1),
        ({"digest": SHA1}, "weak_algorithm", Legacy.SHA1),
        ({"c14n": INCLUSIVE}, "c14n_algorithm", Legacy.INCLUSIVE_C14N),
        ({"transforms": (ENVELOPED, INCLUSIVE)}, "transforms", Legacy.INCLUSIVE_C14N),
        ({"transforms": (ENVELOPED,)}, "transforms", Legacy.INCLUSIVE_C14N),
    ],
)
def test_each_legacy_switch_lets_in_what_it_names_and_nothing_else_does(options, code, switch):
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair(), **options)
    others = [other for other in Legacy if other is not switch]
    assert refusal(assertion, rsa_pair(), legacy=others) == code
    assert verify(assertion, rsa_pair(), legacy=[switch]).element.tag == ASSERTION


def test_a_short_key_counts_only_while_its_switch_is_on():
    pair = rsa_pair("short", 1024)
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, pair)
    key = load_verification_key(pair.certificate_pem, legacy=frozenset({Legacy.RSA1024}))
    assert verify_enveloped(assertion, [key], legacy=frozenset({Legacy.RSA1024}))
    with pytest.raises(CheckFailed) as caught:
        verify_enveloped(assertion, [key])
    assert caught.value.code == "weak_key"


def test_any_of_several_keys_may_fit_the_last_too():
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair())
    others = (ec_pair(), rsa_pair("first"), rsa_pair("second"))
    assert verify(assertion, *others, rsa_pair()).fingerprint == key_of(rsa_pair()).fingerprint
    assert refusal(assertion, *others) == "signature_invalid"


def test_key_info_is_not_read():
    assertion = Message().parse().find(ASSERTION)
    signature = sign(assertion, rsa_pair())
    add_key_info(signature, rsa_pair("attacker").certificate_pem)
    assert verify(assertion, rsa_pair())
    assert refusal(assertion, rsa_pair("third")) == "signature_invalid"


def test_key_info_does_not_make_a_foreign_signature_good():
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair("attacker"), key_info_pem=rsa_pair("attacker").certificate_pem)
    assert refusal(assertion, rsa_pair()) == "signature_invalid"


def test_an_element_without_signature_or_with_two_is_refused():
    assertion = Message().parse().find(ASSERTION)
    assert refusal(assertion, rsa_pair()) == "no_signature"
    sign(assertion, rsa_pair())
    sign(assertion, rsa_pair())
    assert refusal(assertion, rsa_pair()) == "multiple_signatures"


def test_an_element_without_an_id_cannot_be_referred_to():
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair())
    del assertion.attrib["ID"]
    assert refusal(assertion, rsa_pair()) == "reference_mismatch"


def test_the_tree_is_left_as_it_was_white_space_included():
    root = Message().parse()
    assertion = root.find(ASSERTION)
    sign(assertion, rsa_pair())
    signature = assertion.find(SIGNATURE)
    signature.tail, signature.getprevious().tail = "\n  ", "\n "
    before = etree.tostring(root)
    assert refusal(assertion, rsa_pair()) == "signature_invalid"
    assert etree.tostring(root) == before


@pytest.mark.parametrize("legacy", [(), (Legacy.INCLUSIVE_C14N,)])
def test_white_space_around_the_signature_is_signed_too(legacy):
    assertion = Message().parse().find(ASSERTION)
    assertion[0].tail = "\n    "
    signature = sign(assertion, rsa_pair())
    signature.tail = None
    verified = verify(assertion, rsa_pair(), legacy=legacy)
    assert b"</saml:Issuer>\n    <saml:Subject>" in verified.canonical


def test_prefixes_of_a_prefix_list_may_be_declared_outside_the_element():
    # Okta: PrefixList="xs" while xmlns:xs stands on an ancestor.
    text = (
        Message()
        .xml()
        .replace(
            "<samlp:Response ", '<samlp:Response xmlns:xs="http://www.w3.org/2001/XMLSchema" ', 1
        )
    )
    root = etree.fromstring(text)
    assertion = root.find(ASSERTION)
    sign(assertion, rsa_pair(), prefix_list="xs #default other")
    before = etree.tostring(root)
    verified = verify(assertion, rsa_pair())
    assert b'xmlns:xs="http://www.w3.org/2001/XMLSchema"' in verified.canonical
    assert etree.tostring(root) == before


def test_inclusive_canonicalization_counts_declarations_of_ancestors():
    text = Message().xml().replace("<samlp:Response ", '<samlp:Response xmlns:z="urn:z" ', 1)
    assertion = etree.fromstring(text).find(ASSERTION)
    sign(assertion, rsa_pair(), c14n=INCLUSIVE, transforms=(ENVELOPED, INCLUSIVE))
    verified = verify(assertion, rsa_pair(), legacy=[Legacy.INCLUSIVE_C14N])
    assert b'xmlns:z="urn:z"' in verified.canonical


def test_a_prefix_list_is_short():
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair(), prefix_list=" ".join(f"p{n}" for n in range(16)))
    assert verify(assertion, rsa_pair())
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair(), prefix_list=" ".join(f"p{n}" for n in range(17)))
    assert refusal(assertion, rsa_pair()) == "transforms"


def test_bytes_that_we_cannot_reproduce_are_refused():
    # Inclusive canonicalization inherits xml:lang from ancestors; what we hand on would lack it.
    root = etree.fromstring('<r xml:lang="en"><a ID="_a"><b/></a></r>')
    sign(root[0], rsa_pair(), transforms=(ENVELOPED, INCLUSIVE))
    with pytest.raises(CheckFailed) as caught:
        verify(root[0], rsa_pair(), legacy=[Legacy.INCLUSIVE_C14N])
    assert caught.value.code == "signature_invalid"
    assert caught.value.detail == "the digest is of something else"


def test_a_failed_canonicalization_is_a_refusal_and_not_an_empty_text():
    element = etree.fromstring('<a xmlns:n="1" ID="_a"><s/></a>')
    with pytest.raises(CheckFailed) as caught:
        _canonicalize_without(element, element[0], Canonicalization(exclusive=False))
    assert caught.value.code == "signature_invalid"
    assert len(element) == 1


def test_text_after_the_signature_is_signed_too():
    assertion = Message().parse().find(ASSERTION)
    signature = sign(assertion, rsa_pair())
    signature.tail = "\n after"
    assert refusal(assertion, rsa_pair()) == "signature_invalid"
    canonical = _canonicalize_without(assertion, signature, Canonicalization(exclusive=True))
    assert b"</saml:Issuer>\n after<saml:Subject>" in canonical
    assert signature.tail == "\n after"


@pytest.mark.parametrize("where", ["CanonicalizationMethod", "Transform"])
def test_a_prefix_list_counts_in_either_place(where):
    text = Message().xml().replace("<samlp:Response ", '<samlp:Response xmlns:z="urn:z" ', 1)
    assertion = etree.fromstring(text).find(ASSERTION)
    signature = sign(assertion, rsa_pair(), prefix_list="z", prefix_list_in=where)
    assert verify(assertion, rsa_pair())
    for node in list(signature.iter(f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces")):
        node.set("PrefixList", "other")
    assert refusal(assertion, rsa_pair()) == "signature_invalid"


@pytest.mark.parametrize("prefix", [None, "ds", "dsig"])
def test_the_prefix_of_the_signature_does_not_matter(prefix):
    assertion = Message().parse().find(ASSERTION)
    sign(assertion, rsa_pair(), prefix=prefix)
    assert verify(assertion, rsa_pair())


def test_base64_may_be_wrapped():
    assertion = Message().parse().find(ASSERTION)
    signature = sign(assertion, rsa_pair())
    value = signature.find(f"{{{DS}}}SignatureValue")
    compact = "".join(value.text.split())
    value.text = "\r\n\t" + "\r\n".join(compact[n : n + 60] for n in range(0, 400, 60)) + "\n "
    assert verify(assertion, rsa_pair())
