"""Authenticated encryption of what leaves our hands or rests in the database.

A sealed value is `kind | length of key id | key id | nonce (96 bits) | AES-256-GCM`, in base64url
without padding. Everything in front of the nonce is authenticated together with the name of the
thing that was sealed, so a value can be opened only as what it was and for what it was made.
"""

import base64
import binascii
import re
from enum import IntEnum
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rolebridge.access.ports import SealingKeys
from rolebridge.errors import RolebridgeError
from rolebridge.ids import IdSource

_NONCE_BYTES = 12
_TAG_BYTES = 16
_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")


class Kind(IntEnum):
    """What was sealed, and in which form. The number is the first byte of the sealed value."""

    SESSION_TOKEN = 1
    LONG_TERM_SECRET = 2
    MFA_SEED = 3
    PROVIDER_KEY = 4
    SIGNIN_TOKEN = 5
    METADATA_SESSION = 6
    AUTHORIZATION_MESSAGE = 7


class SealBroken(RolebridgeError):
    """A value that was not sealed by us, for this name, or that was changed. One text for all."""

    code = "seal_broken"

    def __init__(self, detail: str = "") -> None:
        super().__init__("The sealed value cannot be opened.", detail=detail)


def seal(plaintext: bytes, *, kind: Kind, name: str, keys: SealingKeys, ids: IdSource) -> str:
    """Seal bytes under the current key, bound to `name`."""
    key_id, key = keys.current()
    head = _head(kind, key_id)
    nonce = ids.random_bytes(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, plaintext, head + name.encode())
    return base64.urlsafe_b64encode(head + nonce + sealed).rstrip(b"=").decode()


def unseal(sealed: str, *, kind: Kind, name: str, keys: SealingKeys) -> bytes:
    """Open what `seal` made for the same kind and name. Raises SealBroken."""
    raw = _decode(sealed)
    end = 2 + raw[1] if len(raw) > 1 else 0
    if end < 2 or raw[0] != kind or len(raw) < end + _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken("shape")
    key = keys.find(raw[2:end].decode("latin-1"))
    if key is None:
        raise SealBroken("unknown sealing key")
    nonce, body = raw[end : end + _NONCE_BYTES], raw[end + _NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, body, raw[:end] + name.encode())
    except InvalidTag:
        raise SealBroken("authentication tag") from None


def seal_secret(secret: str, access_key_id: str, keys: SealingKeys, ids: IdSource) -> str:
    """A long-term secret access key as it rests in `LongTermKey.sealed_secret`."""
    return seal(secret.encode(), kind=Kind.LONG_TERM_SECRET, name=access_key_id, keys=keys, ids=ids)


def unseal_secret(sealed: str, access_key_id: str, keys: SealingKeys) -> str:
    """The secret that `seal_secret` sealed for this access key. Raises SealBroken."""
    return unseal(sealed, kind=Kind.LONG_TERM_SECRET, name=access_key_id, keys=keys).decode()


def _head(kind: Kind, key_id: str) -> bytes:
    encoded = key_id.encode("ascii")
    return bytes((kind, len(encoded))) + encoded


def _decode(sealed: str) -> bytes:
    """Strict base64url: one spelling for each value, so that no changed character goes unseen."""
    if _ALPHABET.fullmatch(sealed) is None:
        raise SealBroken("alphabet")
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except binascii.Error:
        raise SealBroken("base64") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != sealed:
        raise SealBroken("spare bits")
    return raw


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    """One cipher object a key: making one costs more than sealing."""
    return AESGCM(key)
