"""The ciphers of XML Encryption, by their URIs, over `cryptography`.

Positive lists only. Every failure of a cipher is the same CipherFailed, without a reason: what
exactly went wrong is what padding oracles live on.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rolebridge.saml.algorithms import Legacy

_XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_TRIPLE_DES_BLOCK: Final = 8
_NONCE: Final = 12
_TAG: Final = 16

OAEP: Final = f"{_XENC11}rsa-oaep"
OAEP_MGF1P: Final = f"{_XENC}rsa-oaep-mgf1p"
RSA15: Final = f"{_XENC}rsa-1_5"


class CipherFailed(Exception):
    """Decryption failed; there is deliberately nothing more to say."""


@dataclass(frozen=True, slots=True)
class ContentCipher:
    """A cipher for content. Sizes in bytes; `block` is None where the mode authenticates."""

    key_size: int
    block: int | None = None
    needs: Legacy | None = None


CONTENT_CIPHERS: Final = {
    f"{_XENC11}aes128-gcm": ContentCipher(16),
    f"{_XENC11}aes192-gcm": ContentCipher(24),
    f"{_XENC11}aes256-gcm": ContentCipher(32),
    f"{_XENC}aes128-cbc": ContentCipher(16, block=16, needs=Legacy.CBC),
    f"{_XENC}aes192-cbc": ContentCipher(24, block=16, needs=Legacy.CBC),
    f"{_XENC}aes256-cbc": ContentCipher(32, block=16, needs=Legacy.CBC),
    f"{_XENC}tripledes-cbc": ContentCipher(24, block=8, needs=Legacy.CBC),
}
KEY_TRANSPORTS: Final[dict[str, Legacy | None]] = {
    OAEP: None,
    OAEP_MGF1P: None,
    RSA15: Legacy.RSA15,
}
# SHA-1 is sound inside OAEP, which needs no resistance to collisions.
OAEP_DIGESTS: Final[dict[str, hashes.HashAlgorithm]] = {
    f"{_DSIG}sha1": hashes.SHA1(),  # noqa: S303  # As the comment above says.
    f"{_XENC}sha256": hashes.SHA256(),
    f"{_MORE}sha384": hashes.SHA384(),
    f"{_XENC}sha512": hashes.SHA512(),
}
MASK_GENERATORS: Final[dict[str, hashes.HashAlgorithm]] = {
    f"{_XENC11}mgf1sha1": hashes.SHA1(),  # noqa: S303  # As above.
    f"{_XENC11}mgf1sha256": hashes.SHA256(),
    f"{_XENC11}mgf1sha384": hashes.SHA384(),
    f"{_XENC11}mgf1sha512": hashes.SHA512(),
}
DEFAULT_OAEP_DIGEST: Final = f"{_DSIG}sha1"
DEFAULT_MASK_GENERATOR: Final = f"{_XENC11}mgf1sha1"


@dataclass(frozen=True, slots=True)
class KeyTransport:
    """How the content key is wrapped. Digest, mask and label are of OAEP only."""

    uri: str
    digest: str = DEFAULT_OAEP_DIGEST
    mask: str = DEFAULT_MASK_GENERATOR
    label: bytes | None = None


def unwrap_key(private: rsa.RSAPrivateKey, transport: KeyTransport, wrapped: bytes) -> bytes:
    """Decrypt a content key (XML Encryption 1.1 section 5.5). Raises CipherFailed."""
    try:
        return private.decrypt(wrapped, _padding(transport))
    except ValueError:
        raise CipherFailed from None


def decrypt_content(cipher: ContentCipher, key: bytes, data: bytes) -> bytes:
    """Decrypt content (XML Encryption 1.1 section 5.2). Raises CipherFailed."""
    if len(key) != cipher.key_size:
        raise CipherFailed
    return (
        _decrypt_gcm(key, data) if cipher.block is None else _decrypt_cbc(key, data, cipher.block)
    )


def _padding(transport: KeyTransport) -> padding.OAEP | padding.PKCS1v15:
    if transport.uri == RSA15:
        return padding.PKCS1v15()
    mask = padding.MGF1(MASK_GENERATORS[transport.mask])
    return padding.OAEP(mask, OAEP_DIGESTS[transport.digest], transport.label)


def _decrypt_gcm(key: bytes, data: bytes) -> bytes:
    """Nonce of 96 bits, then cipher text, then the whole tag of 128 bits."""
    if len(data) <= _NONCE + _TAG:
        raise CipherFailed
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], None)
    except InvalidTag:
        raise CipherFailed from None


def _decrypt_cbc(key: bytes, data: bytes, block: int) -> bytes:
    """Initial vector, then blocks; the last byte counts the padding, whose rest is arbitrary."""
    if len(data) < 2 * block or len(data) % block:
        raise CipherFailed
    algorithm = TripleDES(key) if block == _TRIPLE_DES_BLOCK else algorithms.AES(key)
    decryptor = Cipher(algorithm, modes.CBC(data[:block])).decryptor()
    padded = decryptor.update(data[block:]) + decryptor.finalize()
    surplus = padded[-1]
    if not 1 <= surplus <= block:
        raise CipherFailed
    return padded[:-surplus]
