"""Valid responses as well-known identity providers write them, in our own words.

Only the manner is theirs: prefixes, white space, places of declarations, kinds of values.
"""

import textwrap

import pytest
import xmlsec
from lxml import etree

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.expected import Profile
from rolebridge.saml.response import validate_response
from support.keys import ec_pair, rsa_pair
from support.saml import (
    ASSERTION,
    DS,
    EXCLUSIVE_C14N,
    NOW,
    SAML,
    SAMLP,
    SIGNATURE,
    XENC,
    Message,
    attribute,
    encode,
    encrypt,
    sign,
    statement,
)

IDP, SERVICE = rsa_pair(), rsa_pair("service")
SP = Message(profile=Profile.SP, attributes={"mail": ("alice@example.com",)})
XENC11 = "http://www.w3.org/2009/xmlenc11#"
XS, XSI = "http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2001/XMLSchema-instance"

TYPED = f'xmlns:xsi="{XSI}" xmlns:xs="{XS}"'
TARGETED = "<saml:NameID Format='urn:x'>targeted</saml:NameID>"


def accept(root, message=SP, *pairs, legacy=(), **changes):
    expected = message.expected(*(pairs or (IDP,)), legacy=legacy, **changes)
    verified = validate_response(encode(root), expected, NOW)
    assert verified.name_id.value == message.name_id
    return verified


def values(*inner):
    """The values of one attribute written as `inner`, signed and read back."""
    text = f'<saml:Attribute Name="x">{"".join(inner)}</saml:Attribute>'
    message = SP.but(attributes_xml=statement(text))
    root = message.parse()
    sign(root.find(ASSERTION), IDP)
    return accept(root, message).attributes["x"]


def test_default_namespaces_everywhere():
    # AD FS: the assertion and its signature without prefixes.
    assertion = SP.assertion_xml().replace("saml:", "").replace("xmlns:saml=", "xmlns=")
    text = SP.xml().replace(SP.assertion_xml(), assertion)
    root = etree.fromstring(text)
    sign(root.find(ASSERTION), IDP, prefix=None, key_info_pem=IDP.certificate_pem)
    assert b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">' in etree.tostring(root)
    accept(root)


def test_prefixes_ending_in_a_digit_and_declarations_on_every_value():
    # Okta: saml2p and saml2, xs and xsi on each value, PrefixList "xs", both parts signed.
    text = SP.xml().replace("samlp:", "saml2p:").replace(":samlp=", ":saml2p=")
    text = text.replace("saml:", "saml2:").replace(":saml=", ":saml2=")
    typed = f'<saml2:AttributeValue xmlns:xs="{XS}" xmlns:xsi="{XSI}" xsi:type="xs:string">'
    root = etree.fromstring(text.replace("<saml2:AttributeValue>", typed))
    sign(root.find(ASSERTION), IDP, prefix_list="xs", key_info_pem=IDP.certificate_pem)
    sign(root, IDP, prefix_list="xs", key_info_pem=IDP.certificate_pem)
    accept(root)


def test_types_declared_on_the_root_and_named_in_the_prefix_list():
    text = SP.xml().replace(
        "<samlp:Response ", f'<samlp:Response xmlns:xs="{XS}" xmlns:xsi="{XSI}" ', 1
    )
    root = etree.fromstring(
        text.replace("<saml:AttributeValue>", '<saml:AttributeValue xsi:type="xs:string">')
    )
    sign(root.find(ASSERTION), IDP, prefix_list="xs xsi")
    accept(root)


def test_only_the_response_signed_although_types_are_declared_on_the_assertion():
    # Keycloak as it comes: exclusive canonicalization drops xmlns:xs, xsi:type stays behind.
    text = SP.xml().replace(
        "<saml:Assertion ", f'<saml:Assertion xmlns:xs="{XS}" xmlns:xsi="{XSI}" '
    )
    root = etree.fromstring(
        text.replace("<saml:AttributeValue>", '<saml:AttributeValue xsi:type="xs:string">')
    )
    sign(root, IDP, prefix="dsig", key_info_pem=IDP.certificate_pem)
    accept(root)


