"""Signed headers on their way to the real server, byte by byte.

What gunicorn hands on as it came verifies. What it folds, drops or does not decode is refused: by
gunicorn with a bare 400, or by us with AWS's code. Nothing is guessed.
"""

import pytest

from support.wire import (
    BY_GUNICORN,
    INCOMPLETE,
    LENGTH,
    MISMATCH,
    add,
    assert_refused,
    assert_verified,
    cases,
    named,
    post,
    swap,
    without,
)

pytestmark = pytest.mark.e2e


B_THEN_A = [("My-Header", "b"), ("My-Header", "a")]


@pytest.mark.parametrize(
    ("signed", "change"),
    cases(
        {
            "as it is": ([], add(LENGTH)),
            "names in capitals": ([], named(lambda name, value: (name.upper(), value))),
            "names in lower case": ([], named(lambda name, value: (name.lower(), value))),
            "blanks around": ([], named(lambda name, value: (name, f" \t {value} \t "))),
            "blanks within": ([("My-Header", "a  b")], add(LENGTH)),
            "other blanks within": (
                [("My-Header", "a b")],
                swap("My-Header", ("My-Header", "a   b")),
            ),
            "an empty value": ([("My-Header", "")], add(LENGTH)),
            "repeated": (B_THEN_A, add(LENGTH)),
            "repeated, one empty": ([("My-Header", "a"), ("My-Header", "")], add(LENGTH)),
            "repeated, in two spellings": (
                B_THEN_A,
                swap("My-Header", ("My-Header", "b"), ("MY-header", "a")),
            ),
            "repeated, folded on the way": (B_THEN_A, swap("My-Header", ("My-Header", "b,a"))),
            "every sign a name may hold": ([("A.~!#$%&'*+^`|-9", "v")], add(LENGTH)),
            "the length signed": ([LENGTH], add()),
            "an unsigned one beyond ASCII": ([], add(LENGTH, ("User-Agent", "caf\xe9"))),
            "an unsigned one with a tab": ([], add(LENGTH, ("User-Agent", "a\tb"))),
            "an underscore, which is dropped": ([], add(LENGTH, ("X_Amz_Target", "Other"))),
            "an underscore beside its twin": ([B_THEN_A[0]], add(LENGTH, ("My_Header", "a"))),
            "names of variables": ([], add(LENGTH, ("SCRIPT_NAME", "/aws"), ("RAW_URI", "/"))),
            "words of proxies": (
                [],
                add(LENGTH, ("X-Forwarded-Host", "elsewhere.test"), ("X-Original-URL", "/other")),
            ),
            "another method in a header": ([], add(LENGTH, ("X-HTTP-Method-Override", "DELETE"))),
            "Expect: 100-continue": ([], add(LENGTH, ("Expect", "100-continue"))),
            "an upgrade, which is not taken": (
                [],
                add(LENGTH, ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA")),
            ),
        }
    ),
)
def test_headers_that_arrive_as_they_were_signed_verify(wire, signed, change):
    assert_verified(post(wire, change, *signed))


def fold(headers):
    return [
        (name, value.replace(", ", ",\r\n ", 1) if name == "Authorization" else value)
        for name, value in headers
    ]


def halve(headers):
    """Two Authorization headers, which are one good one when a server joins them."""
    text = dict(headers)["Authorization"]
    first, _, rest = text.partition(", Signature")
    both = ("Authorization", first), ("Authorization", "Signature" + rest)
    return swap("Authorization", *both)(headers)


def again(name):
    return lambda headers: [*headers, (name, dict(headers)[name]), LENGTH]


@pytest.mark.parametrize(
    ("signed", "change", "code"),
    cases(
        {
            "repeated in another order": (
                B_THEN_A,
                swap("My-Header", ("My-Header", "a"), ("My-Header", "b")),
                MISMATCH,
            ),
            "left out of a repetition": (B_THEN_A, swap("My-Header", ("My-Header", "b")), MISMATCH),
            "a tab within": ([("My-Header", "a\tb")], add(LENGTH), INCOMPLETE),
            "beyond ASCII": ([("My-Header", "caf\xe9")], add(LENGTH), INCOMPLETE),
            "an underscore, which is dropped": ([("My_Header", "v")], add(LENGTH), INCOMPLETE),
            "only its twin with an underscore": (
                [("My-Header", "v")],
                swap("My-Header", ("My_Header", "v")),
                INCOMPLETE,
            ),
            "unsigned but AWS's": ([], add(LENGTH, ("X-Amz-Target", "Other")), MISMATCH),
            "Host in capitals": (
                [],
                named(lambda name, value: (name, value.upper() if name == "Host" else value)),
                MISMATCH,
            ),
            "no Host": ([], without("Host"), INCOMPLETE),
            "no X-Amz-Date": ([], without("X-Amz-Date"), INCOMPLETE),
            "an empty Content-Type, which is dropped": (
                [],
                swap("Content-Type", ("Content-Type", "")),
                "InvalidQueryParameter",
            ),
            "Authorization twice": ([], again("Authorization"), BY_GUNICORN),
            "Authorization in halves": ([], halve, BY_GUNICORN),
            "X-Amz-Date twice": ([], again("X-Amz-Date"), BY_GUNICORN),
            "X-Amz-* twice": ([("X-Amz-A", "1"), ("X-Amz-A", "2")], add(LENGTH), BY_GUNICORN),
            "Host twice": ([], again("Host"), BY_GUNICORN),
            "Content-Type twice": ([], again("Content-Type"), BY_GUNICORN),
            "Content-Length twice": ([], add(LENGTH, LENGTH), BY_GUNICORN),
            "a folded line": ([], lambda headers: [*fold(headers), LENGTH], BY_GUNICORN),
            "a blank before the colon": ([], add(LENGTH, ("My-Header ", "v")), BY_GUNICORN),
            "a blank before the name": ([], add(LENGTH, (" My-Header", "v")), BY_GUNICORN),
            "a bare carriage return": ([], add(LENGTH, ("My-Header", "a\rb")), BY_GUNICORN),
            "a bare line feed": ([], add(LENGTH, ("My-Header", "a\nX: b")), BY_GUNICORN),
            "a zero": ([], add(LENGTH, ("My-Header", "a\0")), BY_GUNICORN),
        }
    ),
)
def test_headers_that_do_not_are_refused(wire, signed, change, code):
    assert_refused(post(wire, change, *signed), code)


def test_another_expectation_is_refused(wire):
    assert post(wire, add(LENGTH, ("Expect", "200-ok"))).status == 417
