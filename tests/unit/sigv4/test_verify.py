import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.sigv4 import CredentialScope, Location, SignedRequest, parse_presented
from rolebridge.sigv4.errors import RequestExpired, SignatureDoesNotMatch
from rolebridge.sigv4.scope import derive_signing_key
from support.sigv4 import (
    BODY,
    FORM,
    KEY_ID,
    SECRET,
    TOKEN,
    URL,
    presign,
    sign,
    signed_at,
    verify,
)

SECOND = timedelta(seconds=1)
WINDOW = timedelta(minutes=15)
EXAMPLE_AUTHORIZATION = (
    "AWS4-HMAC-SHA256 "
    "Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date, "
    "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
)


def test_the_signing_key_of_the_documented_example():
    # The worked example of "Create a signed AWS API request" in the IAM User Guide.
    scope = CredentialScope("20150830", "us-east-1", "iam", "aws4_request")

    key = derive_signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope)

    assert key.hex() == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"


def test_the_whole_documented_example():
    request = SignedRequest(
        "GET",
        "/",
        "Action=ListUsers&Version=2010-05-08",
        (
            ("Host", "iam.amazonaws.com"),
            ("Content-Type", FORM),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", EXAMPLE_AUTHORIZATION),
        ),
        b"",
    )

    presented = verify(
        request,
        key_id="AKIDEXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        service="iam",
        hosts={"iam.amazonaws.com"},
    )

    assert presented.access_key_id == "AKIDEXAMPLE"
    assert presented.signed_at == datetime(2015, 8, 30, 12, 36, tzinfo=UTC)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"token": TOKEN},
        {"method": "GET", "body": b"", "url": URL + "?Action=GetCallerIdentity"},
        {"url": "http://localhost:8000"},
        {"url": "http://localhost:8000/aws/a%20b/../c//d?x=%2F&A=&b"},
        {"body": bytes(range(256)), "headers": {"Content-Type": "application/octet-stream"}},
        {"headers": {"Content-Type": FORM, "X-Amz-Target": "a", "My-Header": " b   c "}},
        {"region": "us-gov-west-1"},
    ],
)
def test_what_botocore_signs_in_the_header_verifies(options):
    presented = verify(sign(**options))

    assert presented.location is Location.HEADER
    assert presented.access_key_id == KEY_ID
    assert presented.session_token == options.get("token")
    assert presented.expires is None


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"token": TOKEN},
        {"method": "POST"},
        {"presign": 1},
        {"presign": 604_800},
        {"url": "http://localhost:8000/aws/?b=2&a=1%2B2%20&c"},
    ],
)
def test_what_botocore_presigns_verifies(options):
    request = presign(**options)

    presented = verify(request, now=signed_at(request))

    assert presented.location is Location.QUERY
    assert presented.session_token == options.get("token")
    assert presented.expires == options.get("presign", 900)
    assert presented.signed_headers == ("host",)


def test_a_presigned_get_is_not_good_for_a_post():
    request = presign()

    with pytest.raises(SignatureDoesNotMatch):
        verify(replace(request, method="POST"))


@pytest.mark.parametrize("build", [sign, presign])
def test_another_secret_is_refused_in_aws_words(build):
    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(build(), secret=SECRET + "x")

    error = refused.value
    assert (error.aws_code, error.status) == ("SignatureDoesNotMatch", 403)
    assert error.text.startswith(
        "The request signature we calculated does not match the signature you provided."
    )


@pytest.mark.parametrize("build", [sign, presign])
def test_a_mismatch_tells_what_was_computed_but_no_token(build):
    request = build(token=TOKEN)

    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(request, secret="another")

    error = refused.value
    assert "/aws/" in error.canonical_request
    assert error.string_to_sign.startswith("AWS4-HMAC-SHA256\n")
    told = f"{error} {error.detail} {error.canonical_request} {error.string_to_sign}"
    for secret in (TOKEN, "session%2Btoken", parse_presented(request).signature):
        assert secret not in told


@pytest.mark.parametrize("build", [sign, presign])
def test_what_is_presented_does_not_show_its_secrets_when_printed(build):
    presented = parse_presented(build(token=TOKEN))

    assert "session" not in repr(presented).replace("session_token", "")
    assert presented.signature not in repr(presented)


