"""Rows of `tests/vectors/sigv4/signed.json`: from a row to a signed request, and botocore's say.

A row holds a request before it is signed and, for either form, the canonical request, the string
to sign and the signature. Whatever is not in a row is a constant here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolebridge.sigv4 import SignedRequest, build_canonical_request
from rolebridge.sigv4.canonical import parse_query

KEY_ID = "AKIAVECTORSOFOUROWN1"
SECRET = "a secret of nobody/with+slashes/and+plus"
HOST = "sts.example.test:8443"
STAMP = "20261124T081500Z"
EXPIRES = "600"


@dataclass(frozen=True)
class Row:
    """A request before it is signed, and for whom it is."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    token: str | None
    token_after: bool
    service: str
    region: str

    @property
    def scope(self) -> str:
        return f"{STAMP[:8]}/{self.region}/{self.service}/aws4_request"


@dataclass(frozen=True)
class Signing:
    """The three texts of a signature, each made from the one before it."""

    canonical_request: str
    string_to_sign: str
    signature: str

    @property
    def signed_headers(self) -> str:
        return self.canonical_request.split("\n")[-2]


def read_row(row: Mapping) -> Row:
    wire = row["request"]
    return Row(
        method=wire["method"],
        path=wire["path"],
        query=wire["query"],
        headers=(("Host", HOST), *((name, value) for name, value in wire["headers"])),
        body=wire["body"].encode(),
        token=row.get("token"),
        token_after=row.get("token_after", False),
        service=row.get("service", "sts"),
        region=row.get("region", "eu-central-1"),
    )


def sign_header(row: Row, signing: Signing) -> SignedRequest:
    """The request with the signature in its Authorization header."""
    text = (
        f"AWS4-HMAC-SHA256 Credential={KEY_ID}/{row.scope}, "
        f"SignedHeaders={signing.signed_headers}, Signature={signing.signature}"
    )
    headers = (*headers_to_sign(row), *_token_behind(row), ("Authorization", text))
    return SignedRequest(row.method, row.path, row.query, headers, row.body)


def sign_query(row: Row, signing: Signing) -> SignedRequest:
    """The request with the signature in its query."""
    query = query_to_sign(row, signing.signed_headers)
    token = [f"X-Amz-Security-Token={quote(value, safe='')}" for _, value in _token_behind(row)]
    query = "&".join([query, *token, f"X-Amz-Signature={signing.signature}"])
    return SignedRequest(row.method, row.path, query, row.headers, row.body)


def headers_to_sign(row: Row) -> tuple[tuple[str, str], ...]:
    token = row.token if not row.token_after else None
    added = [("X-Amz-Security-Token", token)] if token else []
    return (*row.headers, ("X-Amz-Date", STAMP), *added)


def query_to_sign(row: Row, signed_headers: str) -> str:
    added = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{KEY_ID}/{row.scope}",
        "X-Amz-Date": STAMP,
        "X-Amz-Expires": EXPIRES,
        "X-Amz-SignedHeaders": signed_headers,
    }
    if row.token and not row.token_after:
        added["X-Amz-Security-Token"] = row.token
    pairs = [f"{name}={quote(value, safe='-_.~')}" for name, value in added.items()]
    return "&".join(([row.query] if row.query else []) + pairs)


def ask_botocore(row: Row, form: str) -> Signing:
    """What botocore makes of the same request, headers and query complete but for a signature."""
    headers = headers_to_sign(row) if form == "header" else row.headers
    names = ";".join(sorted({name.lower() for name, _ in headers}))
    query = row.query if form == "header" else query_to_sign(row, names)
    request = AWSRequest(row.method, f"https://{HOST}{row.path}", data=row.body)
    request.url += f"?{query}" if query else ""
    for name, value in headers:
        request.headers.add_header(name, value)
    request.context["timestamp"] = STAMP
    signer = SigV4Auth(Credentials(KEY_ID, SECRET), row.service, row.region)
    canonical = signer.canonical_request(request)
    to_sign = signer.string_to_sign(request, canonical)
    return Signing(canonical, to_sign, signer.signature(to_sign, request))


def ask_ours(row: Row, form: str) -> str:
    """Our canonical request, also of what no server would take as it stands."""
    pairs = headers_to_sign(row) if form == "header" else row.headers
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        headers[name.lower()] = (*headers.get(name.lower(), ()), value)
    names = sorted(headers)
    return build_canonical_request(
        row.method,
        row.path,
        parameters=parse_query(
            row.query if form == "header" else query_to_sign(row, ";".join(names))
        ),
        headers=headers,
        signed_headers=names,
        body_hash=sha256(row.body).hexdigest(),
    )


def _token_behind(row: Row) -> tuple[tuple[str, str], ...]:
    return (("X-Amz-Security-Token", row.token),) if row.token and row.token_after else ()
