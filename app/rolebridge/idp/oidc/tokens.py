"""Our tokens: built from a person and a client, signed by the key ring, verified by ourselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rolebridge.ids import IdSource, new_uuid
from rolebridge.oidc.issue import TokenSigner, build_jwks, build_key_set, sign_token
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, VerifiedToken, verify_token

RESERVED = frozenset({"iss", "sub", "aud", "exp", "iat", "nbf", "jti"})


@dataclass(frozen=True, slots=True)
class TokenMint:
    """Signs as one issuer. `signer` and `certificates` (DER) follow the key ring."""

    issuer: str
    signer: Callable[[], TokenSigner]
    certificates: Callable[[], tuple[bytes, ...]]
    ids: IdSource

    def mint_token(
        self,
        subject: str,
        audience: str,
        lifetime: timedelta,
        now: datetime,
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """A signed JWT. `more` cannot replace one of the RESERVED claims."""
        issued_at = int(now.timestamp())
        claims = {
            **(more or {}),
            "iss": self.issuer,
            "sub": subject,
            "aud": audience,
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
            "jti": new_uuid(self.ids),
        }
        return sign_token(claims, self.signer())

    def verify_own(self, token: str, audience: str, now: datetime) -> VerifiedToken:
        """A token that this issuer signed, for this audience. Raises TokenRefused."""
        expected = Expected(self.issuer, frozenset({audience}))
        return verify_token(parse_token(token), build_key_set(self.certificates()), expected, now)

    def build_jwks(self) -> str:
        """The published key set: of the current key, the next one, and previous ones."""
        return build_jwks(self.certificates())
