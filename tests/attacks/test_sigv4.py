"""Requests that were changed, stitched together or never signed. None may pass."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.sigv4 import SignedRequest, SigV4Error, parse_presented
from rolebridge.sigv4.errors import (
    IncompleteSignature,
    InvalidClientTokenId,
    MissingAuthenticationToken,
    SignatureDoesNotMatch,
)
from support.sigv4 import (
    BODY,
    FORM,
    KEY_ID,
    TOKEN,
    URL,
    headers_of,
    presign,
    sign,
    signed_at,
    verify,
)

SIGNED = sign(token=TOKEN)
PRESIGNED = presign(token=TOKEN)
NOW = signed_at(SIGNED)
EMPTY_HASH = hashlib.sha256(b"").hexdigest()


def set_header(request, name, value):
    """Replace a header, or remove it with None; a new one goes to the end."""
    kept = [(n, v) for n, v in request.headers if n.lower() != name.lower()]
    added = [] if value is None else [(name, value)]
    return replace(request, headers=(*kept, *added))


def set_authorization(old, new, request=SIGNED):
    text = headers_of(request)["Authorization"]
    assert old in text
    return set_header(request, "Authorization", text.replace(old, new))


def refuse(request):
    with pytest.raises(SigV4Error) as refused:
        verify(request, now=NOW)
    return refused.value


def altered(text: str):
    """The text with each character in turn changed to another one."""
    for at, character in enumerate(text):
        yield text[:at] + chr(ord(character) ^ 1) + text[at + 1 :]


def shortened(text: str):
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]


def test_the_untouched_requests_are_good():
    assert verify(SIGNED, now=NOW).session_token == TOKEN
    assert verify(PRESIGNED, now=NOW).session_token == TOKEN


@pytest.mark.parametrize("request_", [SIGNED, PRESIGNED], ids=["header", "query"])
@pytest.mark.parametrize("part", ["method", "path", "query"])
def test_no_byte_of_the_request_line_can_be_changed_or_left_out(request_, part):
    text = getattr(request_, part)

    for other in [*altered(text), *shortened(text)]:
        refuse(replace(request_, **{part: other}))


def test_no_byte_of_the_body_can_be_changed_left_out_or_added():
    for at in range(len(BODY)):
        refuse(replace(SIGNED, body=BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]))
        refuse(replace(SIGNED, body=BODY[:at] + BODY[at + 1 :]))
    refuse(replace(SIGNED, body=BODY + b"&"))
    refuse(replace(PRESIGNED, body=b"Action=AssumeRole"))


@pytest.mark.parametrize("name", [name for name, _ in SIGNED.headers])
def test_no_byte_of_a_header_can_be_changed_or_left_out(name):
    text = headers_of(SIGNED)[name]

    for other in [*altered(text), *shortened(text)]:
        if other.replace(", ", ",") == text.replace(", ", ","):
            continue  # The blanks behind the commas of Authorization mean nothing.
        refuse(set_header(SIGNED, name, other))


@pytest.mark.parametrize("name", [name for name, _ in SIGNED.headers])
def test_no_signed_header_can_be_removed_or_sent_twice(name):
    refuse(set_header(SIGNED, name, None))
    again = (name, headers_of(SIGNED)[name])
    refuse(replace(SIGNED, headers=(*SIGNED.headers, again)))
    refuse(replace(SIGNED, headers=(again, *SIGNED.headers)))
    refuse(replace(SIGNED, headers=(*SIGNED.headers, (name.upper(), "other"))))


@pytest.mark.parametrize(
    "header",
    [("X-Amz-Target", "a"), ("x-amz-meta", ""), ("X-AMZ-DATE", "20200101T000000Z")],
)
@pytest.mark.parametrize("request_", [SIGNED, PRESIGNED], ids=["header", "query"])
def test_no_header_that_matters_can_be_added_unsigned(request_, header):
    refuse(replace(request_, headers=(*request_.headers, header)))


def test_a_content_type_cannot_be_added_unsigned():
    error = refuse(replace(PRESIGNED, headers=(*PRESIGNED.headers, ("Content-Type", FORM))))

    assert error.text == "'content-type' must be a 'SignedHeader' in the AWS Authorization."


def test_headers_that_do_not_matter_may_be_added():
    assert verify(replace(SIGNED, headers=(*SIGNED.headers, ("Via", "1.1 proxy"))), now=NOW)


def test_the_host_must_be_signed():
    names = ";".join(parse_presented(SIGNED).signed_headers)

    error = refuse(set_authorization(names, names.replace("host;", "")))

    assert isinstance(error, SignatureDoesNotMatch)
    assert error.text == "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."


@pytest.mark.parametrize(
    "names",
    [
        "host;content-type;x-amz-date;x-amz-security-token",
        "content-type;host;host;x-amz-date;x-amz-security-token",
        "content-type;Host;x-amz-date;x-amz-security-token",
        "content-type;host;x-amz-date;x-amz-security-token;",
        ";content-type;host;x-amz-date;x-amz-security-token",
        "content-type;host;x-amz-date;x-amz-security-token;zz-absent",
        "authorization;content-type;host;x-amz-date;x-amz-security-token",
        "content-type host x-amz-date x-amz-security-token",
        "host",
    ],
)
def test_the_list_of_signed_headers_is_sorted_unique_lower_case_and_true(names):
    refuse(set_authorization(";".join(parse_presented(SIGNED).signed_headers), names))


@pytest.mark.parametrize(
    "request_",
    [
        SignedRequest("POST", "/aws/", "", (("Host", "localhost:8000"),), BODY),
        SignedRequest("GET", "/aws/", "Action=x", (("Host", "localhost:8000"),), b""),
        set_header(SIGNED, "Authorization", None),
    ],
)
def test_a_request_without_a_signature_is_missing_its_token(request_):
    error = refuse(request_)

    assert isinstance(error, MissingAuthenticationToken)
    assert (error.aws_code, error.status) == ("MissingAuthenticationToken", 403)
    assert error.text == "Request is missing Authentication Token"


def test_two_signatures_are_one_too_many():
    both = replace(SIGNED, query=PRESIGNED.query)

    assert isinstance(refuse(both), IncompleteSignature)


@pytest.mark.parametrize("name", ["X-Amz-Signature", "X-Amz-Security-Token", "x-amz-signature"])
def test_a_part_of_a_presigned_query_beside_a_header_is_refused(name):
    assert isinstance(refuse(replace(SIGNED, query=f"{name}=a")), IncompleteSignature)


@pytest.mark.parametrize("name", ["x-amz-date", "x-amz-security-token"])
def test_a_presigned_query_does_not_share_its_facts_with_headers(name):
    error = refuse(set_header(PRESIGNED, name, "a"))

    assert error.text == "A presigned query holds the date and the token itself."


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
    assert isinstance(refuse(set_header(SIGNED, "X-Amz-Date", date)), IncompleteSignature)


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


def test_a_token_added_behind_the_signature_is_refused():
    request = presign()

    refuse(replace(request, query=request.query + "&X-Amz-Security-Token=abc"))


@pytest.mark.parametrize(
    "told",
    [
        "UNSIGNED-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        EMPTY_HASH,
        hashlib.sha256(BODY).hexdigest().upper(),
        "",
    ],
)
def test_a_body_is_hashed_whatever_is_told_of_it(told):
    request = sign(headers={"Content-Type": FORM, "X-Amz-Content-SHA256": told})

    refuse(request)
    refuse(replace(request, body=b"Action=AssumeRole"))


@pytest.mark.parametrize(
    "signature",
    ["", "0" * 63, "0" * 65, "G" * 64, "\u00e9" * 64, "\u0661" * 64, "0" * 64 + "\n", "x"],
)
def test_a_signature_of_any_shape_is_only_wrong(signature):
    presented = parse_presented(SIGNED)

    error = refuse(set_authorization(presented.signature, signature))

    assert error.status in (400, 403)
    capitals = set_authorization(presented.signature, presented.signature.upper())
    assert isinstance(refuse(capitals), SignatureDoesNotMatch)


def test_the_signature_of_one_request_does_not_sign_another():
    other = sign(body=b"Action=AssumeRole", token=TOKEN)

    refuse(set_header(SIGNED, "Authorization", headers_of(other)["Authorization"]))


def test_a_token_of_another_session_cannot_be_put_in():
    refuse(set_header(SIGNED, "X-Amz-Security-Token", "another"))
    refuse(set_header(SIGNED, "X-Amz-Security-Token", None))


def test_no_refusal_repeats_what_might_be_a_secret():
    swapped = set_authorization(KEY_ID, "wJalrXUtnFEMI/K7MDENG/EXAMPLEKEY")
    bare = set_header(SIGNED, "Authorization", "hunter2hunter2")
    pairless = set_header(SIGNED, "Authorization", "AWS4-HMAC-SHA256 hunter2hunter2")

    for request in (swapped, bare, pairless):
        error = refuse(request)
        for secret in ("wJalr", "K7MDENG", "hunter2"):
            assert secret not in f"{error} {error.detail}"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_authorization_header_at_all_makes_anything_but_a_refusal(text):
    refuse(set_header(SIGNED, "Authorization", text))
    refuse(set_header(SIGNED, "Authorization", "AWS4-HMAC-SHA256 " + text))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_query_at_all_makes_anything_but_a_refusal(text):
    refuse(replace(PRESIGNED, query=text))
    refuse(replace(PRESIGNED, query=PRESIGNED.query + "&" + text + "x=y"))


@settings(deadline=None)
@given(st.sampled_from([name for name, _ in SIGNED.headers]), st.text(max_size=40))
def test_no_header_value_at_all_makes_anything_but_a_refusal(name, text):
    refuse(set_header(SIGNED, name, text))
