"""Signatures that point at something else, compute something else, or hold something else.

Each case takes our own freshly signed assertion and changes one thing about its signature.
"""

import base64
import copy
import hashlib

import pytest
from lxml import etree

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.response import validate_response
from support.keys import rsa_pair
from support.saml import (
    ASSERTION,
    DS,
    ENVELOPED,
    EXCLUSIVE_C14N,
    NOW,
    SIGNATURE,
    Message,
    encode,
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


# --- What the reference points at ----------------------------------------------------------------


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "#",
        "#_response",
        "#_Assertion",
        "#_assertion ",
        "# _assertion",
        "#%5Fassertion",
        "_assertion",
        "?x#_assertion",
        "#xpointer(/)",
        "#xpointer(id('_assertion'))",
        "file:///dev/zero",
        "file:///etc/hostname",
        "/etc/hostname",
        "http://127.0.0.1:9/x",
        "https://idp.example.com/a.xml#_assertion",
        "cid:_assertion",
        "urn:x",
    ],
)
def test_a_reference_to_anything_but_its_own_element_is_refused(uri):
    root = signed(MESSAGE, IDP)
    part(root, "Reference").set("URI", uri)
    assert refusal(root) == "reference_mismatch"


def test_a_reference_without_uri_is_refused():
    root = signed(MESSAGE, IDP)
    del part(root, "Reference").attrib["URI"]
    assert refusal(root) == "reference_mismatch"


def test_a_whole_document_reference_is_refused_although_the_arithmetic_holds():
    root = MESSAGE.parse()
    sign(root, IDP, uri="")
    assert refusal(root) == "reference_mismatch"


def test_no_file_is_opened_for_a_reference(tmp_path):
    # A pipe nobody writes to would block whoever opens it.
    import os

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    root = signed(MESSAGE, IDP)
    part(root, "Reference").set("URI", pipe.as_uri())
    assert refusal(root) == "reference_mismatch"


# --- Transforms -----------------------------------------------------------------------------------

XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"


