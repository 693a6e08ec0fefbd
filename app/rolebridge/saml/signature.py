"""The one XML-DSig module: what is verified here comes back as the bytes that were digested.

Shape first (signature_shape.py). Then the canonical SignedInfo is verified by a pinned key: that
arithmetic sees no document, so there is nothing it could open, look up or transform. Then the
digest of the canonical element: those bytes, parsed afresh, are all that may be read later.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

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
from rolebridge.saml.signer import PrivateKeySigner, Signer, sign_metadata
from rolebridge.saml.verification_keys import (
    VerificationKey,
    load_usable_keys,
    load_verification_key,
)
from rolebridge.saml.xml import find_child, parse_canonical

__all__ = [
    "Legacy",
    "PrivateKeySigner",
    "SignatureAlgorithm",
    "Signer",
    "VerificationKey",
    "VerifiedElement",
    "load_usable_keys",
    "load_verification_key",
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
    keys = _keys_for(facts.method, keys, legacy)
    signed_info = _canonicalize(facts.signed_info, facts.signed_info_c14n)
    key = _find_signing_key(signed_info, facts.value, facts.method, keys)
    if key is None:
        raise _invalid(element, "no configured key fits")
    reference = facts.reference
    canonical = _canonicalize_without(element, signature, reference.canonicalization)
    digest = hashlib.new(reference.digest.name, canonical).digest()
    if not hmac.compare_digest(digest, reference.digest_value):
        raise _invalid(element, "the digest is of something else")
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
    key = _find_signing_key(data, signature, method, _keys_for(method, keys, legacy))
    if key is None:
        raise CheckFailed(checks.SIGNATURE_INVALID, "the message", detail="no configured key fits")
    return key.fingerprint


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


def _find_signing_key(
    data: bytes, value: bytes, method: SignatureMethod, keys: Sequence[VerificationKey]
) -> VerificationKey | None:
    return next((key for key in keys if _is_signature(data, value, method, key)), None)


def _is_signature(data: bytes, value: bytes, method: SignatureMethod, key: VerificationKey) -> bool:
    public, digest = key.public_key, method.digest
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(value, data, _choose_padding(method), digest)
        else:
            public.verify(_read_numbers(value, public.key_size), data, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True


def _choose_padding(method: SignatureMethod) -> padding.AsymmetricPadding:
    """RSA-PSS has a salt as long as the digest (RFC 6931 section 2.3.10)."""
    if not method.pss:
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(method.digest), method.digest.digest_size)


def _read_numbers(value: bytes, bits: int) -> bytes:
    """In DER, the two numbers that stand one behind the other (XML Signature 1.1, 6.4.3)."""
    length = (bits + 7) // 8
    if len(value) != 2 * length:
        raise InvalidSignature
    first, second = value[:length], value[length:]
    return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))


def _canonicalize(element: Any, how: Canonicalization) -> bytes:
    """The canonical bytes of an element that may lean on declarations around it."""
    return _to_bytes(_detach(element) if _reaches_outside(element, how) else element, how)


def _canonicalize_without(element: Any, signature: Any, how: Canonicalization) -> bytes:
    """The bytes that were digested: the element without its signature, canonicalized."""
    if _reaches_outside(element, how):
        element = _detach(element)
        signature = find_child(element, SIGNATURE)
    restore = _take_out(element, signature)
    try:
        return _to_bytes(element, how)
    finally:
        restore()


def _to_bytes(element: Any, how: Canonicalization) -> bytes:
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
    return canonical


def _reaches_outside(element: Any, how: Canonicalization) -> bool:
    """Whether the canonical bytes hold namespace declarations that stand on an ancestor."""
    parent = element.getparent()
    if parent is None or (how.exclusive and not how.prefixes):
        return False
    if not how.exclusive:
        return True
    outer = parent.nsmap
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
