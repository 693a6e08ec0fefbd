"""Bodies and headers that are not signed as they stand. Nothing is guessed."""

import hashlib
from dataclasses import replace

import pytest

from rolebridge.sigv4.errors import (
    IncompleteSignature,
    SignatureDoesNotMatch,
)
from support.sigv4 import (
    BODY,
    FORM,
    URL,
    presign,
    sign,
    verify,
)
from support.sigv4_changes import NOW, SIGNED, refuse

EMPTY_HASH = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    "told",
    [
        "UNSIGNED-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "unsigned-payload",
        EMPTY_HASH,
        hashlib.sha256(BODY).hexdigest().upper(),
        "",
    ],
)
def test_a_body_is_hashed_whatever_is_told_of_it(told):
    request = sign(headers={"Content-Type": FORM, "X-Amz-Content-SHA256": told})

    for changed in (request, replace(request, body=b"Action=AssumeRole")):
        error = refuse(changed)
        assert isinstance(error, SignatureDoesNotMatch)
        named = told.startswith(("UNSIGNED", "STREAMING"))
        assert named is (f"{told} is not taken here" in error.text)


def test_what_a_presigned_query_tells_of_the_body_must_be_true_too():
    digest = hashlib.sha256(b"").hexdigest()
    for told in ("UNSIGNED-PAYLOAD", hashlib.sha256(BODY).hexdigest()):
        assert isinstance(
            refuse(presign(url=f"{URL}?X-Amz-Content-Sha256={told}")), SignatureDoesNotMatch
        )
    assert verify(presign(url=f"{URL}?X-Amz-Content-Sha256={digest}"), now=NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Encoding", "aws-chunked"),
        ("Content-Encoding", "gzip, AWS-Chunked"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "gzip, chunked"),
        ("Transfer-Encoding", "identity"),
        ("Transfer-Encoding", ""),
        ("Trailer", "X-Amz-Meta"),
        ("X-Amz-Trailer", "x-amz-checksum-crc32"),
        ("X-Amz-Trailer", ""),
    ],
)
def test_a_body_that_is_coded_or_followed_by_more_is_refused(name, value):
    digest = hashlib.sha256(BODY).hexdigest()
    told = {"Content-Type": FORM, "X-Amz-Content-SHA256": digest, name: value}

    error = refuse(sign(headers=told))

    assert isinstance(error, SignatureDoesNotMatch)
    assert error.text == f"This {name.lower()} is not taken here: the body is signed as a whole."


@pytest.mark.parametrize(
    "field", [("Content-Encoding", "Identity"), ("Transfer-Encoding", "Chunked")]
)
def test_a_coding_that_leaves_the_body_what_it_is_does_not_matter(field):
    assert verify(replace(SIGNED, headers=(*SIGNED.headers, field)), now=NOW)


def test_chunks_of_a_streamed_body_are_never_taken_for_parameters():
    # As the S3 clients send it: the seed signature is good, the chunks would have to be checked.
    body = b"%x;chunk-signature=%s\r\n%s\r\n0;chunk-signature=%s\r\n\r\n"
    body %= (len(BODY), b"0" * 64, BODY, b"0" * 64)
    told = {
        "Content-Type": FORM,
        "Content-Encoding": "aws-chunked",
        "X-Amz-Content-SHA256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "X-Amz-Decoded-Content-Length": str(len(BODY)),
        "X-Amz-Trailer": "x-amz-checksum-crc32",
    }

    assert isinstance(refuse(sign(headers=told, body=body)), SignatureDoesNotMatch)


@pytest.mark.parametrize(
    "value",
    ["a\tb", "caf\u00e9", "a\u00a0b", "a\u0085b", "a\x1cb", "a\x7f", "\u1234", "a\x0bb", "a\x0cb"],
)
def test_a_signed_header_that_signers_read_in_two_ways_is_refused(value):
    request = sign(headers={"Content-Type": FORM, "My-Header": value})

    error = refuse(request)

    assert isinstance(error, IncompleteSignature)
    assert error.text == "The signed header 'my-header' may hold printable ASCII and spaces only."
    assert verify(replace(SIGNED, headers=(*SIGNED.headers, ("User-Agent", value))), now=NOW)
