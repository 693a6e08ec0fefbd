"""Key pairs with self-issued certificates.

RSA with 2048 bits is the default: it is what AWS and every service provider of the last fifteen
years take, a signature costs a third of what one with 3072 bits does, and NIST SP 800-57 lets it
stand until 2030, by when this key will have rolled over. `--bits 3072` and `4096` are there for
those who must. The certificate is only a wrapping of the public key: partners pin it from the
metadata, so nobody else signs it and its dates are wide.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from rolebridge.keys.state import KeyChangeRefused, KeyUse

DEFAULT_BITS = 2048
BITS = (2048, 3072, 4096)
_LIFETIME = timedelta(days=3653)
_BEFORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key and its certificate, both in PEM."""

    private_pem: bytes = field(repr=False)
    certificate_pem: bytes


def mint_key_pair(use: KeyUse, key_id: str, now: datetime, bits: int = DEFAULT_BITS) -> KeyPair:
    """A new RSA key with its certificate. Raises KeyChangeRefused for another size than BITS."""
    if bits not in BITS:
        sizes = ", ".join(str(size) for size in BITS)
        raise KeyChangeRefused(f"An RSA key has {sizes} bits here, not {bits}.")
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    certificate = _build_certificate(private, use, key_id, now)
    return KeyPair(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
    )


def read_certificate_der(pem: bytes) -> bytes:
    """The DER of a certificate in PEM. Raises ValueError."""
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


def _build_certificate(
    private: rsa.RSAPrivateKey, use: KeyUse, key_id: str, now: datetime
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"rolebridge {use} {key_id}")])
    signs = use is KeyUse.SIGNING
    usage = x509.KeyUsage(
        digital_signature=signs,
        key_encipherment=not signs,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