def test_a_nested_signature_survives_although_the_outer_one_drops_declarations():
    # SimpleSAMLphp: both signed, xmlns:xs on the assertion, PrefixList only inside.
    text = SP.xml().replace(
        "<saml:Assertion ", f'<saml:Assertion xmlns:xs="{XS}" xmlns:xsi="{XSI}" '
    )
    root = etree.fromstring(
        text.replace("<saml:AttributeValue>", '<saml:AttributeValue xsi:type="xs:string">')
    )
    sign(root.find(ASSERTION), IDP, prefix_list="xs")
    sign(root, IDP)
    accept(root)


def test_pretty_printed_before_signing():
    root = SP.parse()
    etree.indent(root, "    ")
    sign(root.find(ASSERTION), IDP)
    etree.indent(root.find(ASSERTION).find(SIGNATURE), "  ")
    signature = root.find(ASSERTION).find(SIGNATURE)
    root.find(ASSERTION).remove(signature)
    etree.indent(root, "    ")
    sign(root.find(ASSERTION), IDP)
    accept(root)


def test_a_declaration_a_byte_order_mark_and_wrapped_base64():
    root = SP.parse()
    sign(root.find(ASSERTION), IDP)
    raw = b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root) + b"\n"
    wrapped = "\r\n".join(textwrap.wrap(encode(raw), 76)) + "\r\n"
    assert validate_response(wrapped, SP.expected(IDP), NOW).id == "_assertion"


def test_carriage_returns_as_references_in_signature_and_values():
    # Java on Windows: &#13; at line ends of the base64 and inside a value.
    message = SP.but(attributes={"mail": ("line one\r\nline two",)})
    root = message.parse()
    signature = sign(root.find(ASSERTION), IDP, key_info_pem=IDP.certificate_pem)
    value = signature.find(f"{{{DS}}}SignatureValue")
    value.text = value.text.replace("\n", "\r\n")
    assert b"&#13;" in etree.tostring(root)
    accept(root, message)


@pytest.mark.parametrize("pem", [None, rsa_pair("unrelated").certificate_pem])
def test_key_info_absent_or_with_some_other_certificate(pem):
    root = SP.parse()
    sign(root.find(ASSERTION), IDP, key_info_pem=pem)
    accept(root)


def test_the_right_certificate_comes_last_among_several():
    root = SP.parse()
    sign(root.find(ASSERTION), IDP)
    accept(root, SP, rsa_pair("retired"), ec_pair(), rsa_pair("expired", expired=True), IDP)


def test_an_expired_certificate_is_a_pinned_key_like_any_other():
    pair = rsa_pair("expired", expired=True)
    root = SP.parse()
    sign(root.find(ASSERTION), pair)
    accept(root, SP, pair)


def test_identifiers_of_every_habit():
    for name in (
        "_8f14e45f",
        "id-3992f74e652d89c3",
        "28338c8c-39ab-4b94",
        "pfx1.2_3",
        "ONELOGIN_4fee",
    ):
        message = SP.but(assertion_id=name, response_id=f"r-{name}")
        root = message.parse()
        sign(root.find(ASSERTION), IDP)
        assert accept(root, message).id == name