def basic(instant):
    return instant.strftime("%Y%m%dT%H%M%SZ")


def test_a_signature_is_good_for_a_quarter_of_an_hour_either_way():
    request = sign()
    made = signed_at(request)

    verify(request, now=made + WINDOW)
    verify(request, now=made - WINDOW)


def test_an_old_signature_is_refused_in_aws_words():
    request = sign()
    made = signed_at(request)
    now = made + WINDOW + SECOND

    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(request, now=now)

    assert refused.value.text == (
        f"Signature expired: {basic(made)} is now earlier than {basic(made + SECOND)} "
        f"({basic(now)} - 15 min.)"
    )


@pytest.mark.parametrize("build", [sign, presign])
def test_a_signature_from_the_future_is_refused_in_aws_words(build):
    request = build()
    made = signed_at(request)
    now = made - WINDOW - SECOND

    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(request, now=now)

    assert refused.value.text == (
        f"Signature not yet current: {basic(made)} is still later than {basic(made - SECOND)} "
        f"({basic(now)} + 15 min.)"
    )


@pytest.mark.parametrize("life", [1, 900, 604_800])
def test_a_presigned_request_lives_as_long_as_its_signer_said(life):
    request = presign(presign=life)
    made = signed_at(request)

    verify(request, now=made + timedelta(seconds=life) - SECOND)
    with pytest.raises(RequestExpired) as refused:
        verify(request, now=made + timedelta(seconds=life))
    assert (refused.value.aws_code, refused.value.status) == ("RequestExpired", 400)


@pytest.mark.parametrize(
    ("options", "asked", "text"),
    [
        ({"service": "iam"}, {}, "Credential should be scoped to correct service: 'sts'"),
        ({}, {"service": "iam"}, "Credential should be scoped to correct service: 'iam'"),
        (
            {"region": "eu-west-1"},
            {"regions": {"us-east-1"}},
            "Credential should be scoped to a valid Region, not eu-west-1",
        ),
        (
            {"region": "Nowhere_1"},
            {},
            "Credential should be scoped to a valid Region, not Nowhere_1",
        ),
    ],
)
@pytest.mark.parametrize("build", [sign, presign])
def test_a_signature_for_another_scope_is_refused_in_aws_words(build, options, asked, text):
    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(build(**options), **asked)

    assert refused.value.text == text


def change_authorization(request, old, new):
    headers = tuple(
        (name, value.replace(old, new) if name == "Authorization" else value)
        for name, value in request.headers
    )
    return replace(request, headers=headers)


def test_the_day_of_the_scope_is_the_day_of_the_request():
    request = sign()
    day = basic(signed_at(request))[:8]

    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(change_authorization(request, f"/{day}/", "/20250101/"))

    assert refused.value.text == (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP"
    )


def test_the_scope_ends_with_its_terminator():
    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(change_authorization(sign(), "/aws4_request", "/aws4_requests"))

    assert refused.value.text == (
        "Credential should be scoped with a valid terminator: 'aws4_request'"
    )


def test_a_set_of_regions_takes_its_members():
    verify(sign(region="us-east-1"), regions={"us-east-1", "eu-west-1"})


@pytest.mark.parametrize("build", [sign, presign])
def test_a_request_that_was_signed_for_another_host_is_refused(build):
    request = build(url="http://sts.example.test:8000/aws/")

    with pytest.raises(SignatureDoesNotMatch, match="another host"):
        verify(request)
    verify(request, hosts={"sts.example.test:8000"})


@pytest.mark.parametrize(
    "host", ["localhost", "localhost.:8000", "localhost:08000", "127.0.0.1:8000"]
)
def test_a_host_is_one_of_the_configured_names_exactly(host):
    with pytest.raises(SignatureDoesNotMatch, match="another host"):
        verify(sign(headers={"Host": host}))


def test_the_case_of_a_host_does_not_count():
    assert verify(sign(headers={"Host": "LOCALHOST:8000"}))


def test_the_body_hash_may_be_told_if_it_is_true():
    digest = hashlib.sha256(BODY).hexdigest()
    told = {"Content-Type": FORM, "X-Amz-Content-SHA256": digest}

    assert verify(sign(headers=told)).body_hash == digest
