"""Every refusal of a signature as it stands on the wire: status, code and AWS's sentence."""

from datetime import timedelta

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from support.aws_endpoint import FORM, WHO, error_of

ADDRESS = "http://localhost:8000"
WINDOW = timedelta(minutes=15)


def post(client, keys, change=lambda headers: headers, *, scope="sts", **headers):
    signed = {"Host": "localhost:8000", "Content-Type": FORM, **headers}
    request = AWSRequest("POST", f"{ADDRESS}/aws/", data=WHO, headers=signed)
    SigV4Auth(keys, scope, "us-east-1").add_auth(request)
    sent = change(dict(request.headers.items()))
    return client.post("/aws/", data=WHO, headers=sent, base_url=ADDRESS)


def get(client, keys, change=lambda query: query, *, life=60):
    request = AWSRequest("GET", f"{ADDRESS}/aws/?{WHO}")
    SigV4QueryAuth(keys, "sts", "us-east-1", expires=life).add_auth(request)
    path, _, query = request.url.removeprefix(ADDRESS).partition("?")
    return client.get(f"{path}?{change(query)}", base_url=ADDRESS)


def replaced(header, old, new):
    return lambda headers: {**headers, header: headers[header].replace(old, new)}


def basic(instant):
    return instant.strftime("%Y%m%dT%H%M%SZ")


@pytest.fixture
def frozen(world):
    """The machine's time is the door's, as far as whole seconds go."""
    world.clock.now = world.clock.now.replace(microsecond=0)
    return world.clock


def note(stamps):
    """Change nothing, but keep the time that was signed."""

    def change(headers):
        stamps.append(headers["X-Amz-Date"])
        return headers

    return change


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (20, "Signature expired: {} is now earlier than {} ({} - 15 min.)"),
        (-20, "Signature not yet current: {} is still later than {} ({} + 15 min.)"),
    ],
)
def test_a_signature_from_another_time(client, session_keys, frozen, minutes, text):
    stamps = []
    now = frozen.advance(minutes=minutes)

    answer = post(client, session_keys, note(stamps))

    edge = now - WINDOW if minutes > 0 else now + WINDOW
    told = text.format(*stamps, basic(edge), basic(now))
    assert error_of(answer) == (403, "SignatureDoesNotMatch", told)


def test_a_presigned_request_whose_time_is_over(client, session_keys, frozen):
    frozen.advance(minutes=5)

    assert error_of(get(client, session_keys, life=60))[:2] == (400, "RequestExpired")
    assert get(client, session_keys, life=900).status_code == 200


def test_a_presigned_request_whose_time_is_longer_than_aws_gives(client, session_keys, frozen):
    frozen.advance(minutes=20)

    status, code, message = error_of(get(client, session_keys, life=3600))

    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert message.startswith("Signature expired: ")


MISMATCH = (403, "SignatureDoesNotMatch")
INCOMPLETE = (400, "IncompleteSignature")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"scope": "iam"},
            (*MISMATCH, "Credential should be scoped to correct service: 'sts'"),
        ),
        (
            {"change": replaced("Authorization", "/us-east-1/", "/US_EAST/")},
            (*MISMATCH, "Credential should be scoped to a valid Region, not US_EAST"),
        ),
        (
            {"change": replaced("Authorization", "aws4_request", "aws5_request")},
            (*MISMATCH, "Credential should be scoped with a valid terminator: 'aws4_request'"),
        ),
        (
            {"change": lambda headers: {**headers, "X-Amz-Target": "Other"}},
            (*MISMATCH, "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."),
        ),
        (
            {"change": replaced("Authorization", "host;", "")},
            (
                *MISMATCH,
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
            ),
        ),
        (
            {"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"},
            (*MISMATCH, "UNSIGNED-PAYLOAD is not taken here: the body is signed as a whole."),
        ),
        (
            {"X-Amz-Content-SHA256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"},
            (
                *MISMATCH,
                (
                    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER is not taken here: "
                    "the body is signed as a whole."
                ),
            ),
        ),
        (
            {"change": replaced("Authorization", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")},
            (
                *INCOMPLETE,
                "AWS4-ECDSA-P256-SHA256 is not taken here: sign with AWS4-HMAC-SHA256.",
            ),
        ),
        (
            {"change": lambda headers: {**headers, "X-Amz-Date": "24 Nov"}},
            (
                *INCOMPLETE,
                (
                    "Date must be in ISO-8601 'basic format'. Got '24 Nov'. "
                    "See http://en.wikipedia.org/wiki/ISO_8601"
                ),
            ),
        ),
        (
            {"change": lambda headers: {**headers, "Authorization": "AWS4-HMAC-SHA256 nothing"}},
            (
                *INCOMPLETE,
                "Not a valid key=value pair (missing equal-sign) in Authorization header.",
            ),
        ),
    ],
    ids=lambda value: value[2][:40] if isinstance(value, tuple) else "",
)
def test_refusals_of_the_header_form(client, session_keys, options, expected):
    assert error_of(post(client, session_keys, **options)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Expires=60", "Expires=0", INCOMPLETE),
        ("Expires=60", "Expires=604801", INCOMPLETE),
        ("us-east-1", "a%00b", MISMATCH),
        ("us-east-1", "%EF%BF%BE", MISMATCH),
        ("us-east-1", "%ED%A0%80", (400, "InvalidQueryParameter")),
        ("X-Amz-Date=20", "X-Amz-Date=%00", INCOMPLETE),
        ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", INCOMPLETE),
        ("AWS4-HMAC-SHA256", "%1B", INCOMPLETE),
        ("SignedHeaders=host", "SignedHeaders=%00", INCOMPLETE),
        ("Credential=ASIA", "Credential=%00ASIA", (403, "InvalidClientTokenId")),
        ("Security-Token=", "Security-Token=%00", (403, "InvalidClientTokenId")),
    ],
)
def test_refusals_of_the_query_form_are_none_of_our_faults(
    client, session_keys, old, new, expected
):
    def change(query):
        assert old in query
        return query.replace(old, new, 1)

    assert error_of(get(client, session_keys, change))[:2] == expected
