"""The one gate: what it lets through and under which code it refuses."""

import codecs

import pytest
from lxml import etree

from rolebridge.saml.schema import validate_schema
from rolebridge.saml.xml import (
    MESSAGE,
    METADATA,
    XMLRefused,
    _check_doctype,
    find_child,
    parse_in_context,
    parse_untrusted,
)
from support.saml import SAML, SAMLP, Message

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def refusal(raw, **options):
    with pytest.raises(XMLRefused) as caught:
        parse_untrusted(raw if isinstance(raw, bytes) else raw.encode(), **options)
    return caught.value


@pytest.mark.parametrize(
    "raw",
    [
        b"<a/>",
        b"\n <a/>\n",
        codecs.BOM_UTF8 + b"<a/>",
        b'<?xml version="1.0"?><a/>',
        b"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<a/>",
        codecs.BOM_UTF8 + b'<?xml version="1.0" encoding="UTF-8"?><a/>',
        b"<a><![CDATA[<b>]]></a>",
        b"<a>&lt;&gt;&amp;&quot;&apos;&#233;&#xe9;\xc3\xa9</a>",
        b"<a><![CDATA[&unknown;]]></a>",
        b'<a xmlns="urn:x"><b xmlns=""/></a>',
        f'<a {XSI} {XS} xsi:type="xs:string" xsi:nil="true" xml:lang="en"/>'.encode(),
        b'<a xmlns:x="urn:oasis:names:tc:SAML:2.0:profiles:attribute:X500" x:Encoding="LDAP"/>',
        b'<a ID="28338c8c-39ab-4b94"/>',
    ],
)
def test_plain_documents_pass(raw):
    assert etree.QName(parse_untrusted(raw)).localname == "a"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "malformed_xml"),
        (b"<a>", "malformed_xml"),
        (b"<a/><b/>", "malformed_xml"),
        (b"<a/>text", "malformed_xml"),
        (b"<p:a/>", "malformed_xml"),
        (b'<a p:b="1"/>', "malformed_xml"),
        (b'<a b="1" b="2"/>', "malformed_xml"),
        (b"<a>&unknown;</a>", "entity_forbidden"),
        (b'<a b="&unknown;"/>', "entity_forbidden"),
        (b"<a>&unknown;<![CDATA[&]]></a>", "malformed_xml"),
        (b"<a>& </a>", "malformed_xml"),
        (b"<a>&#0;</a>", "malformed_xml"),
        (b"<a>\x01</a>", "malformed_xml"),
        (b"<a>\xef\xbf\xbe</a>", "malformed_xml"),
        (b' <?xml version="1.0"?><a/>', "malformed_xml"),
        (b"<a>" * 300 + b"</a>" * 300, "malformed_xml"),
        (b"<a>\x00</a>", "bad_encoding"),
        (b"<a>\xff</a>", "bad_encoding"),
        (b"<a>\xc0\xaf</a>", "bad_encoding"),
        (b"<a>\xed\xa0\x80</a>", "bad_encoding"),
        ("<a/>".encode("utf-16"), "bad_encoding"),
        ("<a/>".encode("utf-16-le"), "bad_encoding"),
        ("<a/>".encode("utf-32"), "bad_encoding"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "bad_encoding"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "bad_encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "bad_encoding"),
        (b'<?xml version="1.1"?><a/>', "bad_encoding"),
        (codecs.BOM_UTF8 * 2 + b"<a/>", "bad_encoding"),
        (codecs.BOM_UTF8 * 2 + b'<?xml version="1.1"?><a/>', "bad_encoding"),
        (b"<!DOCTYPE a><a/>", "doctype_forbidden"),
        (b"<!doctype a><a/>", "doctype_forbidden"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "doctype_forbidden"),
        (b"<?go?><a/>", "pi_forbidden"),
        (b"<a><?go?></a>", "pi_forbidden"),
        (b"<a/><?go?>", "pi_forbidden"),
        (b"<!--x--><a/>", "comment_in_value"),
        (b"<a><!--x--></a>", "comment_in_value"),
        (b"<a/><!--x-->", "comment_in_value"),
        (b'<a xmlns="1"/>', "bad_namespace_uri"),
        (b'<a xmlns:b="relative/path"/>', "bad_namespace_uri"),
        (b'<a xmlns:b="&#49;"/>', "bad_namespace_uri"),
        (b'<a xmlns:b="//host/path"/>', "bad_namespace_uri"),
        ('<a xmlns:b="urn:é"/>'.encode(), "malformed_xml"),
        (b'<a ID="x y"/>', "bad_id"),
        (b'<a ID=""/>', "bad_id"),
        (b'<a Id="a\'b"/>', "bad_id"),
        (b'<a ID="x"><b id="x"/></a>', "duplicate_id"),
        (b'<a Id="x"><b xml:id="x"/></a>', "duplicate_id"),
        (f'<a xmlns:s="{SAML}" s:ID="x"/>'.encode(), "bad_attribute"),
        (f'<a xmlns:s="{SAMLP}" s:Destination="x"/>'.encode(), "bad_attribute"),
        (f'<a xmlns:s="{SAML}" {XSI} xsi:type="s:EncryptedElementType"/>'.encode(), "bad_xsi_type"),
        (f'<a {XSI} xsi:type="xs:string"/>'.encode(), "bad_xsi_type"),
        (f'<a {XSI} xsi:type="string"/>'.encode(), "bad_xsi_type"),
    ],
)
def test_everything_else_is_refused_by_name(raw, code):
    assert refusal(raw).code == code


