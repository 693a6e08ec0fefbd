"""Encryption as a disguise: what is decrypted is foreign text again.

Everybody can encrypt for us, so each case encrypts what it likes with our public key.
"""

import base64

import pytest
from lxml import etree

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.response import validate_response
from support.keys import rsa_pair
from support.saml import (
    ASSERTION,
    NOW,
    SAML,
    XENC,
    Message,
    encode,
    encrypt,
    sign,
    signed,
)

IDP, SERVICE = rsa_pair(), rsa_pair("service")
MESSAGE = Message()


def refused(root, legacy=()):
    expected = MESSAGE.expected(IDP, private_pems=[SERVICE.private_pem], legacy=legacy)
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(root), expected, NOW)
    return caught.value


def sealed(plaintext, **options):
    root = MESSAGE.parse()
    encrypt(root, SERVICE, plaintext=plaintext, **options)
    return root


def good():
    return etree.tostring(signed(MESSAGE, IDP).find(ASSERTION), with_tail=False)


@pytest.mark.parametrize(
    ("plaintext", "detail"),
    [
        (b"text only", "malformed_xml"),
        (b"<saml:Assertion", "malformed_xml"),
        (b"<!DOCTYPE x>" + b"<x/>", "doctype_forbidden"),
        (b'<?xml version="1.0" encoding="UTF-7"?><x/>', "bad_encoding"),
        (b"\xff\xfe<\x00x\x00/\x00>\x00", "bad_encoding"),
        (b"<?x?><x/>", "pi_forbidden"),
        (b"<x><!--y--></x>", "comment_in_value"),
        (b"<x ID='a'><y ID='a'/></x>", "duplicate_id"),
        (b"<x xmlns:e='1'/>", "bad_namespace_uri"),
        (b"<x>" + b"<y/>" * 6000 + b"</x>", "too_complex"),
        (b"</context><context>", "malformed_xml"),
        (b"<x/><y/>", "malformed_xml"),
    ],
)
def test_plain_text_goes_through_the_same_gate_and_the_answer_is_one(plaintext, detail):
    error = refused(sealed(plaintext))
    assert error.code == "decrypt_failed"
    assert str(error) == "The assertion could not be decrypted."
    assert error.detail == detail


def test_two_assertions_in_one_cipher_text_are_refused():
    assert refused(sealed(good() + good())).code == "decrypt_failed"
    assert refused(sealed(b"<both>" + good() + b"</both>")).code == "encrypted_not_assertion"


def test_a_response_inside_the_cipher_text_is_no_assertion():
    plaintext = etree.tostring(signed(MESSAGE, IDP))
    assert refused(sealed(plaintext)).code == "encrypted_not_assertion"


def test_an_assertion_wrapped_inside_the_cipher_text_is_refused():
    forged = etree.fromstring(good())
    forged.remove(forged[1])
    forged.set("ID", "_evil")
    etree.SubElement(forged, "wrapper").append(etree.fromstring(good()))
    assert refused(sealed(etree.tostring(forged))).code == "nested_assertion"


def test_a_signature_inside_the_cipher_text_must_be_of_the_decrypted_assertion():
    forged = etree.fromstring(good())
    forged.set("ID", "_new")
    assert refused(sealed(etree.tostring(forged))).code == "reference_mismatch"


def test_a_signature_beside_the_cipher_text_does_not_cover_it():
    root = sealed(MESSAGE.assertion_xml().encode())
    signature = etree.fromstring(good())[1]
    root.insert(1, signature)
    assert refused(root).code == "reference_mismatch"


def test_encrypted_and_unsigned_is_unsigned():
    assert refused(sealed(MESSAGE.assertion_xml().encode())).code == "no_signature"


def test_a_signed_response_covers_the_cipher_text_it_came_with():
    root = sealed(MESSAGE.assertion_xml().encode())
    sign(root, IDP)
    other = sealed(MESSAGE.but(name_id="mallory").assertion_xml().encode())
    expected = MESSAGE.expected(IDP, private_pems=[SERVICE.private_pem])
    assert validate_response(encode(root), expected, NOW).name_id.value == "alice@example.com"
    holder = f"{{{SAML}}}EncryptedAssertion"
    root.replace(root.find(holder), other.find(holder))
    assert refused(root).code == "signature_invalid"


def test_a_plain_assertion_beside_an_encrypted_one_is_refused():
    for first in (True, False):
        root = sealed(good())
        forged = etree.fromstring(MESSAGE.but(assertion_id="_evil").assertion_xml())
        if first:
            root.insert(2, forged)
        else:
            root.append(forged)
        assert refused(root).code == "assertion_count"


@pytest.mark.parametrize("name", ["EncryptedID", "EncryptedAttribute"])
def test_parts_of_an_assertion_are_not_taken_encrypted(name):
    root = MESSAGE.parse()
    data = sealed(b"<saml:NameID/>").find(f"{{{SAML}}}EncryptedAssertion")[0]
    assertion = root.find(ASSERTION)
    if name == "EncryptedID":
        place = assertion.find(f"{{{SAML}}}Subject")
        place.replace(place[0], etree.SubElement(place, f"{{{SAML}}}{name}"))
        place[0].append(data)
    else:
        etree.SubElement(
            assertion.find(f"{{{SAML}}}AttributeStatement"), f"{{{SAML}}}{name}"
        ).append(data)
    sign(assertion, IDP)
    assert refused(root).code == "encrypted_shape"


def test_encrypted_data_in_any_other_place_is_refused():
    message = MESSAGE.but(extensions_xml=f'<samlp:Extensions><EncryptedData xmlns="{XENC}"/></samlp:Extensions>')  # fmt: skip
    assert refused(message.parse()).code == "encrypted_shape"


def test_an_encrypted_assertion_inside_an_encrypted_assertion_is_refused():
    inner = sealed(good()).find(f"{{{SAML}}}EncryptedAssertion")
    assert refused(sealed(etree.tostring(inner))).code == "encrypted_not_assertion"


def test_cheap_refusals_come_before_the_private_key_is_used():
    root = MESSAGE.but(destination="https://else").parse()
    encrypt(root, SERVICE, plaintext=b"rubbish")
    assert refused(root).code == "destination_mismatch"


def test_every_flipped_byte_of_a_block_cipher_gives_one_answer():
    # With the old cipher switched on, padding and content must not be told apart.
    root = sealed(b"<x>" + b"y" * 30 + b"</x>", cipher=f"{XENC}aes128-cbc")
    value = next(root.iter(f"{{{SAML}}}EncryptedAssertion")).find(f".//{{{XENC}}}EncryptedData")
    value = value.find(f"{{{XENC}}}CipherData")[0]
    raw = base64.b64decode(value.text)
    answers = set()
    for flip in range(1, 256, 3):
        changed = bytearray(raw)
        changed[-17] ^= flip
        value.text = base64.b64encode(changed).decode()
        error = refused(root, [Legacy.CBC])
        answers.add((error.code, str(error)))
    assert answers <= {
        ("decrypt_failed", "The assertion could not be decrypted."),
        ("encrypted_not_assertion", "What was encrypted is not one saml:Assertion."),
    }


def test_nothing_of_a_plain_text_reaches_standard_error(capfd):
    refused(sealed(b"<secret>confidential & more"))
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
