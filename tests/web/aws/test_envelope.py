"""Answers as XML: whatever the values hold, they are read back as they were, and as values."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rolebridge.web.aws.envelope import build_error_xml, build_result_xml

NS = "https://sts.amazonaws.com/doc/2011-06-15/"
XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r&<>\"']")
)


def read(element):
    """The tree as nested lists of names and texts."""
    name = etree.QName(element)
    assert name.namespace == NS
    below = [read(child) for child in element]
    return (name.localname, below or element.text or "")


@given(XML_TEXT, XML_TEXT)
def test_texts_are_read_back_as_they_were(one, other):
    fields = (("A", one), ("B", (("C", other), ("D", None))), ("E", [one, other]))
    root = etree.fromstring(build_result_xml(NS, "Op", fields, "id"))
    assert read(root) == (
        "OpResponse",
        [
            (
                "OpResult",
                [("A", one), ("B", [("C", other)]), ("E", [("member", one), ("member", other)])],
            ),
            ("ResponseMetadata", [("RequestId", "id")]),
        ],
    )


@given(st.text())
def test_no_text_breaks_an_error(message):
    root = etree.fromstring(build_error_xml(NS, "Code", message, 400, "id"))
    (name, ((_, ((_, kind), (_, code), (_, _told))), (_, identifier))) = read(root)
    assert (name, kind, code, identifier) == ("ErrorResponse", "Sender", "Code", "id")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 11, 24, 4, 5, 6, 7, UTC), "2026-11-24T04:05:06Z"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        ("a\0b\ufffe", "a\ufffdb\ufffd"),
        ("", ""),
    ],
)
def test_values_have_one_form_each(value, text):
    root = etree.fromstring(build_result_xml(NS, "Op", (("A", value),), "id"))
    assert (root[0][0].text or "") == text


def test_what_is_empty_stays_there():
    fields = (("Tags", []), ("Map", {"a": 1}), ("Nothing", None), ("Pair", ()))
    root = etree.fromstring(build_result_xml(NS, "Op", fields, "id"))
    assert read(root[0]) == (
        "OpResult",
        [("Tags", ""), ("Map", [("entry", [("key", "a"), ("value", "1")])]), ("Pair", "")],
    )


def test_an_operation_without_a_result_has_no_element_for_it():
    root = etree.fromstring(build_result_xml(NS, "Op", (), "id"))
    assert [etree.QName(child).localname for child in root] == ["ResponseMetadata"]
