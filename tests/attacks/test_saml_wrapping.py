"""Signature wrapping: what was signed stays in the document, what is read is something else.

The shapes follow the published numbering (XSW1 to XSW8 of "On Breaking SAML", and the split
SignedInfo of CVE-2019-3465 as the ninth). Each starts from our own freshly signed message.
"""

import copy

import pytest
from lxml import etree

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.response import validate_response
from support.keys import rsa_pair
from support.saml import ASSERTION, DS, NOW, SAML, SAMLP, SIGNATURE, Message, encode, sign, signed

IDP = rsa_pair()
MESSAGE = Message()
NAME_ID = f"{{{SAML}}}NameID"
SIGNED_INFO = f"{{{DS}}}SignedInfo"


def refusal(root, *pairs):
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(root), MESSAGE.expected(*(pairs or (IDP,))), NOW)
    return caught.value.code


def evil(element, identifier="_evil"):
    """A copy that names somebody else; its IDs differ unless asked otherwise."""
    twin = copy.deepcopy(element)
    if identifier is not None:
        for inner in twin.iterchildren(ASSERTION):
            inner.set("ID", f"{identifier}_inner")
        twin.set("ID", identifier)
    for name in twin.iter(NAME_ID):
        name.text = "mallory@example.com"
    return twin


def without_signature(element):
    element = copy.deepcopy(element)
    for signature in element.findall(SIGNATURE):
        element.remove(signature)
    return element


def signed_response():
    return signed(MESSAGE, IDP, "response")


def signed_assertion():
    return signed(MESSAGE, IDP, "assertion")


def xsw1():
    """The original response inside the signature of the forged one."""
    original = signed_response()
    forged = evil(original)
    forged.find(SIGNATURE).append(without_signature(original))
    return forged


def xsw2():
    """The original response beside the signature, before it."""
    original = signed_response()
    forged = evil(original)
    forged.insert(forged.index(forged.find(SIGNATURE)), without_signature(original))
    return forged


def xsw3():
    """The forged assertion before the original."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    root.insert(root.index(original), without_signature(evil(original)))
    return root


def xsw4():
    """The forged assertion wraps the original."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = without_signature(evil(original))
    root.replace(original, forged)
    forged.append(original)
    return root


def xsw5():
    """The forged assertion keeps the signature; the original goes to the end."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    root.replace(original, evil(original))
    root.append(without_signature(original))
    return root


def xsw6():
    """The original inside the signature of the forged assertion."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = evil(original)
    root.replace(original, forged)
    forged.find(SIGNATURE).append(without_signature(original))
    return root


def xsw7():
    """The original inside Extensions, under another ID in the forged assertion."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    root.insert(1, extensions)
    root.replace(original, without_signature(evil(original)))
    extensions.append(original)
    return root


def xsw7_same_id():
    """As the seventh, with the same ID on both."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    root.insert(1, extensions)
    forged = evil(original, None)
    root.replace(original, forged)
    extensions.append(without_signature(original))
    return root


def xsw8():
    """The original inside ds:Object of the forged assertion's signature."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = evil(original)
    root.replace(original, forged)
    etree.SubElement(forged.find(SIGNATURE), f"{{{DS}}}Object").append(without_signature(original))
    return root


def xsw9():
    """Two SignedInfo: one that verifies, one whose digest is of the forged content."""
    root = signed_assertion()
    assertion = root.find(ASSERTION)
    signature = assertion.find(SIGNATURE)
    second = copy.deepcopy(signature.find(SIGNED_INFO))
    second.find(f".//{{{DS}}}DigestValue").text = "A" * 43 + "="
    signature.insert(1, second)
    return root


def concealed_in(path_or_tag):
    """The original under an element of any name, the forged one in its place."""

    def build():
        root = signed_assertion()
        original = root.find(ASSERTION)
        forged = without_signature(evil(original))
        root.replace(original, forged)
        wrapper = etree.SubElement(root, path_or_tag)
        wrapper.append(original)
        return root

    build.__name__ = f"wrapper_{etree.QName(path_or_tag).localname}"
    return build


def in_attribute_value():
    """The original inside an attribute value of the forged assertion."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = without_signature(evil(original))
    root.replace(original, forged)
    forged.find(f".//{{{SAML}}}AttributeValue").append(original)
    return root


