"""What a token says, for whoever made it or wants to look at it. It proves nothing."""

from typing import Any

from rolebridge.oidc.base64url import decode_base64url
from rolebridge.oidc.tokens import UnverifiedToken, read_part


def read_unverified_claims(token: UnverifiedToken) -> dict[str, Any]:
    """The claims, not verified. Raises TokenMalformed."""
    return read_part(decode_base64url(token.compact.split(".")[1]), "payload")
