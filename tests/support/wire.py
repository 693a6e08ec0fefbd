"""HTTP written by hand: what a client library would put right goes over the wire as it stands."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from lxml import etree

from support.live import demonstration

FORM = "application/x-www-form-urlencoded; charset=utf-8"
Fields = list[tuple[str, str]]
WHO = "Action=GetCallerIdentity&Version=2011-06-15"
BODY = WHO.encode()
LENGTH = ("Content-Length", str(len(BODY)))
BY_GUNICORN = None
INCOMPLETE, MISMATCH = "IncompleteSignature", "SignatureDoesNotMatch"


@dataclass(frozen=True)
class Answer:
    """Status and body; the code and text of AWS's envelope where the body is one."""

    status: int
    body: bytes = field(repr=False)

    def find(self, name: str) -> str | None:
        try:
            root = etree.fromstring(self.body)
        except etree.XMLSyntaxError:
            return None
        return root.findtext(f".//{{*}}{name}")

    @property
    def code(self) -> str | None:
        return self.find("Code")


@dataclass(frozen=True)
class Wire:
    """A server to write to, and whose signature to write."""

    url: str
    credentials: Credentials

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def sign(self, method: str, target: str, headers: Fields = (), body: bytes = b"") -> Fields:
        """Every header of the request as botocore signs it, in order, Host first."""
        request = AWSRequest(method, f"http://{self.host}{target}", data=body)
        for name, value in [("Host", self.host), *headers]:
            request.headers.add_header(name, value)
        SigV4Auth(self.credentials, "sts", "us-east-1").add_auth(request)
        return list(request.headers.items())

    def presign(self, method: str, target: str) -> str:
        """The target with a signature in its query."""
        request = AWSRequest(method, f"http://{self.host}{target}")
        SigV4QueryAuth(self.credentials, "sts", "us-east-1", expires=60).add_auth(request)
        return request.url.removeprefix(f"http://{self.host}")

    def send(
        self, method: str, target: str, headers: Fields, body: bytes = b"", version: str = "1.1"
    ) -> Answer:
        """Write these very characters, each one byte; read until the server closes."""
        lines = [
            f"{method} {target} HTTP/{version}",
            *(f"{name}: {value}" for name, value in headers),
        ]
        head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
        address = ("127.0.0.1", urlsplit(self.url).port)
        with socket.create_connection(address, timeout=20) as connection:
            connection.sendall(head + body)
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
        return _parse(received)


def _parse(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    return _parse(body) if status == 100 else Answer(status, body)


@contextmanager
def root_of_a_demonstration(home: Path) -> Iterator[Wire]:
    """A live server, and the root key of its first account."""
    with demonstration(home) as live:
        key = json.loads(live.run("keys", "root", "--show", "--json").stdout)[0]
        yield Wire(live.url, Credentials(key["access_key_id"], key["secret_access_key"]))


def cases(table):
    return [pytest.param(*values, id=name) for name, values in table.items()]


def post(wire, change, *signed, body=BODY, **options):
    """POST with `signed` headers, after `change` was made to what botocore signed."""
    headers = wire.sign("POST", "/aws/", [("Content-Type", FORM), *signed], BODY)
    return wire.send("POST", "/aws/", change(headers), body, **options)


def add(*fields):
    return lambda headers: [*headers, *fields]


def named(change):
    """Change every header but those that are not signed."""
    return lambda headers: [*(change(*each) for each in headers), LENGTH]


def swap(name, *fields):
    """Put other fields in the place of one."""

    def change(headers):
        at = [each for each, _ in headers].index(name)
        kept = [each for each in headers if each[0] != name]
        return [*kept[:at], *fields, *kept[at:], LENGTH]

    return change


def without(name):
    return lambda headers: [*(each for each in headers if each[0] != name), LENGTH]


def assert_verified(answer):
    assert answer.status == 200, answer.body
    assert answer.find("Arn").endswith(":root")


def assert_refused(answer, code):
    """Refused with AWS's code, or BY_GUNICORN, which knows none."""
    assert answer.code == code, answer.body
    assert answer.status == (403 if code == MISMATCH else 400)
