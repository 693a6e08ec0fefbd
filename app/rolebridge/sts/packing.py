"""Session tags and session policies in packed form, and how much of the allotted space they take.

AWS compresses them into "a packed binary format" and keeps the format to itself. Ours is deflate
with a dictionary of words that policies are made of. The two allotments are calibrated on recorded
figures: six EKS session tags came to 74 per cent, the one-statement policy of the STS reference to
6 per cent. Nothing secret is compressed along, so the length betrays nothing but these.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from rolebridge.access.session import SessionPolicies

TAGS_ALLOTTED = 240
POLICIES_ALLOTTED = 480

_SEPARATOR = "\0"  # stands in no tag, policy or ARN: their grammars exclude it
_LONGEST = 262_144
_DICTIONARY = (
    b'"Null":{"sts:ExternalId"aws:RequestTag/aws:ResourceTag/aws:PrincipalTag/"Bool":{'
    b'"aws:SecureTransport":"true"}"IpAddress":{"aws:SourceIp":"StringLike":{"s3:prefix":["'
    b'"Condition":{"StringEquals":{"arn:aws:iam::aws:policy/ReadOnlyAccess"arn:aws:iam::'
    b'"ec2:Describe*""dynamodb:"arn:aws:s3:::["s3:GetObject","s3:PutObject","s3:ListBucket"],'
    b'"NotAction":"Resource":["Action":["{"Version":"2012-10-17","Statement":[{"Sid":"'
    b'"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}'
)


@dataclass(frozen=True, slots=True)
class Packed:
    """Tags and policies as they travel inside a session token; empty where there are none."""

    tags: bytes = b""
    policies: bytes = b""

    @property
    def percent(self) -> int:
        """How much of the allotted space is taken, rounded up; over 100 is too large."""
        share = len(self.tags) / TAGS_ALLOTTED + len(self.policies) / POLICIES_ALLOTTED
        return -int(-100 * share // 1)


def pack(tags: Mapping[str, str], policies: SessionPolicies) -> Packed:
    """Compress what there is."""
    return Packed(
        _deflate([text for pair in tags.items() for text in pair]) if tags else b"",
        _deflate([policies.inline or "", *policies.managed]) if policies else b"",
    )


def unpack(packed: Packed) -> tuple[dict[str, str], SessionPolicies]:
    """What `pack` was given. Raises ValueError for bytes that it did not make."""
    texts = _inflate(packed.tags)
    tags = dict(zip(texts[::2], texts[1::2], strict=True))
    inline, *managed = _inflate(packed.policies) or [""]
    return tags, SessionPolicies(inline or None, tuple(managed))


def _deflate(texts: list[str]) -> bytes:
    # A small window and little memory: the inputs are short, and setting up costs the most.
    deflate = zlib.compressobj(9, zlib.DEFLATED, -12, 4, zlib.Z_DEFAULT_STRATEGY, _DICTIONARY)
    return deflate.compress(_SEPARATOR.join(texts).encode()) + deflate.flush()


def _inflate(packed: bytes) -> list[str]:
    if not packed:
        return []
    inflate = zlib.decompressobj(-12, _DICTIONARY)
    try:
        text = inflate.decompress(packed, _LONGEST)
    except zlib.error:
        raise ValueError("not a packed value") from None
    if not inflate.eof:
        raise ValueError("a packed value that does not end")
    return text.decode().split(_SEPARATOR)
