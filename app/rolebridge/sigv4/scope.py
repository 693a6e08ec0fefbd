"""The scope of a credential and the key that is derived for it."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Self

TERMINATOR = "aws4_request"


@dataclass(frozen=True, slots=True)
class CredentialScope:
    """The day (YYYYMMDD), region and service that a signature is good for."""

    date: str
    region: str
    service: str
    terminator: str

    @classmethod
    def parse(cls, credential: str) -> tuple[str, Self] | None:
        """Split `KEYID/date/region/service/aws4_request`. None unless there are five parts."""
        key_id, *parts = credential.split("/")
        if len(parts) != 4 or not all((key_id, *parts)):
            return None
        return key_id, cls(*parts)

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"


def derive_signing_key(secret: str, scope: CredentialScope) -> bytes:
    """The chain of HMACs from the secret to a key that is good for one scope."""
    key = b"AWS4" + secret.encode()
    for part in (scope.date, scope.region, scope.service, scope.terminator):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key
