"""Base64url as JOSE writes it: no padding, and one spelling for each value (RFC 7515, 2)."""

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def decode_base64url(text: str) -> bytes:
    """The bytes of a text. Raises ValueError for padding, foreign characters and second spellings.

    The last character may hold bits that no byte uses. Where they are not zero, two texts would
    mean the same bytes, and a token would have more forms than the one that was signed.
    """
    if _ALPHABET.fullmatch(text) is None or len(text) % 4 == 1:
        raise ValueError("is not base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode_base64url(raw) != text:
        raise ValueError("is base64url in a second spelling")
    return raw


def encode_base64url(raw: bytes) -> str:
    """The text of bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