def test_inclusive_canonicalization_of_signed_info_alone_behind_its_switch():
    # .NET's SignedXml leaves CanonicalizationMethod inclusive unless it is told otherwise.
    root = SP.parse()
    sign(root.find(ASSERTION), IDP, c14n="http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
    accept(root, SP, legacy=[Legacy.INCLUSIVE_C14N])


@pytest.mark.parametrize(
    ("inner", "read"),
    [
        ("", ()),
        ("<saml:AttributeValue/>", ("",)),
        ("<saml:AttributeValue></saml:AttributeValue>", ("",)),
        ("<saml:AttributeValue>a</saml:AttributeValue>" * 2, ("a", "a")),
        ("<saml:AttributeValue> a b </saml:AttributeValue>", (" a b ",)),
        ("<saml:AttributeValue>a&amp;b&lt;c</saml:AttributeValue>", ("a&b<c",)),
        ("<saml:AttributeValue><![CDATA[a<b]]>c</saml:AttributeValue>", ("a<bc",)),
        ("<saml:AttributeValue>\u00fc\U0001f600</saml:AttributeValue>", ("\u00fc\U0001f600",)),
        (f'<saml:AttributeValue xmlns:xsi="{XSI}" xsi:nil="true"/>', ("",)),
        (f'<saml:AttributeValue xmlns:i="{XSI}" xmlns:d="{XS}" i:type="d:int">7</saml:AttributeValue>',
         ("7",)),
        (f'<saml:AttributeValue {TYPED} xsi:type="xs:boolean">true</saml:AttributeValue>',
         ("true",)),
        (f'<saml:AttributeValue {TYPED} xsi:type="xs:anyType">t</saml:AttributeValue>', ("t",)),
        (f"<saml:AttributeValue>\n {TARGETED}\n</saml:AttributeValue>", ("targeted",)),
    ],
)  # fmt: skip
def test_attribute_values_are_read_as_text(inner, read):
    assert values(inner) == read


def test_several_attribute_statements_are_one_set():
    message = SP.but(
        attributes_xml=statement(attribute("a", "1")) + statement(attribute("b", "2", "3"))
    )
    root = message.parse()
    sign(root.find(ASSERTION), IDP)
    assert accept(root, message).attributes == {"a": ("1",), "b": ("2", "3")}


def test_attributes_with_formats_friendly_names_and_foreign_extras():
    # Shibboleth: NameFormat uri, FriendlyName, and the X.500 profile's Encoding.
    text = (
        '<saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3" FriendlyName="mail"'
        ' NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"'
        ' xmlns:x500="urn:oasis:names:tc:SAML:2.0:profiles:attribute:X500" x500:Encoding="LDAP">'
        "<saml:AttributeValue>a</saml:AttributeValue></saml:Attribute>"
        '<saml:Attribute Name="mail"><saml:AttributeValue>b</saml:AttributeValue></saml:Attribute>'
    )
    message = SP.but(attributes_xml=statement(text))
    root = message.parse()
    sign(root.find(ASSERTION), IDP)
    assert accept(root, message).attributes == {
        "urn:oid:0.9.2342.19200300.100.1.3": ("a",),
        "mail": ("b",),
    }


def test_no_attributes_no_times_in_conditions_and_a_subject_locality():
    message = SP.but(
        attributes={},
        not_before=None,
        not_on_or_after=None,
        authn_xml=(
            '<saml:AuthnStatement AuthnInstant="2026-11-23T09:00:00Z">'
            '<saml:SubjectLocality Address="192.0.2.1"/><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
            "</saml:AuthnContextClassRef>"
            "<saml:AuthenticatingAuthority>https://up.example.com</saml:AuthenticatingAuthority>"
            "</saml:AuthnContext></saml:AuthnStatement>"
        ),
    )
    root = message.parse()
    sign(root, IDP)
    verified = accept(root, message)
    assert verified.session_index is None
    assert verified.attributes == {}


def test_consent_status_message_and_extensions_do_not_disturb():
    message = SP.but(
        extensions_xml='<samlp:Extensions><e:x xmlns:e="urn:e"/></samlp:Extensions>',
        status_xml=(
            '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>'
            "<samlp:StatusMessage>Welcome</samlp:StatusMessage></samlp:Status>"
        ),
    )
    root = message.parse()
    root.set("Consent", "urn:oasis:names:tc:SAML:2.0:consent:obtained")
    sign(root, IDP)
    accept(root, message)


def test_a_prefix_list_for_the_signed_info_too():
    root = SP.parse()
    assertion = root.find(ASSERTION)
    signature = sign(assertion, IDP)
    etree.SubElement(
        signature.find(f".//{{{DS}}}CanonicalizationMethod"),
        f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces",
        {"PrefixList": "saml samlp"},
    )
    signature.find(f"{{{DS}}}SignatureValue").text = None
    signature.find(f".//{{{DS}}}DigestValue").text = None
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(IDP.private_pem, xmlsec.constants.KeyDataFormatPem)
    context.register_id(assertion, "ID")
    context.sign(signature)
    accept(root)


@pytest.mark.parametrize("inner", ["whole", "leaning on declarations around it"])
@pytest.mark.parametrize(
    "place", [{}, {"beside": True}, {"beside": True, "retrieval": True}], ids=str
)
def test_encrypted_after_signing(inner, place):
    root = SP.parse()
    sign(root.find(ASSERTION), IDP)
    text = etree.tostring(root.find(ASSERTION), with_tail=False)
    if inner != "whole":
        text = text.replace(b' xmlns:saml="' + SAML.encode() + b'"', b"", 1)
        text = text.replace(b' xmlns:samlp="' + SAMLP.encode() + b'"', b"", 1)
    encrypt(root, SERVICE, plaintext=text, **place)
    accept(root, private_pems=[SERVICE.private_pem])


def test_cipher_text_may_leave_the_prefix_of_a_type_to_declarations_around_it():
    typed = f'<saml:AttributeValue xmlns:xsi="{XSI}" xsi:type="xs:string">'
    text = SP.xml().replace("<saml:AttributeValue>", typed)
    root = etree.fromstring(
        text.replace("<samlp:Response ", f'<samlp:Response xmlns:xs="{XS}" ', 1)
    )
    sign(root.find(ASSERTION), IDP)
    inner = etree.tostring(root.find(ASSERTION), method="c14n", exclusive=True, with_tail=False)
    assert XS.encode() not in inner.replace(XSI.encode(), b"")
    encrypt(root, SERVICE, plaintext=inner)
    verified = accept(root, private_pems=[SERVICE.private_pem])
    assert verified.attributes["mail"] == ("alice@example.com",)


def test_the_mask_of_a_key_transport_may_be_named():
    root = SP.parse()
    sign(root.find(ASSERTION), IDP)
    sealed = encrypt(root, SERVICE)
    method = sealed.find(f".//{{{XENC}}}EncryptedKey/{{{XENC}}}EncryptionMethod")
    # What rsa-oaep-mgf1p implies, spelled out.
    method.set("Algorithm", f"{XENC11}rsa-oaep")
    method[:] = [
        etree.Element(f"{{{DS}}}DigestMethod", Algorithm=f"{DS}sha1"),
        etree.Element(f"{{{XENC11}}}MGF", Algorithm=f"{XENC11}mgf1sha1"),
    ]
    accept(root, private_pems=[SERVICE.private_pem])


def test_cipher_text_may_bring_its_own_xml_declaration():
    root = SP.parse()
    sign(root.find(ASSERTION), IDP)
    text = etree.tostring(root.find(ASSERTION), with_tail=False)
    encrypt(root, SERVICE, plaintext=b'<?xml version="1.0" encoding="UTF-8"?>\n' + text)
    accept(root, private_pems=[SERVICE.private_pem])


def test_many_roles_with_a_declaration_each():
    roles = tuple(f"value-{number}" for number in range(300))
    message = SP.but(attributes={"groups": roles})
    typed = f'<saml:AttributeValue xmlns:xs="{XS}" xmlns:xsi="{XSI}" xsi:type="xs:string">'
    root = etree.fromstring(message.xml().replace("<saml:AttributeValue>", typed))
    sign(root.find(ASSERTION), IDP, prefix_list="xs")
    assert accept(root, message).attributes["groups"] == roles
