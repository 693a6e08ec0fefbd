import hashlib

import pytest

from rolebridge.sigv4 import SignedRequest, build_canonical_request
from rolebridge.sigv4.canonical import canonical_path, parse_query
from rolebridge.sigv4.errors import IncompleteSignature
from rolebridge.sigv4.request import read_headers
from support.vectors import load_cases

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("case", load_cases("sigv4", "canonical"))
def test_requests_that_mean_the_same_have_one_spelling(case):
    wire, expected = case["request"], case["expected"]
    headers = tuple(tuple(header) for header in wire["headers"])
    request = SignedRequest(wire["method"], wire["path"], wire["query"], headers, b"")

    canonical = build_canonical_request(
        request.method,
        request.path,
        parameters=parse_query(request.query),
        headers=read_headers(request),
        signed_headers=case["signed_headers"],
        body_hash=EMPTY,
    )

    lines = [wire["method"], expected["path"], expected["query"], *expected["headers"]]
    lines += ["", ";".join(case["signed_headers"]), EMPTY]
    assert canonical == "\n".join(lines), case["because"]


@pytest.mark.parametrize("broken", ["%", "%2", "%zz", "a%2", "%%41", "%\u0664\u0661", "% 1"])
def test_a_percent_sign_that_begins_no_escape_is_refused(broken):
    with pytest.raises(IncompleteSignature):
        canonical_path("/" + broken)
    with pytest.raises(IncompleteSignature):
        parse_query("a=" + broken)


def test_a_bare_plus_sign_in_a_query_is_refused_because_it_has_two_readings():
    with pytest.raises(IncompleteSignature, match="%2B"):
        parse_query("a=b+c")


@pytest.mark.parametrize("query", ["a=1&&b=2", "&a=1", "a=1&", "&", "&&"])
def test_an_empty_parameter_is_refused_because_not_all_signers_sign_it(query):
    with pytest.raises(IncompleteSignature, match="empty parameter"):
        parse_query(query)


def test_an_absolute_url_in_the_request_line_is_refused_by_its_name():
    request = SignedRequest("GET", "http://elsewhere.test/aws/", "", (), b"")

    with pytest.raises(IncompleteSignature, match="not an absolute URL"):
        read_headers(request)


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "/a b"},
        {"path": "/\u00e9"},
        {"path": ""},
        {"path": "aws/"},
        {"path": "http://localhost/"},
        {"path": "/a#b"},
        {"query": "a=b#c"},
        {"query": "a=\u1234"},
        {"query": "a=1\r\nX: y"},
        {"method": "get"},
        {"method": "GET /"},
        {"method": ""},
        {"headers": (("X", "a\r\n b"),)},
        {"headers": (("X", "a\nY: b"),)},
        {"headers": (("X", "a\0"),)},
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused(changes):
    usual = {"method": "GET", "path": "/", "query": "", "headers": (), "body": b""}

    with pytest.raises(IncompleteSignature):
        read_headers(SignedRequest(**{**usual, **changes}))
