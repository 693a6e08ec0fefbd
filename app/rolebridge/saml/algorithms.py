"""Which algorithms are trusted, by the URIs that XML Signature and XML Encryption give them.

Positive lists only: what does not stand here is refused by name. What is too weak for today stands
here with the legacy switch that lets it in; all switches are off unless somebody turns them on.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives import hashes

ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
EXCLUSIVE_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE_C14N: Final = frozenset(
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11"}
)
_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007: Final = "http://www.w3.org/2007/05/xmldsig-more#"
_XENC: Final = "http://www.w3.org/2001/04/xmlenc#"


class Legacy(StrEnum):
    """Switches for what old identity providers still send. Off unless named."""

    SHA1 = "sha1"
    INCLUSIVE_C14N = "inclusive-c14n"
    CBC = "cbc"
    RSA15 = "rsa15"
    RSA1024 = "rsa1024"


class KeyKind(StrEnum):
    """Kinds of signing keys in use."""

    RSA = "RSA"
    EC = "EC"


class SignatureAlgorithm(StrEnum):
    """What our own signers produce (RFC 6931)."""

    RSA_SHA256 = f"{_MORE}rsa-sha256"
    ECDSA_SHA256 = f"{_MORE}ecdsa-sha256"
    ECDSA_SHA384 = f"{_MORE}ecdsa-sha384"
    ECDSA_SHA512 = f"{_MORE}ecdsa-sha512"


@dataclass(frozen=True, slots=True)
class SignatureMethod:
    """One accepted signature algorithm: its key's kind and its digest; `pss` is RSA's padding."""

    kind: KeyKind
    digest: hashes.HashAlgorithm
    pss: bool = False
    needs: Legacy | None = None


@dataclass(frozen=True, slots=True)
class DigestMethod:
    """One accepted digest algorithm, by the name that hashlib gives it."""

    name: str
    size: int
    needs: Legacy | None = None


_SHA256: Final = hashes.SHA256()
_SHA384: Final = hashes.SHA384()
_SHA512: Final = hashes.SHA512()
_SHA1: Final = hashes.SHA1()  # noqa: S303  # Known here so that it can be switched on.
SIGNATURE_METHODS: Final = {
    f"{_MORE}rsa-sha256": SignatureMethod(KeyKind.RSA, _SHA256),
    f"{_MORE}rsa-sha384": SignatureMethod(KeyKind.RSA, _SHA384),
    f"{_MORE}rsa-sha512": SignatureMethod(KeyKind.RSA, _SHA512),
    f"{_MORE_2007}sha256-rsa-MGF1": SignatureMethod(KeyKind.RSA, _SHA256, pss=True),
    f"{_MORE_2007}sha384-rsa-MGF1": SignatureMethod(KeyKind.RSA, _SHA384, pss=True),
    f"{_MORE_2007}sha512-rsa-MGF1": SignatureMethod(KeyKind.RSA, _SHA512, pss=True),
    f"{_MORE}ecdsa-sha256": SignatureMethod(KeyKind.EC, _SHA256),
    f"{_MORE}ecdsa-sha384": SignatureMethod(KeyKind.EC, _SHA384),
    f"{_MORE}ecdsa-sha512": SignatureMethod(KeyKind.EC, _SHA512),
    f"{_DSIG}rsa-sha1": SignatureMethod(KeyKind.RSA, _SHA1, needs=Legacy.SHA1),
    f"{_MORE}ecdsa-sha1": SignatureMethod(KeyKind.EC, _SHA1, needs=Legacy.SHA1),
}
WEAK_SIGNATURE_METHODS: Final = frozenset(
    {
        *(f"{_MORE}{name}" for name in ("rsa-md5", "rsa-ripemd160", "rsa-sha224")),
        *(f"{_MORE}{name}" for name in ("ecdsa-sha224", "ecdsa-ripemd160")),
        f"{_MORE_2007}sha1-rsa-MGF1",
        f"{_MORE_2007}sha224-rsa-MGF1",
        f"{_DSIG}dsa-sha1",
        "http://www.w3.org/2009/xmldsig11#dsa-sha256",
    }
)

SHA256: Final = f"{_XENC}sha256"
DIGEST_METHODS: Final = {
    SHA256: DigestMethod("sha256", 32),
    f"{_MORE}sha384": DigestMethod("sha384", 48),
    f"{_XENC}sha512": DigestMethod("sha512", 64),
    f"{_DSIG}sha1": DigestMethod("sha1", 20, needs=Legacy.SHA1),
}
WEAK_DIGEST_METHODS: Final = frozenset({f"{_MORE}md5", f"{_MORE}sha224", f"{_XENC}ripemd160"})
