"""Requests signed by botocore, an implementation that is not ours."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolebridge.sigv4 import Presented, SignedRequest, parse_presented, verify_signature

KEY_ID = "AKIAQYLPMN5HEXAMPLEX"
SECRET = "an example secret key of no account/+"
TOKEN = "session+token/with=odd characters"
URL = "http://localhost:8000/aws/"
HOSTS = frozenset({"localhost:8000"})
BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def sign(
    method="POST",
    url=URL,
    body=BODY,
    *,
    headers=None,
    token=None,
    region="eu-west-1",
    service="sts",
    presign=None,
) -> SignedRequest:
    """Sign now, as botocore does. `presign` is the life of a presigned request in seconds."""
    if headers is None:
        headers = {"Content-Type": FORM} if body else {}
    request = AWSRequest(method=method, url=url, data=body, headers=headers)
    credentials = Credentials(KEY_ID, SECRET, token)
    if presign is None:
        SigV4Auth(credentials, service, region).add_auth(request)
    else:
        SigV4QueryAuth(credentials, service, region, expires=presign).add_auth(request)
    sent = urlsplit(request.url)
    fields = [] if "Host" in request.headers else [("Host", sent.netloc)]
    fields += request.headers.items()
    return SignedRequest(method, sent.path or "/", sent.query, tuple(fields), body)


def presign(url=URL + "?Action=GetCallerIdentity&Version=2011-06-15", **options) -> SignedRequest:
    return sign(**{"method": "GET", "url": url, "body": b"", "presign": 900, **options})


def signed_at(request: SignedRequest) -> datetime:
    """When botocore signed it, by its own clock."""
    return parse_presented(request).signed_at


def verify(
    request: SignedRequest, *, key_id=KEY_ID, secret=SECRET, now=None, regions=None, **asked
) -> Presented:
    presented = parse_presented(request)
    return verify_signature(
        request,
        presented,
        # The key id chooses the secret; it is no part of what is signed in the header form.
        secret if presented.access_key_id == key_id else "the secret of another key",
        now=now or presented.signed_at + timedelta(seconds=1),
        service=asked.get("service", "sts"),
        regions=regions,
        hosts=asked.get("hosts", HOSTS),
    )


def headers_of(request: SignedRequest) -> dict[str, str]:
    return dict(request.headers)
