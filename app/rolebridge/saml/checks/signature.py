"""Checks of signatures: shape and algorithms before arithmetic."""

from rolebridge.saml.checks.verdict import Answer, Check, Stage

_INVALID = Answer("InvalidIdentityToken", 400)
_BAD_SIGNATURE = Answer("InvalidIdentityToken", 400, "Response signature invalid")


def _signature(code: str, title: str, explanation: str, source: str) -> Check:
    return Check(code, Stage.SIGNATURE, title, explanation, source, _INVALID)


BAD_TRUST_ANCHOR = _signature(
    "bad_trust_anchor",
    "Usable signing certificates",
    "The identity provider's certificate cannot be used: {actual}.",
    "SAML Metadata 2.4.1.1",
)
WEAK_KEY = _signature(
    "weak_key",
    "Strength of the signing key",
    "The signing key must be {expected}; it is {actual}.",
    "Own rule; NIST SP 800-131A",
)
NO_SIGNATURE = _signature(
    "no_signature",
    "A signature covers the assertion",
    "Neither the Response nor the assertion is signed.",
    "SAML Profiles 4.1.4.5",
)
MULTIPLE_SIGNATURES = _signature(
    "multiple_signatures",
    "One signature an element",
    "{actual} ds:Signature elements stand in one place where {expected} may.",
    "SAML Core 5.4.1",
)
SIGNATURE_POSITION = _signature(
    "signature_position",
    "Place of the signature",
    "A ds:Signature stands inside {actual}; it belongs directly after the Issuer of the Response "
    "or of the assertion.",
    "SAML Core 2.3.3, 3.2.2, 5.4.1",
)
SIGNATURE_SHAPE = _signature(
    "signature_shape",
    "Parts of the signature",
    "ds:Signature must hold {expected}; it holds {actual}.",
    "SAML Core 5.4; XML Signature 4.1",
)
SIGNEDINFO_SHAPE = _signature(
    "signedinfo_shape",
    "Parts of ds:SignedInfo",
    "ds:SignedInfo must hold {expected}; it holds {actual}.",
    "SAML Core 5.4.2; XML Signature 4.3",
)
C14N_ALGORITHM = _signature(
    "c14n_algorithm",
    "Canonicalization",
    "SignedInfo must be canonicalized by {expected}; it is by {actual}.",
    "SAML Core 5.4.3",
)
SIG_ALGORITHM = _signature(
    "sig_algorithm",
    "Signature algorithm known and of the key's kind",
    "The signature algorithm must be one for {expected}; it is {actual}.",
    "XML Signature 4.3.2; RFC 6931",
)
DIGEST_ALGORITHM = _signature(
    "digest_algorithm",
    "Digest algorithm known",
    "The digest algorithm must be {expected}; it is {actual}.",
    "XML Signature 4.3.3.5",
)
WEAK_ALGORITHM = _signature(
    "weak_algorithm",
    "Strength of the algorithms",
    "{actual} is too weak; {expected} is needed.",
    "Own rule; NIST SP 800-131A",
)
REFERENCE_MISMATCH = _signature(
    "reference_mismatch",
    "The signature refers to its own element",
    "The signature's reference must be {expected}; it is {actual}.",
    "SAML Core 5.4.2",
)
TRANSFORMS = _signature(
    "transforms",
    "Transforms",
    "The transforms must be {expected}; they are {actual}.",
    "SAML Core 5.4.4",
)
DIGEST_OF_NOTHING = _signature(
    "digest_of_nothing",
    "The digest is of something",
    "The signature's digest is that of an empty text, so it signs nothing.",
    "Own rule against void canonicalization",
)
SIGNATURE_INVALID = Check(
    "signature_invalid",
    Stage.SIGNATURE,
    "The signature verifies",
    "The signature of {expected} does not verify with any certificate of the identity provider.",
    "SAML Core 5.4; XML Signature 3.2",
    _BAD_SIGNATURE,
)

CHECKS: tuple[Check, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Check)
)
"""These checks, in the order in which a response meets them."""
