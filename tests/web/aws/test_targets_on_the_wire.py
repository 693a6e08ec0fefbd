"""Signed request lines on their way to the real server, byte by byte.

What gunicorn hands on as it came verifies. What it folds, drops or does not decode is refused: by
gunicorn with a bare 400, or by us with AWS's code. Nothing is guessed.
"""

import re

import pytest

from support.wire import (
    BY_GUNICORN,
    INCOMPLETE,
    MISMATCH,
    WHO,
    Wire,
    assert_refused,
    assert_verified,
)

pytestmark = pytest.mark.e2e


def get(wire, target, signed_target=None, method="GET"):
    return wire.send(method, target, wire.sign(method.upper(), signed_target or target))


@pytest.mark.parametrize(
    "target",
    [
        f"/aws/?{WHO}",
        f"/aws?{WHO}",
        f"/%61ws/?{WHO}",
        f"/aws%2F?{WHO}",
        f"//aws/?{WHO}",
        f"/aws//?{WHO}",
        f"/aws/?{WHO}&a=",
        f"/aws/?{WHO}&a",
        f"/aws/?{WHO}&=a",
        f"/aws/?a=%2B%20%2F%3D%26%25%3B&{WHO}",
        f"/aws/?{WHO}&a=%C3%A9",
        f"/aws/?{WHO}&a=-._~",
        f"/aws/?{WHO}&a=%00",
    ],
)
def test_a_target_arrives_as_it_was_signed(wire, target):
    assert_verified(get(wire, target))


@pytest.mark.parametrize(
    ("sent", "signed"),
    [
        (f"/aws/?{WHO}&a=%c3%a9", f"/aws/?{WHO}&a=%C3%A9"),
        (f"/aws/?{WHO}&%61=b", f"/aws/?{WHO}&a=b"),
        (f"/aws/?{WHO}&a=1;b=2", f"/aws/?{WHO}&a=1%3Bb%3D2"),
        (f"/aws/?{WHO}&a=?x/y", f"/aws/?{WHO}&a=%3Fx%2Fy"),
        ("/aws/?Version=2011-06-15&Action=GetCallerIdentity", f"/aws/?{WHO}"),
        (f"//aws/?{WHO}", f"/aws/?{WHO}"),
        (f"/aws//?{WHO}", f"/aws/?{WHO}"),
    ],
)
def test_a_target_in_another_spelling_of_the_same_verifies(wire, sent, signed):
    assert_verified(get(wire, sent, signed))


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (f"/%61ws/?{WHO}", MISMATCH),
        (f"/aws%2F?{WHO}", MISMATCH),
        (f"/aws?{WHO}", MISMATCH),
        (f"/aws/?{WHO}&a=b", MISMATCH),
        (f"/aws/?{WHO}&a=b+c", INCOMPLETE),
        (f"/aws/?&{WHO}", INCOMPLETE),
        (f"/aws/?{WHO}&", INCOMPLETE),
        (f"/aws/#?{WHO}", INCOMPLETE),
        (f"/aws/?{WHO}#", "InvalidAction"),
        (f"/aws/?{WHO}&a=%zz", "InvalidQueryParameter"),
        (f"/aws/?{WHO}&a=%FF", "InvalidQueryParameter"),
        (f"/aws/?{WHO}&action=a", "InvalidQueryParameter"),
        (f"/aws/?{WHO}&X-Amz-Signature=0", INCOMPLETE),
        (f"http://localhost/aws/?{WHO}", INCOMPLETE),
        (f"http://elsewhere.test/aws/?{WHO}", INCOMPLETE),
        ("localhost:80", BY_GUNICORN),
        ("*", BY_GUNICORN),
        (f"/aws/?{WHO}&a=b c", BY_GUNICORN),
        (f"/aws/?{WHO}&a=b\tc", BY_GUNICORN),
        (f"/aws/?{WHO}&a=\xe9", BY_GUNICORN),
        (f"/aws/?{WHO}&a=\0", BY_GUNICORN),
    ],
)
def test_a_target_that_was_not_signed_so_is_refused(wire, sent, code):
    assert_refused(get(wire, sent, f"/aws/?{WHO}"), code)


@pytest.mark.parametrize(
    "path",
    ["/aws/.", "/aws/..", "/./aws/", "/x/../aws/", "/aws/%2e", "/aws/;a=b", "/aws\\", "/AWS/"],
)
def test_a_path_that_is_not_spelled_out_leads_nowhere(wire, path):
    assert get(wire, f"{path}?{WHO}").status == 404


def test_a_method_in_lower_case_is_refused(wire):
    assert_refused(get(wire, f"/aws/?{WHO}", method="get"), BY_GUNICORN)


def test_another_method_than_was_signed_is_refused(wire):
    answer = wire.send("GET", f"/aws/?{WHO}", wire.sign("POST", f"/aws/?{WHO}"))

    assert_refused(answer, MISMATCH)


def test_a_presigned_request_arrives_as_it_was_signed(wire):
    target = wire.presign("GET", f"/aws/?{WHO}")
    host = [("Host", wire.host)]

    assert_verified(wire.send("GET", target, host))
    assert_refused(wire.send("POST", target, [*host, ("Content-Length", "0")]), MISMATCH)
    assert_refused(wire.send("GET", target, [*host, ("Authorization", "Basic YTpi")]), INCOMPLETE)
    assert_refused(wire.send("GET", target, [*host, ("X-Amz-Target", "Other")]), MISMATCH)
    assert_refused(wire.send("GET", f"{target}&X-Amz-Expires=900", host), "InvalidQueryParameter")
    assert_refused(wire.send("GET", target, wire.sign("GET", target)), INCOMPLETE)


def test_a_signature_made_for_another_address_is_refused(wire):
    other = Wire("http://elsewhere.test", wire.credentials)

    assert_refused(
        wire.send("GET", f"/aws/?{WHO}", other.sign("GET", f"/aws/?{WHO}")), "ValidationError"
    )


def test_a_signature_made_for_another_port_is_refused(wire):
    other = Wire(re.sub(r":[0-9]+$", ":1", wire.url), wire.credentials)
    headers = [*other.sign("GET", f"/aws/?{WHO}")[1:], ("Host", wire.host)]

    assert_refused(wire.send("GET", f"/aws/?{WHO}", headers), MISMATCH)
