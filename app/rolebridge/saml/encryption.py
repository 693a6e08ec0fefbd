"""Encrypted assertions, both ways (SAML Core 2.3.4, XML Encryption 1.1).

Encryption proves nothing about who wrote a text: what comes out of here is foreign bytes again,
for the one gate in xml.py. The key is found by its place; no reference leads outside the element.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Never

import xmlsec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from rolebridge.saml import ciphers
from rolebridge.saml.algorithms import KeyKind, Legacy
from rolebridge.saml.base64text import decode_xml_value
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import document as document_checks
from rolebridge.saml.checks import envelope as checks
from rolebridge.saml.checks import signature as signature_checks
from rolebridge.saml.ciphers import CipherFailed, ContentCipher, KeyTransport
from rolebridge.saml.verification_keys import VerificationKey, load_verification_key
from rolebridge.saml.xml import DS, SAML, XENC, XENC11, parse_canonical

ENCRYPTED_ASSERTION: Final = f"{{{SAML}}}EncryptedAssertion"
_ENCRYPTED_DATA: Final = f"{{{XENC}}}EncryptedData"
_ENCRYPTED_KEY: Final = f"{{{XENC}}}EncryptedKey"
_METHOD: Final = f"{{{XENC}}}EncryptionMethod"
_CIPHER_DATA: Final = f"{{{XENC}}}CipherData"
_CIPHER_VALUE: Final = f"{{{XENC}}}CipherValue"
_KEY_SIZE: Final = f"{{{XENC}}}KeySize"
_OAEP_PARAMS: Final = f"{{{XENC}}}OAEPparams"
_KEY_INFO: Final = f"{{{DS}}}KeyInfo"
_DIGEST_METHOD: Final = f"{{{DS}}}DigestMethod"
_RETRIEVAL_METHOD: Final = f"{{{DS}}}RetrievalMethod"
_MASK: Final = f"{{{XENC11}}}MGF"
_KEY_PARTS: Final = frozenset(
    {_METHOD, _KEY_INFO, _CIPHER_DATA, f"{{{XENC}}}ReferenceList", f"{{{XENC}}}CarriedKeyName"}
)
_CONTENT_TYPES: Final = frozenset({None, f"{XENC}Element"})


@dataclass(frozen=True, slots=True)
class DecryptionKey:
    """A private key that opens what was encrypted for us."""

    private_key: rsa.RSAPrivateKey = field(repr=False)


@lru_cache(maxsize=512)
def load_decryption_key(private_pem: str | bytes) -> DecryptionKey:
    """Parse a private key in PEM. Raises ValueError for every other thing than an RSA key."""
    pem = private_pem.encode("ascii") if isinstance(private_pem, str) else private_pem
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the private key cannot be read") from error
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError("only RSA keys decrypt")  # noqa: TRY004  # A bad value.
    return DecryptionKey(private)


def decrypt_assertion(
    encrypted: Any, keys: Sequence[DecryptionKey], *, legacy: frozenset[Legacy] = frozenset()
) -> bytes:
    """Decrypt a saml:EncryptedAssertion to the bytes that were encrypted.

    Raises CheckFailed: `encrypted_shape`, `weak_encryption_algorithm`, `no_decryption_key`, and
    for everything after that the one `decrypt_failed`.
    """
    content = _get_content(encrypted)
    wrapped = _get_key(encrypted, content)
    cipher = _read_cipher(content.find(_METHOD), legacy)
    transport = _read_transport(wrapped.find(_METHOD), legacy)
    key_value, content_value = _cipher_value(wrapped), _cipher_value(content)
    if not keys:
        raise CheckFailed(checks.NO_DECRYPTION_KEY)
    for key in keys:
        try:
            content_key = ciphers.unwrap_key(key.private_key, transport, key_value)
            return ciphers.decrypt_content(cipher, content_key, content_value)
        except CipherFailed:
            continue
    raise CheckFailed(checks.DECRYPT_FAILED)


def encrypt_assertion(assertion: Any, certificate: str | bytes) -> Any:
    """Encrypt an assertion for the holder of an RSA certificate (AES-256-GCM, RSA-OAEP).

    Returns a saml:EncryptedAssertion; `assertion` stays as it is. Raises CheckFailed where the
    certificate's key is weak or not RSA.
    """
    key = load_verification_key(certificate)
    if key.kind is not KeyKind.RSA:
        raise CheckFailed(signature_checks.WEAK_KEY, "an RSA key", f"of kind {key.kind.value}")
    manager = xmlsec.KeysManager()
    manager.add_key(_load_public_key(key))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(
        xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession
    )
    holder = etree.Element(ENCRYPTED_ASSERTION, nsmap={"saml": SAML})
    template = xmlsec.template.encrypted_data_create(
        holder, xmlsec.constants.TransformAes256Gcm, type=f"{XENC}Element", ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(template)
    key_info = xmlsec.template.encrypted_data_ensure_key_info(template, ns="ds")
    wrapped = xmlsec.template.add_encrypted_key(key_info, xmlsec.constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(wrapped)
    holder.append(context.encrypt_binary(template, etree.tostring(assertion, with_tail=False)))
    # Nodes made by xmlsec's C code escape lxml's search by name; a fresh parse makes them plain.
    return parse_canonical(etree.tostring(holder))


def _load_public_key(key: VerificationKey) -> Any:
    """The key as python-xmlsec wants it."""
    pem = key.public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem, None)


def _get_content(encrypted: Any) -> Any:
    contents = encrypted.findall(_ENCRYPTED_DATA)
    if len(contents) != 1:
        _refuse(f"it holds {len(contents)} EncryptedData")
    content = contents[0]
    if any(child.tag not in (_METHOD, _KEY_INFO, _CIPHER_DATA) for child in content):
        _refuse("its EncryptedData holds further parts")
    if content.get("Type") not in _CONTENT_TYPES:
        _refuse("its Type is not that of an element")
    return content


def _get_key(encrypted: Any, content: Any) -> Any:
    """The one EncryptedKey: inside the KeyInfo, or beside the EncryptedData as older peers do."""
    everywhere = list(encrypted.iter(_ENCRYPTED_KEY))
    if len(everywhere) != 1:
        _refuse(f"it holds {len(everywhere)} EncryptedKey")
    key = everywhere[0]
    parent = key.getparent()
    inside = parent.tag == _KEY_INFO and parent.getparent() is content
    if not inside and parent is not encrypted:
        _refuse("its EncryptedKey stands in another place")
    for pointer in encrypted.iter(_RETRIEVAL_METHOD):
        if len(pointer) or not key.get("Id") or pointer.get("URI") != f"#{key.get('Id')}":
            _refuse("its RetrievalMethod leads elsewhere")
    if any(child.tag not in _KEY_PARTS for child in key):
        _refuse("its EncryptedKey holds further parts")
    return key


def _read_cipher(method: Any, legacy: frozenset[Legacy]) -> ContentCipher:
    uri = _algorithm(method)
    cipher = ciphers.CONTENT_CIPHERS.get(uri or "")
    if cipher is None or not (cipher.needs is None or cipher.needs in legacy):
        raise CheckFailed(checks.WEAK_ENCRYPTION_ALGORITHM, "AES-GCM", uri)
    for child in method:
        if child.tag != _KEY_SIZE or (child.text or "").strip() != str(cipher.key_size * 8):
            _refuse("its EncryptionMethod holds parameters that do not fit")
    return cipher


def _read_transport(method: Any, legacy: frozenset[Legacy]) -> KeyTransport:
    uri = _algorithm(method)
    needs = ciphers.KEY_TRANSPORTS.get(uri or "", Legacy.RSA15)
    if uri not in ciphers.KEY_TRANSPORTS or not (needs is None or needs in legacy):
        raise CheckFailed(checks.WEAK_ENCRYPTION_ALGORITHM, "RSA-OAEP", uri)
    transport = KeyTransport(uri)
    seen: dict[str, Any] = {}
    for child in method:
        if child.tag in seen or child.tag not in _parameters_of(uri):
            _refuse("the method of its EncryptedKey holds parameters that do not fit")
        seen[child.tag] = child
    if not seen:
        return transport
    digest = seen[_DIGEST_METHOD].get("Algorithm") if _DIGEST_METHOD in seen else transport.digest
    mask = seen[_MASK].get("Algorithm") if _MASK in seen else transport.mask
    if digest not in ciphers.OAEP_DIGESTS or mask not in ciphers.MASK_GENERATORS:
        raise CheckFailed(checks.WEAK_ENCRYPTION_ALGORITHM, "RSA-OAEP with SHA-1 or SHA-2", digest)
    label = _decode(seen[_OAEP_PARAMS]) if _OAEP_PARAMS in seen else None
    return KeyTransport(uri, digest, mask, label)


def _parameters_of(uri: str) -> frozenset[str]:
    if uri == ciphers.OAEP:
        return frozenset({_DIGEST_METHOD, _MASK, _OAEP_PARAMS})
    if uri == ciphers.OAEP_MGF1P:
        return frozenset({_DIGEST_METHOD, _OAEP_PARAMS})
    return frozenset()


def _algorithm(method: Any) -> str | None:
    if method is None:
        _refuse("it names no encryption method")
    uri: str | None = method.get("Algorithm")
    return uri


def _cipher_value(element: Any) -> bytes:
    holders = element.findall(_CIPHER_DATA)
    if len(holders) != 1 or [child.tag for child in holders[0]] != [_CIPHER_VALUE]:
        _refuse("its cipher text is not in one CipherValue")
    return _decode(holders[0][0])


def _decode(element: Any) -> bytes:
    if len(element):
        _refuse("elements stand inside its base64")
    try:
        return decode_xml_value(element.text or "")
    except ValueError:
        _refuse("its base64 is broken")


def _refuse(reason: str) -> Never:
    raise CheckFailed(document_checks.ENCRYPTED_SHAPE, None, reason)
