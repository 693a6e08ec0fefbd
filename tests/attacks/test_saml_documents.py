"""Documents that two parsers would read differently, or that cost more than they are worth.

All are built around our own freshly signed message, so that only the disguise can refuse them.
"""

import base64
import codecs

import pytest
from lxml import etree

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.response import validate_response
from support.keys import rsa_pair
from support.saml import ASSERTION, NOW, SAML, SAMLP, Message, encode, sign, signed

IDP = rsa_pair()
MESSAGE = Message()
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def refusal(raw, legacy=()):
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(raw), MESSAGE.expected(IDP, legacy=legacy), NOW)
    return caught.value.code


def text_of(*what):
    return etree.tostring(signed(MESSAGE, IDP, *what)).decode()


# --- Values cut in two ---------------------------------------------------------------------------

CUTS = {
    "comment": ("<!---->", "comment_in_value"),
    "comment with text": ("<!--.evil.com-->", "comment_in_value"),
    "processing instruction": ("<?x y?>", "pi_forbidden"),
    "entity": ("&e;", "entity_forbidden"),
    "element": ("<b/>", "schema_invalid"),
}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize(
    "place", ["alice", "urn:amazon:webservices<", "idp.example.com/saml<", ":role/"]
)
def test_a_value_cut_in_two_is_refused(cut, place):
    junk, code = CUTS[cut]
    text = text_of()
    at = text.rindex(place) + 3
    changed = text[:at] + junk + text[at:]
    assert refusal(changed) in {code, "element_in_value", "signature_invalid"}


def test_a_comment_signed_over_cannot_shorten_a_name():
    # The provider really signed this; canonicalization drops the comment, .text stops at it.
    text = MESSAGE.but(name_id="admin@x.example.evil.example").xml()
    root = etree.fromstring(text.replace("x.example.evil", "x.example<!---->.evil"))
    sign(root.find(ASSERTION), IDP)
    assert refusal(root) == "comment_in_value"


def test_cdata_is_the_text_it_stands_for_and_nothing_else():
    message = MESSAGE.but(name_id="admin.evil")
    text = message.xml().replace("admin.evil", "admin<![CDATA[.evil]]>")
    root = etree.fromstring(text, etree.XMLParser(strip_cdata=False))
    sign(root.find(ASSERTION), IDP)
    raw = etree.tostring(root)
    assert b"CDATA" in raw
    verified = validate_response(encode(raw), message.expected(IDP), NOW)
    assert verified.name_id.value == "admin.evil"


# --- Document types and entities -----------------------------------------------------------------


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE x>",
        "<!doctype x>",
        '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE saml:NameID [<!ATTLIST saml:NameID SPNameQualifier CDATA "evil">]>',
        "<!DOCTYPE x [<!ATTLIST x ID ID #IMPLIED>]>",
        "<!DOCTYPE r SYSTEM 'x\"><!--'>",
        '<!DOCTYPE x PUBLIC "-//x//" "x">\n',
    ],
)
def test_a_document_type_declaration_is_refused(prolog):
    assert refusal(prolog + text_of()) == "doctype_forbidden"
    assert refusal(codecs.BOM_UTF8 + (prolog + text_of()).encode()) == "doctype_forbidden"
    assert refusal('<?xml version="1.0"?>' + prolog + text_of()) == "doctype_forbidden"


@pytest.mark.parametrize("name", ["e", "nbsp", "x"])
def test_an_entity_without_a_declaration_is_refused(name):
    assert refusal(text_of().replace("alice@", f"alice&{name};@")) == "entity_forbidden"


def test_an_entity_in_an_identifier_is_refused():
    assert refusal(text_of().replace('ID="_assertion"', 'ID="&e;"')) == "entity_forbidden"


# --- Encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-7", "cp037", "utf-8-sig"],
)
@pytest.mark.parametrize("declared", [True, False])
def test_nothing_but_utf_8_is_read(encoding, declared):
    head = f'<?xml version="1.0" encoding="{encoding.upper()}"?>' if declared else ""
    raw = (head + text_of()).encode(encoding)
    if encoding == "utf-7" and not declared:
        raw = b"+ADw-" + raw[1:]
    if encoding == "utf-8-sig" and not declared:
        assert validate_response(encode(raw), MESSAGE.expected(IDP), NOW)
        return
    assert refusal(raw) in {"bad_encoding", "malformed_xml"}


def test_a_document_type_hidden_by_utf_7_stays_hidden_from_nobody():
    raw = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'
    assert refusal(raw) == "bad_encoding"


@pytest.mark.parametrize(
    "junk", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x00"]
)
def test_bytes_that_are_not_utf_8_are_refused(junk):
    assert refusal(text_of().encode().replace(b"alice", b"ali" + junk + b"ce")) == "bad_encoding"


def test_version_1_1_is_refused():
    assert refusal('<?xml version="1.1"?>' + text_of()) == "bad_encoding"


# --- More than one root, other roots -------------------------------------------------------------


@pytest.mark.parametrize(
    "wrap",
    ["{0}{0}", "{0}<x/>", "{0}x", "x{0}", "<x>{0}</x>", "{0}<!--x-->", "<?x?>{0}", "{0}<?x?>"],
)
def test_there_is_exactly_one_root_and_it_is_a_response(wrap):
    assert refusal(wrap.format(text_of())) in {
        "malformed_xml", "wrong_root", "comment_in_value", "pi_forbidden",
    }  # fmt: skip


