import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolebridge.sigv4 import CredentialScope, Location, SignedRequest, parse_presented
from rolebridge.sigv4.errors import IncompleteSignature, RequestExpired, SignatureDoesNotMatch
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


@pytest.mark.parametrize("life", [1, 60, 900])
def test_a_presigned_request_lives_as_long_as_its_signer_said(life):
    request = presign(presign=life)
    made = signed_at(request)

    verify(request, now=made + timedelta(seconds=life) - SECOND)
    with pytest.raises(RequestExpired) as refused:
        verify(request, now=made + timedelta(seconds=life))
    assert (refused.value.aws_code, refused.value.status) == ("RequestExpired", 400)
    assert refused.value.text == (
        f"The request was signed at {basic(made)} for {life} seconds, which are over."
    )


@pytest.mark.parametrize("life", [1, 901, 604_800])
def test_no_presigned_request_outlives_the_quarter_of_an_hour(life):
    request = presign(presign=life)
    made = signed_at(request)
    now = made + WINDOW + SECOND

    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(request, now=now)

    assert refused.value.text == (
        f"Signature expired: {basic(made)} is now earlier than {basic(made + SECOND)} "
        f"({basic(now)} - 15 min.)"
    )


def test_a_longer_life_is_good_for_the_quarter_of_an_hour():
    request = presign(presign=604_800)

    assert verify(request, now=signed_at(request) + WINDOW).expires == 604_800


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


def signed_by_date(date, names=("date", "host"), extra=()):
    """A request whose time stands in the Date header, signed by the published steps alone."""
    stamp = "20261124T031500Z"
    scope = CredentialScope("20261124", "us-east-1", "sts", "aws4_request")
    headers = {"host": "localhost:8000", "date": date}
    lines = [f"{name}:{headers[name]}" for name in names]
    empty = hashlib.sha256(b"").hexdigest()
    canonical = "\n".join(["GET", "/aws/", "", *lines, "", ";".join(names), empty])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
    key = derive_signing_key(SECRET, scope)
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    text = (
        f"AWS4-HMAC-SHA256 Credential={KEY_ID}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={signature}"
    )
    fields = (*headers.items(), *extra, ("Authorization", text))
    return SignedRequest("GET", "/aws/", "", fields, b"")


def test_a_date_header_will_do_where_there_is_no_x_amz_date():
    presented = verify(signed_by_date("20261124T031500Z"))

    assert presented.signed_at == datetime(2026, 11, 24, 3, 15, tzinfo=UTC)


def test_a_date_header_that_tells_the_time_must_be_signed():
    with pytest.raises(SignatureDoesNotMatch) as refused:
        verify(signed_by_date("20261124T031500Z", names=("host",)))

    assert refused.value.text == "'date' must be a 'SignedHeader' in the AWS Authorization."


def test_an_http_date_is_refused_in_aws_words():
    with pytest.raises(IncompleteSignature) as refused:
        verify(signed_by_date("Tue, 24 Nov 2026 03:15:00 GMT"))

    assert refused.value.text == (
        "Date must be in ISO-8601 'basic format'. Got 'Tue, 24 Nov 2026 03:15:00 GMT'. "
        "See http://en.wikipedia.org/wiki/ISO_8601"
    )


def test_two_date_headers_tell_no_time():
    twice = signed_by_date("20261124T031500Z", extra=(("Date", "20261124T031500Z"),))

    with pytest.raises(IncompleteSignature):
        verify(twice)


def test_x_amz_date_wins_over_date():
    request = sign()
    beside = replace(request, headers=(*request.headers, ("Date", "Mon, 01 Jan 2024 00:00:00 GMT")))

    assert verify(beside).signed_at == signed_at(request)


def test_an_empty_x_amz_date_is_not_made_up_for_by_date():
    extra = (("X-Amz-Date", ""),)

    with pytest.raises(IncompleteSignature, match="requires existence of either"):
        verify(signed_by_date("20261124T031500Z", extra=extra))


def test_the_path_rule_of_s3_is_not_ours():
    request = AWSRequest("GET", "http://localhost:8000/aws//a/../", headers={})
    S3SigV4Auth(Credentials(KEY_ID, SECRET), "sts", "us-east-1").add_auth(request)
    fields = (("Host", "localhost:8000"), *request.headers.items())

    with pytest.raises(SignatureDoesNotMatch):
        verify(SignedRequest("GET", "/aws//a/../", "", fields, b""))
