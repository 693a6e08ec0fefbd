"""Whatever botocore signs verifies; with any one signed thing changed it does not."""

import string
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from botocore.auth import SIGNED_HEADERS_BLACKLIST
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rolebridge.sigv4 import SignedRequest, SigV4Error, parse_presented
from rolebridge.sigv4.canonical import canonical_path
from support.sigv4 import FORM, HOSTS, presign, sign, signed_at, verify

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
WORDS = st.text(string.ascii_letters + string.digits + "-._~", min_size=1, max_size=8)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SEGMENTS = st.one_of(
    st.sampled_from(["", ".", "..", "...", "%2F", "%2e", "%20", "~a", "a:b@c", "$&'()*+,;="]),
    ANY_TEXT.map(lambda text: quote(text, safe="")),
)
# What botocore leaves out or writes itself, and what we refuse because the body is coded.
OWN_HEADERS = {*SIGNED_HEADERS_BLACKLIST, "host", "authorization", "date", "content-encoding"}
HEADER_NAMES = st.one_of(WORDS, WORDS.map(lambda word: f"X-Amz-Meta-{word}")).filter(
    lambda name: name.lower() not in OWN_HEADERS
)
REGIONS = st.from_regex(r"[a-z]{2}-[a-z]{4,9}-[1-9]", fullmatch=True)


@dataclass(frozen=True)
class Signed:
    """A request that botocore signed, and for which region and service."""

    request: SignedRequest
    region: str
    service: str

    def verify(self, request=None, **asked):
        usual = {
            "service": self.service,
            "regions": {self.region},
            "hosts": HOSTS,
            "now": signed_at(self.request),
        }
        return verify(request or self.request, **{**usual, **asked})


def unlike(names):
    """Whether all names differ in more than their case, as ours must."""
    return len({name.lower() for name in names}) == len(names)


@st.composite
def signed_requests(draw):
    path = "/" + "/".join(draw(st.lists(SEGMENTS, max_size=5)))
    fields = draw(st.dictionaries(ANY_TEXT.filter(bool), ANY_TEXT, max_size=4).filter(unlike))
    assume(not any(name.lower().startswith(("x-amz-", "awsaccess", "sig")) for name in fields))
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in fields.items()
    )
    options = {
        "method": draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"])),
        "url": f"http://localhost:8000{path}" + (f"?{query}" if query else ""),
        "headers": draw(st.dictionaries(HEADER_NAMES, PRINTABLE, max_size=3).filter(unlike)),
        "token": draw(st.none() | st.text(string.ascii_letters + "+/=", min_size=1, max_size=40)),
        "region": draw(REGIONS),
        "service": draw(st.sampled_from(["sts", "iam"])),
    }
    if draw(st.booleans()):
        request = presign(body=b"", presign=draw(st.integers(1, 604_800)), **options)
    else:
        body = draw(st.binary(max_size=64))
        if body:
            options["headers"] = {**options["headers"], "Content-Type": FORM}
        assume(unlike(options["headers"]))
        request = sign(body=body, **options)
    return Signed(request, options["region"], options["service"])


@settings(deadline=None)
@given(signed_requests())
def test_what_botocore_signs_verifies(signed):
    assert signed.verify() == parse_presented(signed.request)


def change_method(signed):
    return replace(signed.request, method="PATCH")


def change_path(signed):
    end = "" if signed.request.path.endswith("/") else "/"
    return replace(signed.request, path=f"{signed.request.path}{end}more")


def change_escape_in_path(signed):
    path = signed.request.path.replace("%", "%25", 1)
    # Two dots may take the changed segment away again.
    assume(canonical_path(path) != canonical_path(signed.request.path))
    return replace(signed.request, path=path)


def add_parameter(signed):
    query = signed.request.query
    return replace(signed.request, query=f"{query}&more=1" if query else "more=1")


def drop_parameter(signed):
    first, _, rest = signed.request.query.partition("&")
    assume(first)
    return replace(signed.request, query=rest)


def change_parameter(signed):
    first, _, rest = signed.request.query.partition("&")
    assume(first)
    return replace(signed.request, query=f"{first}x&{rest}" if rest else f"{first}x")


def change_body(signed):
    return replace(signed.request, body=signed.request.body + b"&")


def drop_body(signed):
    assume(signed.request.body)
    return replace(signed.request, body=b"")


def change_one_header(signed, change):
    """Change the last header that was signed, with what `change` makes of its lines."""
    names = parse_presented(signed.request).signed_headers
    last = [name for name, _ in signed.request.headers if name.lower() in names][-1]
    headers = []
    for field in signed.request.headers:
        headers += change(*field) if field[0] == last else [field]
    return replace(signed.request, headers=tuple(headers))


def change_header(signed):
    return change_one_header(signed, lambda name, value: [(name, value + "x")])


def drop_header(signed):
    return change_one_header(signed, lambda *_: [])


def repeat_header(signed):
    return change_one_header(signed, lambda *field: [field, field])


def change_signature(signed):
    signature = parse_presented(signed.request).signature
    other = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    headers = tuple(
        (name, value.replace(signature, other)) for name, value in signed.request.headers
    )
    query = signed.request.query.replace(signature, other)
    return replace(signed.request, headers=headers, query=query)


def add_own_header(signed):
    field = ("X-Amz-Added-Later", "1")
    return replace(signed.request, headers=(*signed.request.headers, field))


@pytest.mark.parametrize(
    "change",
    [
        change_method,
        change_path,
        change_escape_in_path,
        add_parameter,
        drop_parameter,
        change_parameter,
        change_body,
        drop_body,
        change_header,
        drop_header,
        repeat_header,
        change_signature,
        add_own_header,
    ],
)
@settings(deadline=None, max_examples=40)
@given(signed_requests())
def test_with_one_thing_changed_it_does_not(change, signed):
    changed = change(signed)

    with pytest.raises(SigV4Error):
        signed.verify(changed)


@settings(deadline=None)
@given(signed_requests())
def test_nor_for_another_service_region_host_secret_or_time(signed):
    other = {"sts": "iam", "iam": "sts"}[signed.service]
    made = signed_at(signed.request)
    for asked in (
        {"service": other},
        {"regions": {"xx-nowhere-1"}},
        {"hosts": {"localhost"}},
        {"secret": "another"},
        {"now": made + timedelta(minutes=15, seconds=1)},
        {"now": made - timedelta(minutes=15, seconds=1)},
    ):
        with pytest.raises(SigV4Error):
            signed.verify(**asked)
