"""Key pairs with self-issued certificates, made once a process (RSA keys are slow to make)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class KeyPair:
    private_pem: bytes
    certificate_pem: str


@cache
def rsa_pair(name: str = "idp", bits: int = 2048, *, expired: bool = False) -> KeyPair:
    return _pair(name, rsa.generate_private_key(public_exponent=65537, key_size=bits), expired)


@cache
def ec_pair(name: str = "idp-ec", curve: str = "secp256r1") -> KeyPair:
    curves = {"secp256r1": ec.SECP256R1, "secp384r1": ec.SECP384R1, "secp521r1": ec.SECP521R1}
    return _pair(name, ec.generate_private_key(curves[curve]()), expired=False)


def _pair(name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, expired: bool) -> KeyPair:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30 if expired else 36500))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyPair(private, certificate.public_bytes(serialization.Encoding.PEM).decode())
