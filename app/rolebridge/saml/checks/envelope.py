"""Checks of the envelope: what the Response says about where it belongs, and how it is sealed."""

from rolebridge.saml.checks.verdict import Answer, Check, Stage

_INVALID = Answer("InvalidIdentityToken", 400)
_WRONG_ISSUER = Answer("InvalidIdentityToken", 400, "Issuer not present in specified provider")


def _envelope(code: str, title: str, explanation: str, source: str) -> Check:
    return Check(code, Stage.ENVELOPE, title, explanation, source, _INVALID)


RESPONSE_ISSUER_MISMATCH = Check(
    "response_issuer_mismatch",
    Stage.ENVELOPE,
    "Issuer of the Response",
    "The Response was issued by {actual}; expected was {expected}.",
    "SAML Profiles 4.1.4.2",
    _WRONG_ISSUER,
)
DESTINATION_MISSING = _envelope(
    "destination_missing",
    "Destination present on a signed Response",
    "A signed Response must name its Destination, {expected}; it names {actual}.",
    "SAML Bindings 3.5.5.2",
)
DESTINATION_MISMATCH = _envelope(
    "destination_mismatch",
    "Destination",
    "The Response was made for {actual}; this is {expected}.",
    "SAML Core 3.2.2; SAML Bindings 3.5.5.2",
)
IN_RESPONSE_TO_MISMATCH = _envelope(
    "in_response_to_mismatch",
    "Answer to our request",
    "The Response answers the request {actual}; expected was {expected}.",
    "SAML Profiles 4.1.4.3",
)


def _encryption(code: str, title: str, explanation: str, source: str) -> Check:
    return Check(code, Stage.ENCRYPTION, title, explanation, source, _INVALID)


ENCRYPTION_REQUIRED = _encryption(
    "encryption_required",
    "Encryption, where the provider requires it",
    "The provider takes encrypted assertions only, and this one is not encrypted.",
    "IAM CreateSAMLProvider, AssertionEncryptionMode",
)
NO_DECRYPTION_KEY = _encryption(
    "no_decryption_key",
    "A decryption key is at hand",
    "The assertion is encrypted, and no private key is set up to decrypt it.",
    "SAML Core 2.3.4",
)
WEAK_ENCRYPTION_ALGORITHM = _encryption(
    "weak_encryption_algorithm",
    "Encryption algorithm",
    "The assertion must be encrypted by {expected}; it is by {actual}.",
    "XML Encryption 1.1 section 5; own rule",
)
DECRYPT_FAILED = _encryption(
    "decrypt_failed",
    "Decryption",
    "The assertion could not be decrypted.",
    "XML Encryption 4.4",
)
ENCRYPTED_NOT_ASSERTION = _encryption(
    "encrypted_not_assertion",
    "An assertion was encrypted",
    "What was encrypted is not one saml:Assertion.",
    "SAML Core 2.3.4",
)

CHECKS: tuple[Check, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Check)
)
"""These checks, in the order in which a response meets them."""
