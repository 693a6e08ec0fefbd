"""Requests that were changed, stitched together or never signed. None may pass."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.sigv4 import SignedRequest, parse_presented
from rolebridge.sigv4.errors import (
    IncompleteSignature,
    MissingAuthenticationToken,
    SignatureDoesNotMatch,
)
from support.sigv4 import (
    BODY,
    FORM,
    KEY_ID,
    TOKEN,
    headers_of,
    presign,
    sign,
    verify,
)
from support.sigv4_changes import NOW, PRESIGNED, SIGNED, refuse, set_authorization, set_header


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


def test_a_content_type_need_not_be_signed_but_cannot_be_changed_when_it_is():
    unsigned = replace(PRESIGNED, headers=(*PRESIGNED.headers, ("Content-Type", FORM)))
    assert verify(unsigned, now=NOW)
    refuse(set_header(SIGNED, "content-type", "text/plain"))


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


def test_a_token_added_behind_the_signature_is_refused():
    request = presign()

    refuse(replace(request, query=request.query + "&X-Amz-Security-Token=abc"))


@pytest.mark.parametrize("region", ["a%00b", "%EF%BF%BE", "%0D%0Aa", "%1b%5b31m", "%ED%A0%80"])
def test_a_region_is_repeated_without_what_an_answer_cannot_carry(region):
    query = PRESIGNED.query.replace("%2Feu-west-1%2F", f"%2F{region}%2F")
    assert query != PRESIGNED.query

    error = refuse(replace(PRESIGNED, query=query))

    assert error.text.startswith("Credential should be scoped to a valid Region, not ")
    assert error.text.isprintable()


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