@pytest.mark.parametrize("version", ["", "2", "2.1", "1.1", "2.0 "])
def test_other_versions_are_refused(version):
    root = MESSAGE.parse()
    root.find(ASSERTION).set("Version", version)
    sign(root.find(ASSERTION), IDP)
    assert refusal(root) == "version"


# --- Twins and confusions of names ---------------------------------------------------------------


@pytest.mark.parametrize("uri", [SAML, SAMLP, "http://www.w3.org/2000/09/xmldsig#"])
@pytest.mark.parametrize("name", ["ID", "Destination", "Version", "InResponseTo"])
def test_a_namespaced_twin_of_an_attribute_is_refused(uri, name):
    root = MESSAGE.parse()
    root.set(f"{{{uri}}}{name}", "_twin")
    sign(root, IDP)
    assert refusal(root) == "bad_attribute"


@pytest.mark.parametrize(
    "attribute", ["ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id"]
)
def test_an_identifier_used_twice_under_any_name_is_refused(attribute):
    root = MESSAGE.but(
        extensions_xml='<samlp:Extensions><e:x xmlns:e="urn:e"/></samlp:Extensions>'
    ).parse()
    sign(root.find(ASSERTION), IDP)
    root.find(f"{{{SAMLP}}}Extensions")[0].set(attribute, "_assertion")
    assert refusal(root) == "duplicate_id"


@pytest.mark.parametrize("identifier", ["it's", 'a"b', "a b", "a)b", "é", "", "a/b", "#a"])
def test_an_identifier_with_characters_of_other_languages_is_refused(identifier):
    root = MESSAGE.parse()
    root.find(ASSERTION).set("ID", identifier)
    assert refusal(root) in {"bad_id", "missing_id"}


@pytest.mark.parametrize(
    ("element", "type_name"),
    [
        ("AttributeValue", "saml:NameIDType"),
        ("AttributeValue", "saml:AssertionType"),
        ("AttributeValue", "undeclared:string"),
        ("NameID", "saml:EncryptedElementType"),
        ("SubjectConfirmationData", "saml:KeyInfoConfirmationDataType"),
    ],
)
def test_an_xsi_type_that_changes_meaning_is_refused(element, type_name):
    root = MESSAGE.parse()
    next(root.iter(f"{{{SAML}}}{element}")).set(f"{{{XSI}}}type", type_name)
    sign(root, IDP)
    assert refusal(root) == "bad_xsi_type"


@pytest.mark.parametrize("uri", ["1", "a/b", "//host/x", "?q"])
def test_a_relative_namespace_name_is_refused_wherever_it_stands(uri):
    text = text_of("response")
    for tag in ("<samlp:Response ", "<saml:Assertion ", "<saml:Subject>"):
        bare = tag.rstrip(" >")
        rest = tag[len(bare) :]
        assert refusal(text.replace(tag, f'{bare} xmlns:e="{uri}"{rest}', 1)) == "bad_namespace_uri"


# --- Documents made to be slow -------------------------------------------------------------------


@pytest.mark.parametrize("legacy", [(), tuple(Legacy)])
def test_a_bomb_of_namespace_declarations_is_refused_before_canonicalization(legacy):
    declarations = " ".join(f'xmlns:n{number}="urn:n:{number}"' for number in range(3000))
    text = text_of().replace("<samlp:Response ", f"<samlp:Response {declarations} ", 1)
    assert refusal(text, legacy) == "too_complex"


def test_deep_and_wide_documents_are_refused():
    deep = "<x>" * 70 + "</x>" * 70
    wide = "<x/>" * 6000
    attributes = " ".join(f'a{number}=""' for number in range(70))
    for inner in (deep, wide, f"<x {attributes}/>"):
        extensions = f'<samlp:Extensions xmlns="urn:x">{inner}</samlp:Extensions>'
        assert refusal(MESSAGE.but(extensions_xml=extensions).xml()) == "too_complex"


def test_a_message_over_the_cap_is_refused_by_its_length():
    assert (
        refusal(text_of().replace("<samlp:Status>", " " * 262_144 + "<samlp:Status>"))
        == "too_large"
    )


# --- Base64 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text + "====",
        lambda text: text.rstrip("=") + "\x00",
        lambda text: text[:-1] + "\t",
        lambda text: text.replace("A", "-"),
        lambda text: text[:100] + "." + text[100:],
        lambda text: text + "YWJj" if text.endswith("=") else text + "Y",
        lambda text: "%3C" + text,
        lambda text: text[:40] + "=" + text[40:],
    ],
)
def test_base64_with_a_second_reading_is_refused(spoil):
    encoded = base64.b64encode(text_of().encode() + b" ").decode()
    with pytest.raises(CheckFailed) as caught:
        validate_response(spoil(encoded), MESSAGE.expected(IDP), NOW)
    assert caught.value.code == "bad_base64"


def test_nothing_of_a_refused_document_reaches_standard_error(capfd):
    for raw in (
        text_of().replace("alice", "&secret;"),
        text_of()[:-20],
        "<!DOCTYPE x>" + text_of(),
    ):
        refusal(raw)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
