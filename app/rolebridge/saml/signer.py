"""Signing: the Signer a key ring hands out, and the place of a signature in an element."""

import base64
import hashlib
from typing import Any, Final, Protocol

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from rolebridge.saml import algorithms
from rolebridge.saml.algorithms import SIGNATURE_METHODS, SignatureAlgorithm
from rolebridge.saml.xml import DS, SAML

_ISSUER: Final = f"{{{SAML}}}Issuer"
_BY_CURVE: Final = {
    "secp256r1": SignatureAlgorithm.ECDSA_SHA256,
    "secp384r1": SignatureAlgorithm.ECDSA_SHA384,
    "secp521r1": SignatureAlgorithm.ECDSA_SHA512,
}
_DIGEST_VALUE: Final = f"{{{DS}}}SignedInfo/{{{DS}}}Reference/{{{DS}}}DigestValue"
_SIGNATURE_VALUE: Final = f"{{{DS}}}SignatureValue"
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

    def sign_node(self, node: Any) -> None:
        """Fill the ds:Signature template `node`, already in its place, with values.

        The signed element is the root of its tree, so that it means the same elsewhere.
        """
        ...

    def sign_bytes(self, data: bytes) -> bytes:
        """Sign bytes as the HTTP-Redirect binding wants it (SAML Bindings 3.4.4.1)."""
        ...


class XMLSecSigner:
    """A Signer over a private key in memory, parsed once (parsing takes about 30 ms)."""

    __slots__ = ("_algorithm", "_certificate_der", "_handle", "_private")

    def __init__(
        self, private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificate_der: bytes
    ) -> None:
        self._private = private
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
        self._handle = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem, None)

    @classmethod
    def from_pem(cls, private_pem: bytes, certificate_pem: str) -> "XMLSecSigner":
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

    def sign_node(self, node: Any) -> None:
        parent = node.getparent()
        position = parent.index(node)
        parent.remove(node)
        digest = hashlib.sha256(_canonicalize(parent)).digest()
        parent.insert(position, node)
        node.find(_DIGEST_VALUE).text = base64.b64encode(digest).decode("ascii")
        context = xmlsec.SignatureContext()
        context.key = self._handle
        value = context.sign_binary(_canonicalize(node[0]), _TRANSFORMS[self._algorithm])
        node.find(_SIGNATURE_VALUE).text = base64.b64encode(value).decode("ascii")

    def sign_bytes(self, data: bytes) -> bytes:
        digest = SIGNATURE_METHODS[self._algorithm].digest
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), digest)
        return _raw_ecdsa(self._private, data, digest)


def sign_element(element: Any, signer: Signer) -> None:
    """Insert an enveloped signature directly after saml:Issuer and fill it, in place.

    `element` must have an ID. Exclusive canonicalization, SHA-256, X509Certificate in KeyInfo
    (SAML Core 5.4).
    """
    issuer = element.find(_ISSUER)
    _sign_at(element, signer, 0 if issuer is None else element.index(issuer) + 1)


def sign_metadata(element: Any, signer: Signer) -> None:
    """Insert an enveloped signature as first child and fill it (SAML Metadata 3)."""
    _sign_at(element, signer, 0)


def _sign_at(element: Any, signer: Signer, position: int) -> None:
    signature = _build_template(element.get("ID"), signer)
    element.insert(position, signature)
    signer.sign_node(signature)


def _build_template(identifier: str, signer: Signer) -> Any:
    signature = etree.Element(f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = _child(signature, "SignedInfo")
    _child(info, "CanonicalizationMethod", Algorithm=algorithms.EXCLUSIVE_C14N)
    _child(info, "SignatureMethod", Algorithm=signer.algorithm.value)
    reference = _child(info, "Reference", URI=f"#{identifier}")
    transforms = _child(reference, "Transforms")
    _child(transforms, "Transform", Algorithm=algorithms.ENVELOPED)
    _child(transforms, "Transform", Algorithm=algorithms.EXCLUSIVE_C14N)
    _child(reference, "DigestMethod", Algorithm=algorithms.SHA256)
    _child(reference, "DigestValue")
    _child(signature, "SignatureValue")
    x509_data = _child(_child(signature, "KeyInfo"), "X509Data")
    certificate = _child(x509_data, "X509Certificate")
    certificate.text = base64.b64encode(signer.certificate_der).decode("ascii")
    return signature


def _canonicalize(element: Any) -> bytes:
    """Exclusive canonicalization by lxml, which takes half the time of xmlsec's own walk."""
    canonical: bytes = etree.tostring(
        element, method="c14n", exclusive=True, with_comments=False, with_tail=False
    )
    return canonical


def _child(parent: Any, name: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{DS}}}{name}", attributes)


def _raw_ecdsa(
    private: ec.EllipticCurvePrivateKey, data: bytes, digest: hashes.HashAlgorithm
) -> bytes:
    """ECDSA values are r and s side by side, each as long as the curve (RFC 4050 section 3.3)."""
    r, s = decode_dss_signature(private.sign(data, ec.ECDSA(digest)))
    size = (private.curve.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")