@pytest.mark.parametrize(
    "transforms",
    [
        (),
        (ENVELOPED,),
        (EXCLUSIVE_C14N,),
        (EXCLUSIVE_C14N, ENVELOPED),
        (ENVELOPED, ENVELOPED),
        (ENVELOPED, EXCLUSIVE_C14N, EXCLUSIVE_C14N),
        (ENVELOPED, f"{EXCLUSIVE_C14N}WithComments"),
        (ENVELOPED, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        (ENVELOPED, f"{DS}base64"),
        (ENVELOPED, XPATH, EXCLUSIVE_C14N),
        (ENVELOPED, XSLT, EXCLUSIVE_C14N),
        (ENVELOPED, "http://www.w3.org/2002/06/xmldsig-filter2", EXCLUSIVE_C14N),
    ],
)
def test_transforms_are_exactly_two(transforms):
    root = signed(MESSAGE, IDP)
    holder = part(root, "Transforms")
    for child in list(holder):
        holder.remove(child)
    for name in transforms:
        etree.SubElement(holder, f"{{{DS}}}Transform", Algorithm=name)
    assert refusal(root) in {"transforms", "schema_invalid"}


def test_an_xpath_that_leaves_the_role_out_of_the_digest_is_refused():
    root = MESSAGE.parse()
    template = sign(root.find(ASSERTION), IDP)
    transform = part(template, "Transform")
    etree.SubElement(transform, f"{{{DS}}}XPath").text = "not(ancestor-or-self::*[@Name])"
    assert refusal(root) == "transforms"


def test_the_absence_of_transforms_is_refused():
    root = signed(MESSAGE, IDP)
    holder = part(root, "Transforms")
    holder.getparent().remove(holder)
    assert refusal(root) == "transforms"


# --- Parts of the signature ----------------------------------------------------------------------


def add_object(root):
    etree.SubElement(part(root, "Signature"), f"{{{DS}}}Object")


def add_manifest(root):
    holder = etree.SubElement(part(root, "Signature"), f"{{{DS}}}Object")
    manifest = etree.SubElement(holder, f"{{{DS}}}Manifest")
    manifest.append(copy.deepcopy(part(root, "Reference")))


def second_reference(root):
    part(root, "Reference").addnext(copy.deepcopy(part(root, "Reference")))


def second_signature_value(root):
    part(root, "SignatureValue").addnext(copy.deepcopy(part(root, "SignatureValue")))


def digest_in_key_info(root):
    info = etree.SubElement(part(root, "Signature"), f"{{{DS}}}KeyInfo")
    info.append(copy.deepcopy(part(root, "DigestValue")))


def signature_in_key_info(root):
    inner = copy.deepcopy(part(root, "Signature"))
    info = etree.SubElement(part(root, "Signature"), f"{{{DS}}}KeyInfo")
    info.append(inner)


def type_on_reference(root):
    part(root, "Reference").set("Type", f"{DS}Object")


def no_signed_info(root):
    info = part(root, "SignedInfo")
    info.getparent().remove(info)


def digest_of_nothing(root):
    digest = hashlib.sha256(b"").digest()
    part(root, "DigestValue").text = base64.b64encode(digest).decode()


def digest_of_another_length(root):
    part(root, "DigestValue").text = base64.b64encode(bytes(20)).decode()


def value_with_element(root):
    etree.SubElement(part(root, "DigestValue"), "x")


def values_with_padding(root):
    part(root, "SignatureValue").text += "===="


def values_with_other_alphabet(root):
    # The alphabet of URLs (RFC 4648 5). A sign is put in: not every signature holds a + or a /.
    value = part(root, "SignatureValue")
    value.text = "-_" + value.text[2:]


def value_empty(root):
    part(root, "SignatureValue").text = ""


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (add_object, {"signature_shape"}),
        (add_manifest, {"signature_shape"}),
        (second_reference, {"signature_shape"}),
        (second_signature_value, {"schema_invalid"}),
        (digest_in_key_info, {"schema_invalid"}),
        (signature_in_key_info, {"signature_position"}),
        (type_on_reference, {"signedinfo_shape"}),
        (no_signed_info, {"schema_invalid"}),
        (digest_of_nothing, {"digest_of_nothing"}),
        (digest_of_another_length, {"signedinfo_shape"}),
        (value_with_element, {"schema_invalid"}),
        (values_with_padding, {"schema_invalid", "signedinfo_shape"}),
        (values_with_other_alphabet, {"schema_invalid", "signedinfo_shape"}),
        (value_empty, {"signedinfo_shape"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_part_has_one_place_and_one_shape(change, codes):
    root = signed(MESSAGE, IDP)
    change(root)
    assert refusal(root) in codes


@pytest.mark.parametrize("name", ["DigestValue", "SignatureValue", "Reference", "X509Data"])
@pytest.mark.parametrize(
    ("junk", "code"),
    [("<!--x-->", "comment_in_signature"), ("<?x?>", "pi_forbidden"),
     ("<![CDATA[ ]]>", "comment_in_signature")],
)  # fmt: skip
def test_disguises_inside_a_signature_are_refused(name, junk, code):
    root = signed(MESSAGE, IDP, key_info_pem=IDP.certificate_pem)
    text = etree.tostring(root).decode()
    assert refusal(text.replace(f"</ds:{name}>", f"{junk}</ds:{name}>")) == code


def test_a_void_canonicalization_is_refused():
    # A relative namespace name makes canonicalization fail; some then hash the empty text.
    text = etree.tostring(signed(MESSAGE, IDP)).decode()
    assert refusal(text.replace("<samlp:Response ", '<samlp:Response xmlns:e="1" ', 1)) == (
        "bad_namespace_uri"
    )


def test_a_good_signature_over_an_empty_text_signs_nothing():
    import xmlsec

    from support.saml import _private_key

    root = signed(MESSAGE, IDP)
    digest_of_nothing(root)
    context = xmlsec.SignatureContext()
    context.key = _private_key(IDP.private_pem)
    info = etree.tostring(part(root, "SignedInfo"), method="c14n", exclusive=True)
    value = context.sign_binary(info, xmlsec.constants.TransformRsaSha256)
    part(root, "SignatureValue").text = base64.b64encode(value).decode()
    assert refusal(root) == "digest_of_nothing"


def test_a_prefix_list_cannot_be_made_long():
    root = MESSAGE.parse()
    sign(root.find(ASSERTION), IDP, prefix_list=" ".join(f"p{n}" for n in range(17)))
    assert refusal(root) == "transforms"


def test_two_ids_on_the_signed_element_do_not_help():
    root = signed(MESSAGE, IDP)
    root.find(ASSERTION).set("Id", "_other")
    assert refusal(root) == "schema_invalid"


def test_signatures_are_found_only_where_they_belong_in_any_depth():
    root = signed(MESSAGE, IDP)
    signature = root.find(ASSERTION).find(SIGNATURE)
    root.find(ASSERTION).remove(signature)
    root.append(signature)
    assert refusal(root) == "signature_position"
