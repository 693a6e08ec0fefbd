"""A foreign issuer as values: its keys, its key set, and tokens of every good and bad kind."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

ISSUER = "https://login.example.com/tenant"
NAME = "login.example.com/tenant"
NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())


@cache
def rsa_key(number: int = 1, bits: int = 2048) -> RSAKey:
    """The same key in every test of a run; making one takes a while."""
    return RSAKey(rsa.generate_private_key(65537, bits), None)


@cache
def curve_key(curve: str = "P-256") -> ECKey:
    kinds = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
    return ECKey(ec.generate_private_key(kinds[curve]), None)


def public_jwk(key, **members) -> dict:
    return {**key.as_dict(private=False), **members}


def jwks_of(*keys: dict) -> str:
    return json.dumps({"keys": list(keys)})


def encode(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changes) -> dict:
    """The claims of a good token; None takes one away."""
    good = {
        "iss": ISSUER,
        "sub": "build-4711",
        "aud": "sts.amazonaws.com",
        "iat": SECOND,
        "exp": SECOND + 300,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def sign(payload: dict | bytes, key=None, alg: str = "RS256", **header) -> str:
    """A token by the library: the other end of what is tested."""
    key = key or rsa_key()
    full = {"alg": alg, "kid": "one", "typ": "JWT", **header}
    full = {name: value for name, value in full.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    registry.max_header_length = 100_000
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return jws.serialize_compact(full, raw, key, registry=registry)


@dataclass
class FakeIssuers:
    """Keys by issuer, as the fetching adapter would have them."""

    sets: dict[str, str] = field(default_factory=dict)
    failure: Exception | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def get_keys(self, issuer: str, key_id: str | None):
        from rolebridge.oidc.jwks import parse_jwks

        self.asked.append((issuer, key_id))
        if self.failure:
            raise self.failure
        return parse_jwks(self.sets[issuer])
