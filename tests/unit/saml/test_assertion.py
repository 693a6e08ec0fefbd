"""What we build is what the schema allows, and nothing in a value can change its structure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from rolebridge.saml.assertion import Envelope, build_assertion, build_refusal, build_response
from rolebridge.saml.canonical import canonicalize
from rolebridge.saml.elements import IllegalCharacter
from rolebridge.saml.status import Status, StatusCode
from rolebridge.saml.values import Assertion, Attribute, NameID, NameIDFormat
from support.golden import check_golden_xml
from support.judges import schema_faults

NOW = datetime(2026, 11, 23, 10, 0, 0, 999_999, tzinfo=UTC)
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SUBJECT = NameID("alice", NameIDFormat.PERSISTENT.value, "https://idp.example.com", "urn:sp")
FULL = Assertion(
    id="_assertion",
    issuer="https://idp.example.com",
    issue_instant=NOW,
    name_id=SUBJECT,
    audience="urn:sp",
    recipient="https://sp.example.com/acs",
    not_before=NOW - timedelta(seconds=60),
    not_on_or_after=NOW + timedelta(minutes=5),
    authn_instant=NOW - timedelta(minutes=1),
    authn_context="urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    session_index="_session",
    session_not_on_or_after=NOW + timedelta(hours=12),
    in_response_to="_request",
    attributes=(
        Attribute(
            "mail", ("alice@example.com",), "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
        ),
        Attribute("urn:oid:2.5.4.3", ("Alice", "Älice <&>\"'", ""), friendly_name="cn"),
    ),
)
ENVELOPE = Envelope("_response", FULL.issuer, NOW, FULL.recipient, "_request")


def response(assertion: Assertion = FULL) -> bytes:
    return build_response(ENVELOPE, build_assertion(assertion).text).text.encode()


def test_the_whole_response_as_reviewed():
    check_golden_xml("saml/response.xml", response())


def test_a_response_without_the_optional_parts_as_reviewed():
    assertion = replace(
        FULL,
        name_id=NameID("alice"),
        session_not_on_or_after=None,
        in_response_to=None,
        attributes=(),
    )
    envelope = replace(ENVELOPE, in_response_to=None)
    xml = build_response(envelope, build_assertion(assertion).text).text.encode()
    assert not schema_faults(xml)
    check_golden_xml("saml/response_least.xml", xml)


@pytest.mark.parametrize("second", [StatusCode.NO_PASSIVE, None])
def test_refusals_as_reviewed(second):
    status = Status(StatusCode.RESPONDER, second, "Nobody is signed in.")
    xml = build_refusal(ENVELOPE, status).text.encode()
    assert not schema_faults(xml)
    name = "no_passive" if second else "responder"
    check_golden_xml(f"saml/refusal_{name}.xml", xml)


def test_the_schema_accepts_it():
    assert not schema_faults(response())


def test_instants_are_written_to_the_second():
    root = etree.fromstring(response())
    conditions = root.find(f".//{SAML}Conditions")
    assert conditions.get("NotBefore") == "2026-11-23T09:59:00Z"
    assert conditions.get("NotOnOrAfter") == "2026-11-23T10:05:00Z"


def with_value(value: str):
    """The response with `value` wherever a value can stand."""
    assertion = replace(
        FULL,
        name_id=replace(SUBJECT, value=value, name_qualifier=value),
        attributes=(Attribute(value, (value, value), friendly_name=value),),
    )
    return etree.fromstring(response(assertion))


@pytest.mark.parametrize(
    "value",
    [
        "</saml:AttributeValue><saml:AttributeValue>admin",
        "<!-- -->",
        "<![CDATA[x]]>",
        "]]>",
        "&lt;&#60;&amp;",
        "<?pi?>",
        "line\nbreak\tand tab",
        " blanks around ",
        "\U0001d518nicode \u202e \u2028 \u00e9 e\u0301",
    ],
)
def test_a_value_stays_a_value(value):
    root = with_value(value)
    assert [each.text for each in root.iter(f"{SAML}AttributeValue")] == [value, value]
    (attribute,) = root.iter(f"{SAML}Attribute")
    assert attribute.get("Name") == attribute.get("FriendlyName") == value
    assert root.find(f".//{SAML}NameID").text == value
    assert [each.tag for each in root.iter()] == [each.tag for each in with_value("x").iter()]


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\r", "\x1f", "\ud800", "\ufffe", "\uffff"],
)
@pytest.mark.parametrize("place", ["value", "name", "friendly", "name_id", "qualifier", "issuer"])
def test_characters_that_xml_cannot_carry_are_refused(character, place):
    bad = f"ab{character}c"
    changes = {
        "value": {"attributes": (Attribute("mail", (bad,)),)},
        "name": {"attributes": (Attribute(bad, ("x",)),)},
        "friendly": {"attributes": (Attribute("mail", ("x",), friendly_name=bad),)},
        "name_id": {"name_id": NameID(bad)},
        "qualifier": {"name_id": NameID("alice", sp_name_qualifier=bad)},
        "issuer": {"issuer": bad},
    }
    with pytest.raises(IllegalCharacter) as caught:
        build_assertion(replace(FULL, **changes[place]))
    assert caught.value.position == 2
    assert f"U+{ord(character):04X}" in str(caught.value)


def test_the_error_names_the_attribute():
    with pytest.raises(IllegalCharacter) as caught:
        build_assertion(replace(FULL, attributes=(Attribute("department", ("a\x00",)),)))
    assert caught.value.field == "department"


def test_what_is_sent_is_its_own_canonical_form():
    """So that the digest of the text is the digest that a verifier computes."""
    for xml in (response(), build_assertion(FULL).text.encode()):
        assert canonicalize(etree.fromstring(xml)) == xml
