"""Signed bodies on their way to the real server, byte by byte.

What gunicorn hands on as it came verifies. What it folds, drops or does not decode is refused: by
gunicorn with a bare 400, or by us with AWS's code. Nothing is guessed.
"""

import pytest

from support.wire import (
    BODY,
    BY_GUNICORN,
    FORM,
    INCOMPLETE,
    LENGTH,
    MISMATCH,
    add,
    assert_refused,
    assert_verified,
    cases,
    post,
    without,
)

pytestmark = pytest.mark.e2e

CHUNKED = ("Transfer-Encoding", "chunked")
CHUNKS = b"a\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (BODY[:10], len(BODY) - 10, BODY[10:])


@pytest.mark.parametrize(
    "chunks",
    [CHUNKS, CHUNKS.replace(b"a\r\n", b"a;chunk-signature=0\r\n", 1)],
    ids=["plain", "with an extension"],
)
def test_a_body_in_chunks_is_what_the_chunks_hold(wire, chunks):
    assert_verified(post(wire, add(CHUNKED), body=chunks))


def test_trailers_that_nobody_announced_are_dropped_and_mean_nothing(wire):
    trailed = CHUNKS[:-2] + b"X-Amz-Target: Other\r\n\r\n"

    assert_verified(post(wire, add(CHUNKED), body=trailed))


@pytest.mark.parametrize(
    ("fields", "body", "code"),
    cases(
        {
            "in another coding, too": (
                [("Transfer-Encoding", "gzip, chunked")],
                CHUNKS,
                MISMATCH,
            ),
            "with trailers announced": ([CHUNKED, ("Trailer", "X-Amz-Meta")], CHUNKS, MISMATCH),
            "with a length beside": ([CHUNKED, LENGTH], CHUNKS, BY_GUNICORN),
            "chunked twice": ([CHUNKED, CHUNKED], CHUNKS, BY_GUNICORN),
            "in no coding": ([("Transfer-Encoding", "identity"), LENGTH], BODY, BY_GUNICORN),
            "in chunks that are none": ([CHUNKED], b"zz\r\n", "InvalidQueryParameter"),
            "with an Authorization behind it": (
                [CHUNKED],
                CHUNKS[:-2] + b"Authorization: x\r\n\r\n",
                "InvalidQueryParameter",
            ),
            "with a length of another form": (
                [("Content-Length", f"+{len(BODY)}")],
                BODY,
                BY_GUNICORN,
            ),
            "longer than was signed": (
                [("Content-Length", str(len(BODY) + 4))],
                BODY + b"&a=b",
                MISMATCH,
            ),
        }
    ),
)
def test_a_body_that_is_not_what_was_signed_is_refused(wire, fields, body, code):
    assert_refused(post(wire, add(*fields), body=body), code)


def test_a_coding_that_is_not_known_is_refused(wire):
    assert post(wire, add(("Transfer-Encoding", "other")), body=CHUNKS).status == 501


def test_a_length_that_was_signed_but_not_sent_is_refused(wire):
    headers = wire.sign("POST", "/aws/", [("Content-Type", FORM), LENGTH], BODY)
    kept = [each for each in headers if each != LENGTH]

    assert_refused(wire.send("POST", "/aws/", [*kept, CHUNKED], CHUNKS), INCOMPLETE)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_either_version_of_http_will_do(wire, version):
    assert_verified(post(wire, add(LENGTH), version=version))


def test_http_1_0_has_no_chunks_and_needs_a_host_here(wire):
    assert_refused(post(wire, add(CHUNKED), body=CHUNKS, version="1.0"), BY_GUNICORN)
    assert_refused(post(wire, without("Host"), version="1.0"), INCOMPLETE)


def test_another_version_of_http_is_refused(wire):
    assert post(wire, add(LENGTH), version="2.0").status == 400
