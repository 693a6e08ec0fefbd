"""The one XML-DSig module: what is verified here comes back as the bytes that were digested.

Shape first (signature_shape.py), then xmlsec's arithmetic with a pinned key, then our own digest
over our own canonical bytes; those bytes, parsed afresh, are all that may be read later.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xmlsec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from rolebridge.saml.algorithms import Legacy, SignatureAlgorithm, SignatureMethod
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import signature as checks
from rolebridge.saml.signature_shape import (
    SIGNATURE,
    Canonicalization,
    find_signature_method,
    read_signature,
)
from rolebridge.saml.signer import Signer, XMLSecSigner, sign_element, sign_metadata
from rolebridge.saml.verification_keys import (
    VerificationKey,
    load_usable_keys,
    load_verification_key,
)
from rolebridge.saml.xml import find_child, parse_canonical

__all__ = [
    "Legacy",
    "SignatureAlgorithm",
    "Signer",
    "VerificationKey",
    "VerifiedElement",
    "XMLSecSigner",
    "load_usable_keys",
    "load_verification_key",
    "sign_element",
    "sign_metadata",
    "verify_bytes",
    "verify_enveloped",
]


@dataclass(frozen=True, slots=True)
class VerifiedElement:
    """An element parsed from exactly the bytes a trusted key signed, without its signature."""

    element: Any
    canonical: bytes
    fingerprint: str


def verify_enveloped(
    element: Any, keys: Sequence[VerificationKey], *, legacy: frozenset[Legacy] = frozenset()
) -> VerifiedElement:
    """Verify the ds:Signature that is a child of `element` and covers it, by a pinned key.

    Returns the element as it was signed; `element` itself is left as it was. Raises CheckFailed
    with one of the catalogue's signature checks (SAML Core 5.4).
    """
    signature = _get_signature(element)
    facts = read_signature(signature, element.get("ID") or "", legacy)
    for key in _keys_for(facts.method, keys, legacy):
        if _is_signed_by(element, signature, key):
            break
    else:
        raise _invalid(element, "no configured key fits")
    canonical = _canonicalize(element, signature, facts.canonicalization)
    digest = hashlib.new(facts.digest.name, canonical).digest()
    if not hmac.compare_digest(digest, facts.digest_value):
        raise _invalid(element, "xmlsec accepted a digest that differs from ours")
    return VerifiedElement(parse_canonical(canonical), canonical, key.fingerprint)


def verify_bytes(
    data: bytes,
    signature: bytes,
    algorithm_uri: str,
    keys: Sequence[VerificationKey],
    *,
    legacy: frozenset[Legacy] = frozenset(),
) -> str:
    """Verify a detached signature, as in the HTTP-Redirect binding, and return the fingerprint.

    Raises CheckFailed with one of the catalogue's signature checks (SAML Bindings 3.4.4.1).
    """
    method = find_signature_method(algorithm_uri, legacy)
    for key in _keys_for(method, keys, legacy):
        if _is_raw_signature(data, signature, method, key):
            return key.fingerprint
    raise CheckFailed(checks.SIGNATURE_INVALID, "the message", detail="no configured key fits")


def _invalid(element: Any, detail: str) -> CheckFailed:
    name = etree.QName(element).localname
    return CheckFailed(checks.SIGNATURE_INVALID, f"the {name}", detail=detail)


def _get_signature(element: Any) -> Any:
    signatures = list(element.iterchildren(SIGNATURE))
    if not signatures:
        raise CheckFailed(checks.NO_SIGNATURE)
    if len(signatures) > 1:
        raise CheckFailed(checks.MULTIPLE_SIGNATURES, "one", len(signatures))
    return signatures[0]


def _keys_for(
    method: SignatureMethod, keys: Sequence[VerificationKey], legacy: frozenset[Legacy]
) -> list[VerificationKey]:
    """The keys of the algorithm's kind; a public key is never the secret of another scheme."""
    fitting = [key for key in keys if key.kind is method.kind]
    if not fitting:
        kinds = sorted({key.kind.value for key in keys})
        raise CheckFailed(checks.SIG_ALGORITHM, kinds, f"for {method.kind.value} keys")
    strong = [key for key in fitting if not key.is_weak or Legacy.RSA1024 in legacy]
    if not strong:
        raise CheckFailed(checks.WEAK_KEY, "RSA of at least 2048 bits", fitting[0].bits)
    return strong


def _is_signed_by(element: Any, signature: Any, key: VerificationKey) -> bool:
    context = xmlsec.SignatureContext()
    # With a key set, xmlsec never looks at KeyInfo.
    context.key = key.handle
    try:
        context.register_id(element, "ID")
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def _is_raw_signature(
    data: bytes, signature: bytes, method: SignatureMethod, key: VerificationKey
) -> bool:
    public = key.public_key
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, _rsa_padding(method), method.digest)
        else:
            public.verify(_der(signature, public), data, ec.ECDSA(method.digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _rsa_padding(method: SignatureMethod) -> padding.PKCS1v15 | padding.PSS:
    if not method.pss:
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(method.digest), method.digest.digest_size)


def _der(signature: bytes, public: ec.EllipticCurvePublicKey) -> bytes:
    """XML carries r and s side by side, each as long as the curve (RFC 4050 section 3.3)."""
    size = (public.curve.key_size + 7) // 8
    if len(signature) != 2 * size:
        raise ValueError("not the length of this curve's signatures")
    return encode_dss_signature(
        int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    )


def _canonicalize(element: Any, signature: Any, how: Canonicalization) -> bytes:
    """The bytes that were digested: the element without its signature, canonicalized."""
    if element.getparent() is not None and _reaches_outside(element, how):
        element = _detach(element)
        signature = find_child(element, SIGNATURE)
    restore = _take_out(element, signature)
    try:
        canonical: bytes = etree.tostring(
            element,
            method="c14n",
            exclusive=how.exclusive,
            with_comments=False,
            with_tail=False,
            inclusive_ns_prefixes=how.prefixes or None,
        )
    except etree.LxmlError as error:
        # Hashing an empty text after a failed canonicalization is how whole products fell.
        raise _invalid(element, f"canonicalization failed: {type(error).__name__}") from None
    finally:
        restore()
    return canonical


def _reaches_outside(element: Any, how: Canonicalization) -> bool:
    """Whether the canonical bytes hold namespace declarations that stand on an ancestor."""
    if not how.exclusive:
        return True
    outer = element.getparent().nsmap
    return any((None if prefix == "#default" else prefix) in outer for prefix in how.prefixes)


def _detach(element: Any) -> Any:
    """A copy as a document of its own whose root declares all namespaces in force here."""
    return parse_canonical(etree.tostring(element, with_tail=False))


def _take_out(element: Any, signature: Any) -> Callable[[], None]:
    """Take the signature out, leaving the text around it; the answer puts all back."""
    position, before, tail = element.index(signature), signature.getprevious(), signature.tail
    holder, field = (element, "text") if before is None else (before, "tail")
    text = getattr(holder, field)
    signature.tail = None
    element.remove(signature)
    if tail:
        setattr(holder, field, (text or "") + tail)

    def restore() -> None:
        setattr(holder, field, text)
        element.insert(position, signature)
        signature.tail = tail

    return restore
