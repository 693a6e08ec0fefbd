"""Our own tokens and our own key set: signed by the key ring, named by thumbprint (RFC 7638)."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import ECKey, RSAKey

from rolebridge.oidc.algorithms import Algorithm
from rolebridge.oidc.base64url import encode_base64url
from rolebridge.oidc.jwks import KeySet, parse_jwks

_BY_CURVE = {
    "secp256r1": Algorithm.ES256,
    "secp384r1": Algorithm.ES384,
    "secp521r1": Algorithm.ES512,
}


class TokenSigner(Protocol):
    """Holds a private key. ECDSA values are R and S side by side, in XML-DSig as in JOSE."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate of the public key."""
        ...

    def sign_bytes(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256, or ECDSA with the hash that goes with the curve."""
        ...


def sign_token(claims: Mapping[str, Any], signer: TokenSigner) -> str:
    """A compact JWT of these claims, with `kid`."""
    jwk = _build_jwk(signer.certificate_der)
    header = {"alg": jwk["alg"], "kid": jwk["kid"], "typ": "JWT"}
    signed = f"{_encode(header)}.{_encode(claims)}"
    return f"{signed}.{encode_base64url(signer.sign_bytes(signed.encode('ascii')))}"


@lru_cache(maxsize=16)
def build_jwks(certificates: tuple[bytes, ...]) -> str:
    """The key set of these certificates (DER), for everybody to read."""
    return json.dumps({"keys": [dict(_build_jwk(each)) for each in certificates]})


def build_key_set(certificates: tuple[bytes, ...]) -> KeySet:
    """The same keys, to verify our own tokens with."""
    return parse_jwks(build_jwks(certificates))


@lru_cache(maxsize=64)
def _build_jwk(certificate_der: bytes) -> Mapping[str, str]:
    public = x509.load_der_x509_certificate(certificate_der).public_key()
    key: RSAKey | ECKey
    if isinstance(public, rsa.RSAPublicKey):
        key, algorithm = RSAKey(public, public), Algorithm.RS256
    elif isinstance(public, ec.EllipticCurvePublicKey):
        key, algorithm = ECKey(public, public), _BY_CURVE[public.curve.name]
    else:
        raise TypeError("only RSA and NIST curve keys sign")
    members = {name: str(value) for name, value in key.as_dict(private=False).items()}
    return members | {"kid": key.thumbprint(), "use": "sig", "alg": algorithm.value}


def _encode(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return encode_base64url(text.encode())
