"""Attacks on the door for calls to AWS by those who have no key: many bytes, many pieces."""

import tracemalloc

import pytest
from lxml import etree

from rolebridge.access.refusals import AWSRefused
from rolebridge.sigv4 import SignedRequest
from rolebridge.web.aws.wire import MAX_PARAMETERS, parse_call
from support.web import build_web

FORM = ("Content-Type", "application/x-www-form-urlencoded")
CALL = b"Action=CreateSAMLProvider&Version=2010-05-08&Name=x"
MEGABYTE = 1 << 20


def read(body):
    """What is made of a body before any signature is looked at, and the memory that it took."""
    request = SignedRequest("POST", "/aws/", "", (FORM,), body)
    tracemalloc.start()
    try:
        return parse_call(request).parameters, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("piece", [b"%41", b"%2B", b"%3d", b"+", b"a", b"%C3%A9", b"%0A"])
def test_a_long_body_is_decoded_as_a_whole(piece):
    """An object for each escape, in a body of 31 MB, keeps everybody waiting for seconds."""
    document = piece * (3 * MEGABYTE // len(piece))
    parameters, peak = read(CALL + b"&SAMLMetadataDocument=" + document)
    assert len(parameters["SAMLMetadataDocument"]) >= len(document) // 6
    assert peak < 8 * len(document)


@pytest.mark.parametrize("separator", [b"&", b"&a", b"&=", b"&a=%"])
def test_a_body_of_separators_is_refused_before_it_is_taken_apart(separator):
    body = CALL + separator * (MEGABYTE // len(separator))
    tracemalloc.start()
    with pytest.raises(AWSRefused, match=f"at most {MAX_PARAMETERS}"):
        parse_call(SignedRequest("POST", "/aws/", "", (FORM,), body))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MEGABYTE


@pytest.mark.parametrize(
    "value",
    [
        "%",
        "%4",
        "%%",
        "%=",
        "%==",
        "%%3D",
        "%3%3D",
        "%zz",
        "%4g",
        "%u0041",
        "%-1",
        "%+1",
        "%41%",
        "=%3",
        "%0x",
        "%\n",
        "%\r\n",
    ],
)
def test_what_only_looks_like_an_escape_is_refused(value):
    with pytest.raises(AWSRefused, match="not form-encoded"):
        read(CALL + b"&a=" + value.encode())


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ("==", "=="),
        ("%3D=%3d", "==="),
        ("=41", "=41"),
        ("a=\nb", "a=\nb"),
        ("_ \t", "_ \t"),
        ("%5F%20%09%2b%2B", "_ \t++"),
        ("%25%34%31", "%41"),
        ("%253D", "%3D"),
        (" x \r\n y ", " x \r\n y "),
        ("%00", "\0"),
    ],
)
def test_everything_else_is_read_to_the_letter(value, read_as):
    parameters, _ = read(CALL + b"&a=" + value.encode())
    assert parameters["a"] == read_as


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json;q=abc"},
        {"Accept": "json," * 500},
        {"Accept": 'application/json;q="'},
        {"Accept": "\xff\xfejson"},
        {"User-Agent": "\x7f\xff" * 200},
        {"Authorization": "AWS4-HMAC-SHA256 " + "a=b," * 1000},
        {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"X-Amz-Date": "\xe9"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_is_a_fault_of_ours(headers):
    answer = build_web().client().post("/aws/", data=b"Action=X&Version=1", headers=headers)
    assert answer.status_code == 400
    assert b"InvalidAction" in answer.data or b"InvalidQueryParameter" in answer.data


MARKUP = '</Message><Code>x</Code>&quot;\r\n"}{\\u0000\u2028'


@pytest.mark.parametrize(
    "call", [{"Action": MARKUP, "Version": MARKUP}, {MARKUP: "1", MARKUP.lower(): "2"}]
)
def test_what_came_is_text_in_the_answer_and_nothing_else(call):
    """A relayed answer must hold no element, field or line that somebody else chose."""
    client = build_web().client()
    xml = client.post("/aws/", data=call)
    error = etree.fromstring(xml.data).find("{*}Error")
    assert [etree.QName(each).localname for each in error] == ["Type", "Code", "Message"]
    assert "</message><code>x</code>&quot;" in error.findtext("{*}Message").lower()
    told = client.post("/aws/", data=call, headers={"Accept": "application/json"})
    assert set(told.get_json()) == {"Error", "RequestId"}
    assert set(told.get_json()["Error"]) == {"Type", "Code", "Message"}
    for answer in (xml, told):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert MARKUP not in str(answer.headers)
