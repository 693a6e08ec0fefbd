"""What is written in canonical form is its own canonical form, whatever the values are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from rolebridge.saml.canonical import canonicalize, write_element, write_leaf
from rolebridge.saml.elements import IllegalCharacter

# Every character that XML 1.0 can carry unchanged, those that need escaping more often.
VALUES = st.text(
    st.one_of(
        st.sampled_from("&<>\"'\t\n ;#x-]"),
        st.characters(
            exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", codec="utf-8"
        ),
    )
)


@given(VALUES, VALUES, VALUES)
@example("]]>", "a\tb\nc\"'<&>", "\u0085\u2028\U0001f600 é e\u0301")
def test_what_is_written_is_canonical_and_reads_as_it_was_meant(text, first, second):
    leaf = write_leaf("saml:NameID", text, {"b": first, "a": None, "B": second})
    written = write_element("saml:Subject", {"z": second, "A": first}, leaf, leaf)
    outermost = written.replace(
        "<saml:Subject", '<saml:Subject xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"', 1
    )
    root = etree.fromstring(outermost)
    assert canonicalize(root) == outermost.encode()
    assert [each.text or "" for each in root] == [text, text]
    assert dict(root[0].attrib) == {"b": first, "B": second}
    assert dict(root.attrib) == {"z": second, "A": first}


def test_a_prefix_is_declared_where_it_is_asked_for():
    leaf = write_leaf("samlp:StatusMessage", "no", declares_prefix=True)
    assert leaf == (
        '<samlp:StatusMessage xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">'
        "no</samlp:StatusMessage>"
    )


@pytest.mark.parametrize("value", ["a\rb", "\x00", "\ud800", "\uffff"])
def test_what_xml_cannot_carry_unchanged_is_refused_by_name(value):
    with pytest.raises(IllegalCharacter) as in_text:
        write_leaf("saml:NameID", value)
    with pytest.raises(IllegalCharacter) as in_value:
        write_leaf("saml:AttributeValue", value, field="department")
    with pytest.raises(IllegalCharacter) as in_attribute:
        write_element("saml:NameID", {"Format": value})
    fields = [caught.value.field for caught in (in_text, in_value, in_attribute)]
    assert fields == ["NameID", "department", "NameID@Format"]
