"""`validate_response`: the single door through which a response becomes a VerifiedAssertion.

One parse, then named checks in the order of the catalogue. What is read after the signatures is
read from the bytes they cover, parsed afresh, and from nothing else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rolebridge.saml.aws import AWSClaims, read_claims
from rolebridge.saml.base64text import decode_message
from rolebridge.saml.checks import CATALOGUE, Check, CheckFailed, CheckResult, Status, Trail
from rolebridge.saml.checks import assertion as assertion_checks
from rolebridge.saml.checks import claims as claims_checks
from rolebridge.saml.checks import document as document_checks
from rolebridge.saml.checks import envelope as envelope_checks
from rolebridge.saml.checks import signature as signature_checks
from rolebridge.saml.encryption import decrypt_assertion
from rolebridge.saml.envelope import (
    ISSUER,
    check_envelope,
    check_issue_instant,
    check_issuer_format,
)
from rolebridge.saml.expected import Examination, Expected, Profile, VerifiedAssertion
from rolebridge.saml.signature import VerifiedElement, verify_enveloped
from rolebridge.saml.signature_shape import SIGNATURE
from rolebridge.saml.statements import check_authn_statement, read_attributes
from rolebridge.saml.structure import ASSERTION, check_assertion, check_response
from rolebridge.saml.subject import check_subject
from rolebridge.saml.validity import check_conditions, check_redemption
from rolebridge.saml.xml import MAX_MESSAGE_BYTES, find_child, parse_in_context, parse_untrusted

__all__ = [
    "Expected",
    "Profile",
    "VerifiedAssertion",
    "find_unverified_issuer",
    "report_response",
    "validate_response",
]

# Base64 of the largest message, with room for line breaks.
_MAX_CHARACTERS: Final = MAX_MESSAGE_BYTES * 3 // 2
# What a prefix without a declaration comes to: in a name, and in the value of xsi:type.
_UNDECLARED_PREFIX: Final = (document_checks.MALFORMED_XML, document_checks.BAD_XSI_TYPE)


@dataclass(frozen=True, slots=True)
class _Trusted:
    """The assertion as a key signed it."""

    assertion: Any
    fingerprint: str
    was_encrypted: bool


def validate_response(encoded: str, expected: Expected, now: datetime) -> VerifiedAssertion:
    """Validate the base64 of a samlp:Response and return what its assertion says.

    Raises CheckFailed naming the first check of the catalogue that refuses.
    """
    return _validate(encoded, Examination(expected, now, Trail()))


def report_response(encoded: str, expected: Expected, now: datetime) -> tuple[CheckResult, ...]:
    """The same validation as a list: checks that passed, the one that failed, those not reached.

    Checks that do not apply to this message (decryption of a plain assertion, say) are left out.
    """
    trail = Trail()
    try:
        _validate(encoded, Examination(expected, now, trail))
    except CheckFailed as error:
        if error.check is signature_checks.SIGNATURE_INVALID:
            # The last of its kind: shape and algorithms were in order before arithmetic said no.
            trail.passed(*signature_checks.CHECKS[:-1])
        passed = tuple(result for result in trail.results() if result.check != error.check)
        failed = CheckResult(error.check, Status.FAILED, error.expected, error.actual)
        return (*passed, failed, *_not_reached(error.check, passed, expected.profile))
    return trail.results()


def find_unverified_issuer(encoded: str) -> str | None:
    """The Issuer a message claims, only to choose whose keys to verify it with.

    The assertion's own where it can be read, else the Response's; None for what is no response.
    """
    try:
        root = _parse(encoded)
    except CheckFailed:
        return None
    assertion = find_child(root, ASSERTION)
    issuer = find_child(root if assertion is None else assertion, ISSUER)
    return None if issuer is None else issuer.text


def _parse(encoded: str) -> Any:
    if len(encoded) > _MAX_CHARACTERS:
        wanted, actual = f"at most {_MAX_CHARACTERS} characters", f"{len(encoded)} characters"
        raise CheckFailed(document_checks.TOO_LARGE, wanted, actual)
    try:
        raw = decode_message(encoded)
    except ValueError as error:
        raise CheckFailed(document_checks.BAD_BASE64, None, str(error)) from None
    return parse_untrusted(raw)


def _validate(encoded: str, examination: Examination) -> VerifiedAssertion:
    root = _parse(encoded)
    assertion = check_response(root)
    examination.trail.passed(*document_checks.CHECKS)
    trusted = _establish_trust(root, assertion, examination)
    return _read_assertion(root.get("ID"), trusted, examination)


def _establish_trust(root: Any, assertion: Any, examination: Examination) -> _Trusted:
    """Verify every signature there is; at least one must cover the assertion.

    A Response's signature is over the message as it came, so it is verified before decryption, and
    an assertion's after it. What the first covers, ciphertext included, is then read from the
    verified copy. Cheap refusals come before the private key is used.
    """
    whole = _verify_if_signed(root, examination)
    if whole is None and assertion.tag == ASSERTION and find_child(assertion, SIGNATURE) is None:
        raise CheckFailed(signature_checks.NO_SIGNATURE)
    envelope = root if whole is None else whole.element
    check_envelope(envelope, examination, signed=whole is not None)
    covered = find_child(envelope, assertion.tag)
    was_encrypted = assertion.tag != ASSERTION
    _check_encryption(examination, was_encrypted=was_encrypted)
    if was_encrypted:
        assertion = covered = _decrypt(covered, examination)
    own = _verify_if_signed(assertion, examination)
    examination.trail.passed(*signature_checks.CHECKS)
    if own is not None:
        return _Trusted(own.element, own.fingerprint, was_encrypted)
    if whole is not None:
        return _Trusted(covered, whole.fingerprint, was_encrypted)
    raise CheckFailed(signature_checks.NO_SIGNATURE)


def _verify_if_signed(element: Any, examination: Examination) -> VerifiedElement | None:
    if find_child(element, SIGNATURE) is None:
        return None
    expected = examination.expected
    return verify_enveloped(element, expected.keys, legacy=expected.legacy)


def _check_encryption(examination: Examination, *, was_encrypted: bool) -> None:
    if examination.expected.requires_encryption:
        check = envelope_checks.ENCRYPTION_REQUIRED
        examination.trail.require(was_encrypted, check, "EncryptedAssertion", "Assertion")


def _decrypt(encrypted: Any, examination: Examination) -> Any:
    """Decrypted bytes are foreign bytes: the same gate again, then the same structure."""
    expected = examination.expected
    text = decrypt_assertion(encrypted, expected.decryption_keys, legacy=expected.legacy)
    try:
        root = _parse_decrypted(text, encrypted)
    except CheckFailed as error:
        # One answer for everything that comes of decrypting; the log knows which it was.
        raise CheckFailed(envelope_checks.DECRYPT_FAILED, detail=error.code) from None
    if root.tag != ASSERTION:
        raise CheckFailed(envelope_checks.ENCRYPTED_NOT_ASSERTION)
    check_assertion(root)
    examination.trail.passed(
        envelope_checks.NO_DECRYPTION_KEY,
        envelope_checks.WEAK_ENCRYPTION_ALGORITHM,
        envelope_checks.DECRYPT_FAILED,
        envelope_checks.ENCRYPTED_NOT_ASSERTION,
    )
    return root


def _parse_decrypted(text: bytes, encrypted: Any) -> Any:
    """A whole document as a rule; some peers leave declarations to what stands around it."""
    try:
        return parse_untrusted(text)
    except CheckFailed as error:
        if error.check not in _UNDECLARED_PREFIX:
            raise
        return parse_in_context(text, encrypted.nsmap)


def _read_assertion(
    response_id: str, trusted: _Trusted, examination: Examination
) -> VerifiedAssertion:
    assertion = trusted.assertion
    issuer = _check_issuer(assertion, examination)
    issue_instant = check_issue_instant(assertion, examination)
    # Before the other times, because this is what AWS says of every assertion that came late.
    if examination.expected.profile is Profile.AWS:
        check_redemption(issue_instant, examination)
    subject = check_subject(assertion, examination)
    audience = check_conditions(assertion, examination)
    sign_in = check_authn_statement(assertion, examination)
    attributes = read_attributes(assertion, examination)
    return VerifiedAssertion(
        id=assertion.get("ID"),
        response_id=response_id,
        issuer=issuer,
        issue_instant=issue_instant,
        name_id=subject.name_id,
        audience=audience,
        recipient=subject.recipient,
        attributes=attributes,
        not_on_or_after=subject.not_on_or_after,
        authn_instant=sign_in.instant,
        session_index=sign_in.session_index,
        session_not_on_or_after=sign_in.session_not_on_or_after,
        signed_by=trusted.fingerprint,
        aws=_read_claims(attributes, examination),
        was_encrypted=trusted.was_encrypted,
    )


def _check_issuer(assertion: Any, examination: Examination) -> str:
    issuer = find_child(assertion, ISSUER)
    expected, trail = examination.expected.issuer, examination.trail
    check_issuer_format(issuer, trail)
    trail.require(issuer.text == expected, assertion_checks.ISSUER_MISMATCH, expected, issuer.text)
    return expected


def _read_claims(attributes: Any, examination: Examination) -> AWSClaims | None:
    if examination.expected.profile is not Profile.AWS:
        return None
    claims = read_claims(attributes)
    examination.trail.passed(*claims_checks.CHECKS)
    return claims


def _not_reached(
    failed: Check, passed: tuple[CheckResult, ...], profile: Profile
) -> tuple[CheckResult, ...]:
    done = {result.check for result in passed}
    if profile is not Profile.AWS:
        done.update(claims_checks.CHECKS)
    later = CATALOGUE[CATALOGUE.index(failed) + 1 :]
    return tuple(CheckResult(check, Status.NOT_REACHED) for check in later if check not in done)
