"""Base64 has one reading, or none."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolebridge.saml.base64text import decode_message, decode_xml_value


@given(st.binary(min_size=1))
def test_what_is_encoded_decodes(raw):
    assert decode_message(base64.b64encode(raw).decode()) == raw


def test_line_breaks_and_blanks_are_allowed_and_tabs_in_xml_only():
    assert decode_message("YWJj\r\n ZGVm\n") == b"abcdef"
    assert decode_xml_value("\n\t YWJj\t") == b"abc"
    with pytest.raises(ValueError):
        decode_message("YWJj\tZGVm")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "YWJj====",
        "YWJjZA=",
        "YWJjZA",
        "YWJjZA===",
        "YWJjZB==",
        "YWJjZGV=Zg==",
        "YWJjZA==YWJj",
        "=YWJ",
        "YWJj-_",
        "YWJj.",
        "YW\x00Jj",
        "YWJj\x0b",
        "ＹＷＪｊ",
        "YWJjé",
        "%2BYWJj",
    ],
)
def test_every_other_spelling_is_refused(text):
    with pytest.raises(ValueError) as caught:
        decode_message(text)
    assert text.strip() == "" or text not in str(caught.value)