def in_advice():
    """The original inside Advice of the forged assertion."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = without_signature(evil(original))
    root.replace(original, forged)
    advice = etree.Element(f"{{{SAML}}}Advice")
    forged.find(f"{{{SAML}}}Conditions").addnext(advice)
    advice.append(original)
    return root


def in_key_info():
    """The original inside the KeyInfo of a signature by somebody else."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = without_signature(evil(original))
    root.replace(original, forged)
    stranger = rsa_pair("stranger")
    signature = sign(forged, stranger, key_info_pem=stranger.certificate_pem)
    signature.find(f"{{{DS}}}KeyInfo").append(original)
    return root


def second_assertion_signed_by_a_stranger():
    root = signed_assertion()
    original = root.find(ASSERTION)
    forged = without_signature(evil(original))
    root.append(forged)
    sign(forged, rsa_pair("stranger"))
    return root


def two_signed_assertions():
    root = signed_assertion()
    second = without_signature(evil(root.find(ASSERTION)))
    root.append(second)
    sign(second, IDP)
    return root


def signature_on_status():
    """A good signature of the assertion, moved below Status of a forged response."""
    root = signed_assertion()
    original = root.find(ASSERTION)
    signature = original.find(SIGNATURE)
    root.find(f"{{{SAMLP}}}Status").append(signature)
    original.find(f".//{NAME_ID}").text = "mallory@example.com"
    return root


def signature_moved_to_the_end():
    root = signed_assertion()
    assertion = root.find(ASSERTION)
    assertion.append(assertion.find(SIGNATURE))
    return root


def two_signatures_on_one_assertion():
    root = signed_assertion()
    assertion = root.find(ASSERTION)
    assertion.insert(2, copy.deepcopy(assertion.find(SIGNATURE)))
    return root


def response_inside_response():
    outer = evil(signed_response())
    outer.append(signed_response())
    return outer


def other_name_beside_a_signed_name():
    root = signed_assertion()
    subject = root.find(ASSERTION).find(f"{{{SAML}}}Subject")
    subject.insert(0, copy.deepcopy(subject[0]))
    subject[0].text = "mallory@example.com"
    return root


def second_issuer():
    root = signed_assertion()
    assertion = root.find(ASSERTION)
    assertion.insert(2, copy.deepcopy(assertion[0]))
    return root


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (xsw1, "nested_response"),
        (xsw2, "nested_response"),
        (xsw3, "assertion_count"),
        (xsw4, "nested_assertion"),
        (xsw5, "assertion_count"),
        (xsw6, "nested_assertion"),
        (xsw7, "nested_assertion"),
        (xsw7_same_id, "duplicate_id"),
        (xsw8, "nested_assertion"),
        (xsw9, "schema_invalid"),
        (concealed_in("wrapper"), "nested_assertion"),
        (concealed_in("{urn:x}Evidence"), "nested_assertion"),
        (in_attribute_value, "nested_assertion"),
        (in_advice, "nested_assertion"),
        (in_key_info, "nested_assertion"),
        (second_assertion_signed_by_a_stranger, "assertion_count"),
        (two_signed_assertions, "assertion_count"),
        (signature_on_status, "signature_position"),
        (signature_moved_to_the_end, "signature_position"),
        (two_signatures_on_one_assertion, "multiple_signatures"),
        (response_inside_response, "nested_response"),
        (other_name_beside_a_signed_name, "schema_invalid"),
        (second_issuer, "schema_invalid"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_wrapped_document_is_refused(build, code):
    assert refusal(build()) == code


def test_an_assertion_swapped_under_a_signed_response_breaks_its_signature():
    root = signed_response()
    root.find(f".//{NAME_ID}").text = "mallory@example.com"
    assert refusal(root) == "signature_invalid"


def test_a_signed_assertion_moved_into_another_response_still_speaks_for_itself_only():
    # Nothing of the unsigned Response is believed: it can refuse, and it cannot change who it is.
    root = MESSAGE.but(response_id="_other", response_issuer=None, destination=None).parse()
    original = signed_assertion().find(ASSERTION)
    root.replace(root.find(ASSERTION), original)
    verified = validate_response(encode(root), MESSAGE.expected(IDP), NOW)
    assert verified.name_id.value == "alice@example.com"


def test_an_unsigned_response_cannot_lend_its_status_issuer_or_destination():
    root = MESSAGE.but(response_issuer="https://else").parse()
    root.replace(root.find(ASSERTION), signed_assertion().find(ASSERTION))
    assert refusal(root) == "response_issuer_mismatch"


def test_an_assertion_of_another_issuer_is_refused_although_both_signatures_verify():
    # Two signatures by two configured keys, and two issuers.
    root = MESSAGE.but(issuer="https://else.example.com").parse()
    sign(root.find(ASSERTION), rsa_pair("else"))
    sign(root, IDP)
    assert refusal(root, IDP, rsa_pair("else")) == "issuer_mismatch"
