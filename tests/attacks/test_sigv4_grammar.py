"""Signatures whose own parts break a rule. Each refusal says which."""

from dataclasses import replace

import pytest

from rolebridge.sigv4 import parse_presented
from rolebridge.sigv4.errors import (
    IncompleteSignature,
    InvalidClientTokenId,
    SignatureDoesNotMatch,
)
from support.sigv4 import (
    KEY_ID,
    URL,
    headers_of,
    presign,
)
from support.sigv4_changes import PRESIGNED, SIGNED, refuse, set_authorization, set_header


@pytest.mark.parametrize(
    ("algorithm", "named"),
    [
        ("AWS4-ECDSA-P256-SHA256", "AWS4-ECDSA-P256-SHA256"),
        ("AWS4-HMAC-SHA1", "AWS4-HMAC-SHA1"),
        ("AWS3-HTTPS", "AWS3-HTTPS"),
        ("AWS", "AWS"),
        ("Basic", "Basic"),
        ("Bearer", "Bearer"),
        ("aws4-hmac-sha256", "This way of signing"),
        ("none", "This way of signing"),
        ("", "This way of signing"),
        ("eyJhbGciOiJub25lIn0", "This way of signing"),
    ],
)
def test_any_other_algorithm_is_refused_by_its_name(algorithm, named):
    error = refuse(set_authorization("AWS4-HMAC-SHA256", algorithm))

    assert isinstance(error, IncompleteSignature)
    assert error.text == f"{named} is not taken here: sign with AWS4-HMAC-SHA256."
    refuse(replace(PRESIGNED, query=PRESIGNED.query.replace("AWS4-HMAC-SHA256", algorithm)))


def test_version_two_in_the_query_is_refused_by_its_name():
    old = "AWSAccessKeyId=A&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=x"

    assert "Version 2" in refuse(replace(PRESIGNED, query=old)).text


@pytest.mark.parametrize("field", ["Credential", "SignedHeaders", "Signature"])
def test_what_an_authorization_header_lacks_is_named(field):
    text = headers_of(SIGNED)["Authorization"]
    start = text.index(field + "=")
    end = text.find(",", start) + 1 or len(text)

    for other in (
        text[:start] + text[end:],
        text.replace(text[start:end].rstrip(","), field + "="),
    ):
        error = refuse(set_header(SIGNED, "Authorization", other.strip(", ")))
        assert isinstance(error, IncompleteSignature)
        assert f"Authorization header requires '{field}' parameter." in error.text


def test_all_that_is_missing_is_named_at_once():
    request = set_header(SIGNED, "X-Amz-Date", None)

    error = refuse(set_header(request, "Authorization", "AWS4-HMAC-SHA256 "))

    assert error.text == (
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    )


@pytest.mark.parametrize("extra", [", Signature=x", ", Credential=x", ", Other=x", ", x", " x"])
def test_nothing_else_may_stand_in_an_authorization_header(extra):
    text = headers_of(SIGNED)["Authorization"]

    refuse(set_header(SIGNED, "Authorization", text + extra))


@pytest.mark.parametrize(
    "credential",
    [
        f"{KEY_ID}",
        f"{KEY_ID}/20261123/us-east-1/sts",
        f"{KEY_ID}/x/20261123/us-east-1/sts/aws4_request",
        f"{KEY_ID}/20261123/us-east-1/sts/aws4_request/",
        f"/{KEY_ID}/20261123/us-east-1/sts",
        f"{KEY_ID}//us-east-1/sts/aws4_request",
        "////",
    ],
)
def test_a_credential_has_five_parts(credential):
    presented = parse_presented(SIGNED)

    error = refuse(set_authorization(f"{KEY_ID}/{presented.scope}", credential))

    assert isinstance(error, IncompleteSignature)
    assert error.text == (
        "Credential must have exactly 5 slash-delimited elements, "
        "e.g. keyid/date/region/service/term"
    )


@pytest.mark.parametrize("key_id", ["AKIA'--", "AKIA EXAMPLE", "A" * 129, "\u0391KIA", "AKIA\t"])
def test_a_key_id_of_a_strange_form_is_no_key(key_id):
    error = refuse(set_authorization(KEY_ID, key_id))

    assert isinstance(error, InvalidClientTokenId)
    assert error.status == 403


@pytest.mark.parametrize(
    "date",
    [
        "20261123T100000",
        "2026-11-23T10:00:00Z",
        "20261123t100000z",
        "20261323T100000Z",
        "20261123T100060Z",
        "20261123T100000Z\u0661",
        "\u0662\u0660\u0662\u0666\u0661\u0661\u0662\u0663T100000Z",
        "Mon, 23 Nov 2026 10:00:00 GMT",
        "00000000T000000Z",
    ],
)
def test_a_date_of_another_form_is_refused(date):
    error = refuse(set_header(SIGNED, "X-Amz-Date", date))

    assert isinstance(error, IncompleteSignature)
    if date.isascii():
        assert error.text == (
            f"Date must be in ISO-8601 'basic format'. Got '{date}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601"
        )


@pytest.mark.parametrize("date", ["a%00b", "%EF%BF%BE", "x" * 65, "%0D%0A", ""])
def test_a_date_is_repeated_without_what_an_answer_cannot_carry(date):
    stamp = parse_presented(PRESIGNED).timestamp

    error = refuse(replace(PRESIGNED, query=PRESIGNED.query.replace(stamp, date)))

    assert isinstance(error, IncompleteSignature)
    assert error.text.isprintable()
    assert "x" * 65 not in error.text


@pytest.mark.parametrize("date", ["99991231T235959Z", "00010101T000000Z"])
def test_the_ends_of_time_are_refused_as_any_other_date(date):
    assert isinstance(refuse(set_header(SIGNED, "X-Amz-Date", date)), SignatureDoesNotMatch)


@pytest.mark.parametrize(
    "expires",
    [
        "",
        "0",
        "-1",
        "604801",
        "9999999",
        "9_00",
        "+900",
        "900.0",
        "1e2",
        "%20900",
        "%D9%A9%D9%A0%D9%A0",
        "0x10",
    ],
)
def test_a_life_is_a_plain_number_of_seconds_up_to_a_week(expires):
    changed = PRESIGNED.query.replace("X-Amz-Expires=900", f"X-Amz-Expires={expires}")

    assert isinstance(refuse(replace(PRESIGNED, query=changed)), IncompleteSignature)


@pytest.mark.parametrize(
    "name",
    ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"],
)
def test_every_part_of_a_presigned_query_must_be_there(name):
    kept = [p for p in PRESIGNED.query.split("&") if not p.startswith(f"X-Amz-{name}=")]

    assert isinstance(refuse(replace(PRESIGNED, query="&".join(kept))), IncompleteSignature)


@pytest.mark.parametrize(
    "extra",
    [
        "Action=AssumeRole",
        "action=AssumeRole",
        "ACTION=x",
        "X-Amz-Expires=900",
        "x-amz-date=x",
        "%41ction=x",
    ],
)
def test_a_parameter_cannot_come_twice_in_any_case(extra):
    for query in (f"{PRESIGNED.query}&{extra}", f"{extra}&{PRESIGNED.query}"):
        assert isinstance(refuse(replace(PRESIGNED, query=query)), IncompleteSignature)


def test_a_parameter_that_was_signed_twice_is_refused_all_the_same():
    request = presign(url=URL + "?Action=GetCallerIdentity&action=AssumeRole")

    assert isinstance(refuse(request), IncompleteSignature)
