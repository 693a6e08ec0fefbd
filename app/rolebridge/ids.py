"""Identifiers, all drawn from one injected source of randomness."""

import base64
import hashlib
import uuid
from typing import Protocol

_ACCOUNT_MASK = 0x7FFF_FFFF_FF80


class IdSource(Protocol):
    """Where randomness comes from. The real one is made in `bootstrap`; tests count upwards."""

    def random_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        ...


def new_xml_id(source: IdSource) -> str:
    """An xs:ID with 160 random bits (SAML Core 1.3.4 asks for at least 128)."""
    return "_" + source.random_bytes(20).hex()


def new_uuid(source: IdSource) -> str:
    """A version 4 UUID, as AWS writes request ids."""
    return str(uuid.UUID(bytes=source.random_bytes(16), version=4))


def new_token(source: IdSource, count: int = 32) -> str:
    """An opaque URL-safe token of `count` random bytes."""
    return base64.urlsafe_b64encode(source.random_bytes(count)).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """What is stored of a token: hex SHA-256. A token is random and needs neither salt nor cost."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_aws_id(prefix: str, account: str, source: IdSource) -> str:
    """An AWS unique id such as `ASIA...` (20 characters) or `AROA...` (21) that embeds its account.

    The account stands in bits 7 to 46 of the first six bytes behind the prefix; the topmost bit
    marks the form that embeds one. Keys (`ASIA`, `AKIA`) have 16 characters behind the prefix,
    every other kind has 17.
    """
    random = bytearray(source.random_bytes(11))
    head = (1 << 47) | (int(account) << 7) | (random[5] & 0x7F)
    random[0:6] = head.to_bytes(6, "big")
    length = 16 if prefix in ("ASIA", "AKIA") else 17
    return prefix + base64.b32encode(bytes(random)).decode()[:length]


def account_of_aws_id(identifier: str) -> str | None:
    """The account embedded in an id made by `new_aws_id` (or by AWS since 2019), else None."""
    try:
        head = int.from_bytes(base64.b32decode(identifier[4:14] + "======")[:6], "big")
    except ValueError:
        return None
    if not head >> 47:
        return None
    return str((head & _ACCOUNT_MASK) >> 7).zfill(12)
