"""What an XML signature may look like, decided before any arithmetic is done with it.

Arithmetic does not ask for meaning: left to itself, a verifier opens files that a Reference names,
runs XPath and XSLT, and accepts signatures over some other element. So every part of a
ds:Signature has one place, one shape and one list of allowed values here (SAML Core 5.4), and
KeyInfo is never read.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Never

from rolebridge.saml import algorithms
from rolebridge.saml.algorithms import DigestMethod, Legacy, SignatureMethod
from rolebridge.saml.base64text import decode_xml_value
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import signature as checks
from rolebridge.saml.xml import DS

SIGNATURE: Final = f"{{{DS}}}Signature"
_SIGNED_INFO: Final = f"{{{DS}}}SignedInfo"
_SIGNATURE_VALUE: Final = f"{{{DS}}}SignatureValue"
_KEY_INFO: Final = f"{{{DS}}}KeyInfo"
_C14N_METHOD: Final = f"{{{DS}}}CanonicalizationMethod"
_SIGNATURE_METHOD: Final = f"{{{DS}}}SignatureMethod"
_REFERENCE: Final = f"{{{DS}}}Reference"
_TRANSFORMS: Final = f"{{{DS}}}Transforms"
_TRANSFORM: Final = f"{{{DS}}}Transform"
_DIGEST_METHOD: Final = f"{{{DS}}}DigestMethod"
_DIGEST_VALUE: Final = f"{{{DS}}}DigestValue"
_INCLUSIVE_NAMESPACES: Final = f"{{{algorithms.EXCLUSIVE_C14N}}}InclusiveNamespaces"
_SINGLE: Final = (_SIGNED_INFO, _SIGNATURE_VALUE, _REFERENCE, _DIGEST_METHOD, _DIGEST_VALUE)
_DIGESTS_OF_NOTHING: Final = frozenset(
    hashlib.new(method.name).digest() for method in algorithms.DIGEST_METHODS.values()
)
_MOST_PREFIXES: Final = 16
_EXPECTED_TRANSFORMS: Final = "enveloped-signature, then exclusive canonicalization"


@dataclass(frozen=True, slots=True)
class Canonicalization:
    """How an element becomes bytes. `prefixes` is the InclusiveNamespaces PrefixList."""

    exclusive: bool
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The digest of the signed element, and how the element becomes bytes for it."""

    digest: DigestMethod
    digest_value: bytes
    canonicalization: Canonicalization


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What a well-shaped signature claims: about itself, then about the element it signs."""

    signed_info: Any
    signed_info_c14n: Canonicalization
    method: SignatureMethod
    value: bytes
    reference: Reference


def read_signature(signature: Any, identifier: str, legacy: frozenset[Legacy]) -> SignatureFacts:
    """Check the shape of a ds:Signature over the element with the ID `identifier`.

    Raises CheckFailed with one of the catalogue's signature checks.
    """
    parts = list(signature)
    if _tags(parts) not in (
        [_SIGNED_INFO, _SIGNATURE_VALUE],
        [_SIGNED_INFO, _SIGNATURE_VALUE, _KEY_INFO],
    ):
        expected = "SignedInfo, SignatureValue and perhaps KeyInfo"
        raise CheckFailed(checks.SIGNATURE_SHAPE, expected, _names(signature))
    counts = Counter(part.tag for part in signature.iter(*_SINGLE))
    for name in _SINGLE:
        if counts[name] != 1:
            local = name.rpartition("}")[2]
            raise CheckFailed(checks.SIGNATURE_SHAPE, f"one {local}", f"{counts[name]} of them")
    signed_info, value = parts[:2]
    parts = list(signed_info)
    if _tags(parts) != [_C14N_METHOD, _SIGNATURE_METHOD, _REFERENCE]:
        wanted = "CanonicalizationMethod, SignatureMethod and Reference"
        _refuse_signed_info(wanted, _names(signed_info))
    c14n_method, signature_method, reference = parts
    return SignatureFacts(
        signed_info=signed_info,
        signed_info_c14n=_read_signed_info_c14n(c14n_method, legacy),
        method=_read_signature_method(signature_method, legacy),
        value=_decode_text(value),
        reference=_read_reference(reference, identifier, legacy),
    )


def _read_signed_info_c14n(element: Any, legacy: frozenset[Legacy]) -> Canonicalization:
    algorithm = element.get("Algorithm")
    if algorithm == algorithms.EXCLUSIVE_C14N:
        return Canonicalization(exclusive=True, prefixes=_read_prefixes(element))
    if algorithm not in algorithms.INCLUSIVE_C14N or Legacy.INCLUSIVE_C14N not in legacy:
        raise CheckFailed(checks.C14N_ALGORITHM, algorithms.EXCLUSIVE_C14N, algorithm)
    if len(element):
        _refuse_signed_info("no parameters of canonicalization", _names(element))
    return Canonicalization(exclusive=False)


def _read_signature_method(element: Any, legacy: frozenset[Legacy]) -> SignatureMethod:
    uri = element.get("Algorithm")
    return find_signature_method(uri, legacy) if not len(element) else _refuse_parameters(element)


def find_signature_method(uri: str | None, legacy: frozenset[Legacy]) -> SignatureMethod:
    """Look a signature algorithm up in the positive list; raises CheckFailed for every other."""
    method = algorithms.SIGNATURE_METHODS.get(uri or "")
    if method is not None and (method.needs is None or method.needs in legacy):
        return method
    if method is not None or uri in algorithms.WEAK_SIGNATURE_METHODS:
        raise CheckFailed(checks.WEAK_ALGORITHM, "SHA-256 or better with RSA or ECDSA", uri)
    raise CheckFailed(checks.SIG_ALGORITHM, "RSA or ECDSA", uri)


def _refuse_parameters(element: Any) -> Never:
    _refuse_signed_info("no parameters of the signature algorithm", _names(element))


def _read_reference(reference: Any, identifier: str, legacy: frozenset[Legacy]) -> Reference:
    uri = reference.get("URI")
    # A comparison of strings: a resolver of URIs would open files and evaluate XPointers.
    if not identifier or uri != f"#{identifier}":
        raise CheckFailed(checks.REFERENCE_MISMATCH, f"#{identifier}", uri)
    if not {"URI", "Id"}.issuperset(reference.keys()):
        _refuse_signed_info("a Reference with a URI only", ", ".join(reference.keys()))
    parts = list(reference)
    if _tags(parts) == [_DIGEST_METHOD, _DIGEST_VALUE]:
        raise CheckFailed(checks.TRANSFORMS, _EXPECTED_TRANSFORMS, "absent")
    if _tags(parts) != [_TRANSFORMS, _DIGEST_METHOD, _DIGEST_VALUE]:
        _refuse_signed_info("Transforms, DigestMethod and DigestValue", _names(reference))
    transforms, digest_method, digest_value = parts
    canonicalization = _read_transforms(transforms, legacy)
    digest = _read_digest_method(digest_method, legacy)
    return Reference(digest, _read_digest_value(digest_value, digest), canonicalization)


def _read_transforms(transforms: Any, legacy: frozenset[Legacy]) -> Canonicalization:
    parts = list(transforms)
    named = [transform.get("Algorithm") for transform in parts]
    well_placed = named and set(_tags(parts)) == {_TRANSFORM} and not len(parts[0])
    if well_placed and named[0] == algorithms.ENVELOPED:
        if named[1:] == [algorithms.EXCLUSIVE_C14N]:
            return Canonicalization(exclusive=True, prefixes=_read_prefixes(parts[1]))
        if Legacy.INCLUSIVE_C14N in legacy and _is_inclusive(parts[1:]):
            return Canonicalization(exclusive=False)
    actual = ", ".join(str(algorithm) for algorithm in named) or "absent"
    raise CheckFailed(checks.TRANSFORMS, _EXPECTED_TRANSFORMS, actual)


def _is_inclusive(rest: list[Any]) -> bool:
    """Inclusive canonicalization named, or implied by naming none (XML Signature 4.3.3.2)."""
    if not rest:
        return True
    named = rest[0].get("Algorithm")
    return len(rest) == 1 and named in algorithms.INCLUSIVE_C14N and not len(rest[0])


def _read_prefixes(element: Any) -> tuple[str, ...]:
    """The PrefixList of an exclusive canonicalization, capped because each prefix costs time."""
    if not len(element):
        return ()
    if _tags(element) != [_INCLUSIVE_NAMESPACES] or len(element[0]):
        raise CheckFailed(checks.TRANSFORMS, "InclusiveNamespaces at most", _names(element))
    prefixes = tuple((element[0].get("PrefixList") or "").split())
    if len(prefixes) > _MOST_PREFIXES:
        expected = f"at most {_MOST_PREFIXES} prefixes in a PrefixList"
        raise CheckFailed(checks.TRANSFORMS, expected, len(prefixes))
    return prefixes


def _read_digest_method(element: Any, legacy: frozenset[Legacy]) -> DigestMethod:
    uri = element.get("Algorithm")
    if len(element):
        _refuse_signed_info("no parameters of the digest algorithm", _names(element))
    method = algorithms.DIGEST_METHODS.get(uri or "")
    if method is not None and (method.needs is None or method.needs in legacy):
        return method
    if method is not None or uri in algorithms.WEAK_DIGEST_METHODS:
        raise CheckFailed(checks.WEAK_ALGORITHM, "a digest of SHA-256 or better", uri)
    raise CheckFailed(checks.DIGEST_ALGORITHM, "SHA-256, SHA-384 or SHA-512", uri)


def _read_digest_value(element: Any, digest: DigestMethod) -> bytes:
    value = _decode_text(element)
    if len(value) != digest.size:
        _refuse_signed_info(f"a digest of {digest.size} bytes", f"{len(value)} bytes")
    if value in _DIGESTS_OF_NOTHING:
        raise CheckFailed(checks.DIGEST_OF_NOTHING)
    return value


def _decode_text(element: Any) -> bytes:
    if len(element):
        _refuse_signed_info(f"plain text in {_name(element)}", _names(element))
    try:
        return decode_xml_value(element.text or "")
    except ValueError:
        _refuse_signed_info(f"plain base64 in {_name(element)}", "something else")


def _tags(elements: Iterable[Any]) -> list[Any]:
    return [element.tag for element in elements]


def _names(element: Any) -> str:
    """Names of the children, for a message."""
    return ", ".join(_name(child) for child in element) or "nothing"


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _refuse_signed_info(expected: str, actual: str) -> Never:
    raise CheckFailed(checks.SIGNEDINFO_SHAPE, expected, actual)