def test_a_comment_inside_a_signature_has_its_own_code():
    raw = b'<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><s:X><!--c--></s:X></s:Signature>'
    assert refusal(raw).code == "comment_in_signature"


def test_a_cdata_section_inside_a_signature_counts_as_a_comment():
    raw = b'<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><![CDATA[x]]></Signature></a>'
    assert refusal(raw).code == "comment_in_signature"


def test_the_size_is_checked_before_anything_else():
    error = refusal(b"\x00" * 11, max_bytes=10)
    assert error.code == "too_large"
    assert str(error) == "The message may have at most 10 bytes; this one has 11 bytes."


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"<a>" + b"<b/>" * MESSAGE.elements + b"</a>", "elements"),
        (b"<a>" * 65 + b"</a>" * 65, "levels"),
        (b"<a " + b" ".join(b'a%d=""' % n for n in range(65)) + b"/>", "attributes"),
        (b"<a " + b" ".join(b'xmlns:n%d="urn:x"' % n for n in range(65)) + b"/>", "one place"),
        (
            b"".join(b'<a xmlns:n%d="urn:x" xmlns:m%d="urn:x">' % (n, n) for n in range(33))
            + b"</a>" * 33,
            "one place",
        ),
        (b"<a>" + b'<b xmlns:n="urn:x"/>' * 4097 + b"</a>", "namespace declarations"),
    ],
)
def test_each_direction_of_growth_has_a_limit(raw, what):
    error = refusal(raw)
    assert error.code == "too_complex"
    assert what in error.expected


def test_many_values_may_each_declare_their_own_namespaces():
    # Okta writes both declarations on every AttributeValue.
    value = f'<v {XS} {XSI} xsi:type="xs:string">x</v>'.encode()
    assert len(parse_untrusted(b"<a>" + value * 500 + b"</a>")) == 500


def test_limits_are_inclusive():
    assert len(parse_untrusted(b"<a>" + b"<b/>" * (MESSAGE.elements - 1) + b"</a>")) == 4999
    assert parse_untrusted(b"<a>" * 64 + b"</a>" * 64) is not None


def test_metadata_may_hold_comments_and_typed_descriptors():
    raw = f'<!--who--><a xmlns:f="urn:f" {XSI} xsi:type="f:Role">x<!--c-->y</a>'.encode()
    assert parse_untrusted(raw, limits=METADATA).text == "xy"


def test_the_reason_does_not_quote_the_document():
    error = refusal(b"<secret>& confidential</secret>")
    assert "confidential" not in str(error)
    assert "line 1" in str(error)


def test_nothing_is_printed_when_a_parse_fails(capfd):
    refusal(b"<a>hidden<b></a>")
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_a_document_type_that_the_bytes_did_not_show_is_refused_all_the_same():
    with pytest.raises(XMLRefused) as caught:
        _check_doctype(etree.fromstring("<!DOCTYPE a><a/>"))
    assert caught.value.code == "doctype_forbidden"


def test_a_fragment_takes_its_prefixes_from_its_context():
    element = parse_in_context(b" <s:a><s:b/></s:a>\n", {"s": "urn:s", None: "urn:d"})
    assert element.tag == "{urn:s}a"
    assert element.getparent() is None
    assert find_child(element, "{urn:s}b") is not None


@pytest.mark.parametrize(
    "raw",
    [b"<a/><a/>", b"text", b"<a/>text", b"", b"</context><context>", b'<?xml version="1.0"?><a/>'],
)
def test_a_fragment_is_exactly_one_element(raw):
    with pytest.raises(XMLRefused) as caught:
        parse_in_context(raw, {})
    assert caught.value.code == "malformed_xml"


def test_a_valid_response_passes_the_schema_and_an_invalid_one_is_named():
    validate_schema(Message().parse())
    with pytest.raises(XMLRefused) as caught:
        validate_schema(Message(authn_xml="<saml:Nothing/>").parse())
    assert caught.value.code == "schema_invalid"
    assert "Nothing" in str(caught.value)
    assert "{" not in str(caught.value)


def test_the_schema_takes_identifiers_that_begin_with_a_digit():
    validate_schema(Message(response_id="28338c8c-39ab", in_response_to="1a").parse())


def test_the_schema_does_not_follow_an_address_in_the_document(tmp_path):
    hint = tmp_path / "hint.xsd"
    hint.write_text("not a schema")
    root = Message().parse()
    root.set(
        "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", f"{SAMLP} {hint.as_uri()}"
    )
    validate_schema(root)
