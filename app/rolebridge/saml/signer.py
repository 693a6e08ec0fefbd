"""Signing: the Signer a key ring hands out, and the place of a signature in an element."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final, Protocol

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from rolebridge.saml import algorithms
from rolebridge.saml.algorithms import SignatureAlgorithm
from rolebridge.saml.canonical import Canonical, canonicalize
from rolebridge.saml.xml import DS, parse_canonical

_BY_CURVE: Final = {
    "secp256r1": SignatureAlgorithm.ECDSA_SHA256,
    "secp384r1": SignatureAlgorithm.ECDSA_SHA384,
    "secp521r1": SignatureAlgorithm.ECDSA_SHA512,
}
# What stands in SignedInfo, canonical as it is: no empty tags, nothing that needs escaping. So its
# text, with the one declaration it needs outside of ds:Signature, is what is signed.
_SIGNED_INFO: Final = (
    f'<ds:CanonicalizationMethod Algorithm="{algorithms.EXCLUSIVE_C14N}">'
    "</ds:CanonicalizationMethod>"
    '<ds:SignatureMethod Algorithm="{algorithm}"></ds:SignatureMethod>'
    '<ds:Reference URI="#{identifier}"><ds:Transforms>'
    f'<ds:Transform Algorithm="{algorithms.ENVELOPED}"></ds:Transform>'
    f'<ds:Transform Algorithm="{algorithms.EXCLUSIVE_C14N}"></ds:Transform></ds:Transforms>'
    f'<ds:DigestMethod Algorithm="{algorithms.SHA256}"></ds:DigestMethod>'
    "<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
)
_DECLARATION: Final = f' xmlns:ds="{DS}"'
_SIGNATURE: Final = (
    f"<ds:Signature{_DECLARATION}>"
    "<ds:SignedInfo>{signed_info}</ds:SignedInfo><ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>"
    "<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    "</ds:Signature>"
)
# An xs:ID of ours, so that nothing in it needs escaping.
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_TRANSFORMS: Final = {
    SignatureAlgorithm.RSA_SHA256: xmlsec.constants.TransformRsaSha256,
    SignatureAlgorithm.ECDSA_SHA256: xmlsec.constants.TransformEcdsaSha256,
    SignatureAlgorithm.ECDSA_SHA384: xmlsec.constants.TransformEcdsaSha384,
    SignatureAlgorithm.ECDSA_SHA512: xmlsec.constants.TransformEcdsaSha512,
}


class Signer(Protocol):
    """Holds a private key and signs with it; may be used by several threads at once."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate that goes into KeyInfo and metadata."""
        ...

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """The signature algorithm of everything this signer signs."""
        ...

    def sign_bytes(self, data: bytes) -> bytes:
        """The value of a signature by `algorithm`, as XML-DSig and HTTP-Redirect want it."""
        ...


class PrivateKeySigner:
    """A Signer over a private key in memory, parsed once (parsing takes about 30 ms).

    python-xmlsec signs, in process; what verifies is cryptography, so that each judges the other.
    """

    __slots__ = ("_algorithm", "_certificate_der", "_key")

    def __init__(
        self, private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificate_der: bytes
    ) -> None:
        self._certificate_der = certificate_der
        self._algorithm = (
            SignatureAlgorithm.RSA_SHA256
            if isinstance(private, rsa.RSAPrivateKey)
            else _BY_CURVE[private.curve.name]
        )
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem, None)

    @classmethod
    def from_pem(cls, private_pem: bytes, certificate_pem: str) -> "PrivateKeySigner":
        """Parse a key pair. Raises ValueError where the two do not belong together."""
        private = serialization.load_pem_private_key(private_pem, password=None)
        certificate = x509.load_pem_x509_certificate(certificate_pem.encode("ascii"))
        if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise ValueError("only RSA and NIST curve keys sign")  # noqa: TRY004  # A bad value.
        if private.public_key() != certificate.public_key():
            raise ValueError("the certificate is not of this private key")
        return cls(private, certificate.public_bytes(serialization.Encoding.DER))

    @property
    def certificate_der(self) -> bytes:
        return self._certificate_der

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._algorithm

    def sign_bytes(self, data: bytes) -> bytes:
        context = xmlsec.SignatureContext()
        context.key = self._key
        value: bytes = context.sign_binary(data, _TRANSFORMS[self._algorithm])
        return value


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An element in canonical form, open where its signature goes: behind saml:Issuer.

    `id` is its ID attribute. No prefix is declared around it, so that its canonical form is the
    same wherever it is put.
    """

    id: str
    until_issuer: str
    rest: str

    @property
    def text(self) -> Canonical:
        """The element as it is."""
        return Canonical(self.until_issuer + self.rest)


def sign(unsigned: Unsigned, signer: Signer) -> Canonical:
    """The element with an enveloped signature over all of it, directly after saml:Issuer.

    Exclusive canonicalization, SHA-256, X509Certificate in KeyInfo (SAML Core 5.4).
    """
    signature = _build_signature(unsigned.id, unsigned.text.encode(), signer)
    return Canonical(unsigned.until_issuer + signature + unsigned.rest)


def sign_metadata(element: Any, signer: Signer) -> None:
    """Insert an enveloped signature as first child and fill it (SAML Metadata 3).

    `element` is the root of its tree.
    """
    signature = _build_signature(element.get("ID"), canonicalize(element), signer)
    element.insert(0, parse_canonical(signature.encode("ascii")))


def _build_signature(identifier: str, canonical: bytes, signer: Signer) -> str:
    """The ds:Signature of the element whose canonical form and ID these are."""
    if _IDENTIFIER.fullmatch(identifier) is None:
        raise ValueError(f"{identifier!r} is not an identifier of ours")
    signed_info = _SIGNED_INFO.format(
        algorithm=signer.algorithm.value,
        identifier=identifier,
        digest=_encode(hashlib.sha256(canonical).digest()),
    )
    signed = f"<ds:SignedInfo{_DECLARATION}>{signed_info}</ds:SignedInfo>".encode("ascii")
    return _SIGNATURE.format(
        signed_info=signed_info,
        value=_encode(signer.sign_bytes(signed)),
        certificate=_encode(signer.certificate_der),
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
