"""Who the assertion is about, and that whoever brings it may do so (SAML Profiles 4.1.4.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rolebridge.saml.checks import CheckFailed, Trail
from rolebridge.saml.checks import assertion as checks
from rolebridge.saml.envelope import read_instant
from rolebridge.saml.expected import Examination, Profile
from rolebridge.saml.values import NameID
from rolebridge.saml.xml import SAML

_SUBJECT: Final = f"{{{SAML}}}Subject"
_NAME_ID: Final = f"{{{SAML}}}NameID"
_CONFIRMATION: Final = f"{{{SAML}}}SubjectConfirmation"
_DATA: Final = f"{{{SAML}}}SubjectConfirmationData"
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_LONGEST_NAME: Final = 256


@dataclass(frozen=True, slots=True)
class ConfirmedSubject:
    """The subject, and the confirmation by which it may be presented here."""

    name_id: NameID
    recipient: str
    not_on_or_after: datetime


def check_subject(assertion: Any, examination: Examination) -> ConfirmedSubject:
    """Read and check the subject. Raises CheckFailed with one of the subject checks."""
    subject = assertion.find(_SUBJECT)
    present = subject is not None
    examination.trail.require(present, checks.SUBJECT_MISSING, "a Subject", "one" if present else 0)
    name_id = _read_name_id(subject, examination)
    recipient, not_on_or_after = _confirm(subject, examination)
    return ConfirmedSubject(name_id, recipient, not_on_or_after)


def _read_name_id(subject: Any, examination: Examination) -> NameID:
    trail = examination.trail
    element = subject.find(_NAME_ID)
    trail.require(element is not None, checks.NAMEID_MISSING, "a NameID", None)
    value = element.text or ""
    trail.require(value.strip(), checks.NAMEID_EMPTY, None, None)
    plain = len(value) <= _LONGEST_NAME and not any(_is_control(char) for char in value)
    wanted = f"at most {_LONGEST_NAME} characters and no control characters"
    trail.require(plain, checks.NAMEID_INVALID, wanted, value)
    qualifier = element.get("SPNameQualifier")
    ours = qualifier is None or qualifier in examination.expected.audience
    audience = examination.expected.audience
    trail.require(ours, checks.SPNAMEQUALIFIER_MISMATCH, audience, qualifier)
    return NameID(value, element.get("Format"), element.get("NameQualifier"), qualifier)


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f"


def _confirm(subject: Any, examination: Examination) -> tuple[str, datetime]:
    """AWS takes exactly one confirmation; elsewhere one good bearer among several is enough."""
    confirmations = subject.findall(_CONFIRMATION)
    trail, count = examination.trail, len(confirmations)
    if examination.expected.profile is Profile.AWS:
        trail.require(count == 1, checks.CONFIRMATION_COUNT, "exactly one", count)
    else:
        trail.require(count, checks.CONFIRMATION_COUNT, "at least one", count)
    refusals: list[CheckFailed] = []
    for confirmation in confirmations:
        attempt = Trail()
        try:
            confirmed = _check_confirmation(confirmation, examination, attempt)
        except CheckFailed as error:
            refusals.append(error)
        else:
            trail.steps.extend(attempt.steps)
            return confirmed
    # The most telling refusal is that of a bearer confirmation, if there is one.
    bearers = [error for error in refusals if error.check is not checks.CONFIRMATION_METHOD]
    raise (bearers or refusals)[0]


def _check_confirmation(
    confirmation: Any, examination: Examination, trail: Trail
) -> tuple[str, datetime]:
    expected, now = examination.expected, examination.now
    method = confirmation.get("Method")
    trail.require(method == _BEARER, checks.CONFIRMATION_METHOD, _BEARER, method)
    data = confirmation.find(_DATA)
    complete = data is not None and data.get("Recipient") and data.get("NotOnOrAfter")
    wanted = "SubjectConfirmationData with Recipient and NotOnOrAfter"
    trail.require(complete, checks.CONFIRMATION_DATA, wanted, wanted if complete else "less")
    not_before = data.get("NotBefore")
    trail.require(not_before is None, checks.CONFIRMATION_NOT_BEFORE, None, not_before)
    recipient: str = data.get("Recipient")
    ours = recipient in expected.recipients
    trail.require(ours, checks.RECIPIENT_MISMATCH, expected.recipients, recipient)
    if expected.request_id is not None:
        answered = data.get("InResponseTo")
        same = answered == expected.request_id
        trail.require(same, checks.CONFIRMATION_IN_RESPONSE_TO, expected.request_id, answered)
    not_on_or_after = read_instant(data, "NotOnOrAfter")
    in_time = now - not_on_or_after < expected.skew
    trail.require(in_time, checks.CONFIRMATION_EXPIRED, now, not_on_or_after)
    return recipient, not_on_or_after
