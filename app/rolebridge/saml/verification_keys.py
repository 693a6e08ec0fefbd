"""The keys of identity and service providers that somebody configured, and nobody else's.

A certificate is only the wrapping of a pinned public key: its dates and its issuer are not
enforced (SAML metadata trust pins keys), and no chain is ever built.
"""

import base64
import binascii
import hashlib
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from rolebridge.saml.algorithms import KeyKind, Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import signature as checks

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_SMALLEST_RSA: Final = 2048
_SMALLEST_LEGACY_RSA: Final = 1024
_SMALLEST_EXPONENT: Final = 65537
_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_ARMOUR = re.compile(
    r"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END", re.ASCII
)


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A trusted public key. `fingerprint` is the hex SHA-256 of the certificate's DER."""

    fingerprint: str
    kind: KeyKind
    bits: int
    not_valid_after: datetime = field(compare=False)
    public_key: PublicKey = field(compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @property
    def is_weak(self) -> bool:
        """Whether only a legacy switch lets this key in."""
        return self.kind is KeyKind.RSA and self.bits < _SMALLEST_RSA


@lru_cache(maxsize=1024)
def load_verification_key(
    certificate: str | bytes, *, legacy: frozenset[Legacy] = frozenset()
) -> VerificationKey:
    """Load the key of a certificate: PEM, bare base64 (as in metadata), or DER bytes.

    Raises CheckFailed: `bad_trust_anchor` where it cannot be read, `weak_key` for RSA below 2048
    bits (1024 with the legacy switch), small exponents, odd curves and other kinds of keys.
    """
    der = certificate if isinstance(certificate, bytes) else decode_certificate(certificate)
    parsed = _parse_certificate(der)
    public = parsed[0]
    if isinstance(public, rsa.RSAPublicKey):
        kind, bits = KeyKind.RSA, _check_rsa(public, legacy)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        kind, bits = KeyKind.EC, _check_curve(public)
    else:
        raise CheckFailed(checks.WEAK_KEY, "an RSA or NIST curve key", "a key of another kind")
    return VerificationKey(
        fingerprint=hashlib.sha256(der).hexdigest(),
        kind=kind,
        bits=bits,
        not_valid_after=parsed[1],
        public_key=public,
    )


def load_usable_keys(
    certificates: Iterable[str | bytes], *, legacy: frozenset[Legacy] = frozenset()
) -> tuple[VerificationKey, ...]:
    """Load every usable key; a weak or broken certificate beside a good one does no harm.

    Raises CheckFailed for the first certificate where none can be used.
    """
    keys: list[VerificationKey] = []
    refusal = CheckFailed(checks.BAD_TRUST_ANCHOR, None, "there is none")
    for position, certificate in enumerate(certificates):
        try:
            keys.append(load_verification_key(certificate, legacy=legacy))
        except CheckFailed as error:
            refusal = error if position == 0 else refusal
    if not keys:
        raise refusal
    return tuple(keys)


def decode_certificate(text: str) -> bytes:
    """The DER of a certificate in PEM or bare base64. Raises CheckFailed (`bad_trust_anchor`)."""
    match = _ARMOUR.search(text)
    inner = match[1] if match else text
    try:
        return base64.b64decode("".join(inner.split()), validate=True)
    except (binascii.Error, ValueError):
        raise CheckFailed(checks.BAD_TRUST_ANCHOR, None, "it is not base64") from None


def _parse_certificate(der: bytes) -> tuple[Any, datetime]:
    with warnings.catch_warnings():
        # Old certificates hold negative serial numbers and the like; the key is what counts.
        warnings.simplefilter("ignore")
        try:
            certificate = x509.load_der_x509_certificate(der)
            return certificate.public_key(), certificate.not_valid_after_utc
        except (ValueError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
            actual = "it is not an X.509 certificate with a key of a known kind"
            detail = type(error).__name__
            raise CheckFailed(checks.BAD_TRUST_ANCHOR, None, actual, detail=detail) from None


def _check_rsa(public: rsa.RSAPublicKey, legacy: frozenset[Legacy]) -> int:
    smallest = _SMALLEST_LEGACY_RSA if Legacy.RSA1024 in legacy else _SMALLEST_RSA
    if public.key_size < smallest:
        raise CheckFailed(checks.WEAK_KEY, f"RSA of at least {smallest} bits", public.key_size)
    exponent = public.public_numbers().e
    if exponent < _SMALLEST_EXPONENT:
        raise CheckFailed(checks.WEAK_KEY, f"RSA with exponent {_SMALLEST_EXPONENT}", exponent)
    return public.key_size


def _check_curve(public: ec.EllipticCurvePublicKey) -> int:
    if public.curve.name not in _CURVES:
        raise CheckFailed(checks.WEAK_KEY, "on P-256, P-384 or P-521", f"on {public.curve.name}")
    return public.key_size
