"""Who the assertion is about, and that whoever brings it may do so (SAML Profiles 4.1.4.2)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rolebridge.saml.checks import CheckFailed, Trail
from rolebridge.saml.checks import assertion as checks
from rolebridge.saml.envelope import read_instant
from rolebridge.saml.expected import Examination, Profile
from rolebridge.saml.values import NameID
from rolebridge.saml.xml import SAML, find_child

_SUBJECT: Final = f"{{{SAML}}}Subject"
_NAME_ID: Final = f"{{{SAML}}}NameID"
_CONFIRMATION: Final = f"{{{SAML}}}SubjectConfirmation"
_DATA: Final = f"{{{SAML}}}SubjectConfirmationData"
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_LONGEST_NAME: Final = 256
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PLAIN_NAME: Final = f"at most {_LONGEST_NAME} characters and no control characters"
_COMPLETE: Final = "SubjectConfirmationData with Recipient and NotOnOrAfter"


@dataclass(frozen=True, slots=True)
class ConfirmedSubject:
    """The subject, and the confirmation by which it may be presented here."""

    name_id: NameID
    recipient: str
    not_on_or_after: datetime


def check_subject(assertion: Any, examination: Examination) -> ConfirmedSubject:
    """Read and check the subject. Raises CheckFailed with one of the subject checks."""
    subject = find_child(assertion, _SUBJECT)
    present = subject is not None
    examination.trail.require(present, checks.SUBJECT_MISSING, "a Subject", "one" if present else 0)
    name_id = _read_name_id(subject, examination)
    recipient, not_on_or_after = _confirm(subject, examination)
    return ConfirmedSubject(name_id, recipient, not_on_or_after)


def _read_name_id(subject: Any, examination: Examination) -> NameID:
    trail = examination.trail
    element = find_child(subject, _NAME_ID)
    trail.require(element is not None, checks.NAMEID_MISSING, "a NameID", None)
    value = element.text or ""
    trail.require(value.strip(), checks.NAMEID_EMPTY, None, None)
    plain = len(value) <= _LONGEST_NAME and not _CONTROL.search(value)
    trail.require(plain, checks.NAMEID_INVALID, _PLAIN_NAME, value)
    qualifier = element.get("SPNameQualifier")
    ours = qualifier is None or qualifier in examination.expected.audience
    audience = examination.expected.audience
    trail.require(ours, checks.SPNAMEQUALIFIER_MISMATCH, audience, qualifier)
    return NameID(value, element.get("Format"), element.get("NameQualifier"), qualifier)


def _confirm(subject: Any, examination: Examination) -> tuple[str, datetime]:
    """AWS takes exactly one confirmation; elsewhere one good bearer among several is enough."""
    confirmations = list(subject.iterchildren(_CONFIRMATION))
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
    data = find_child(confirmation, _DATA)
    complete = data is not None and data.get("Recipient") and data.get("NotOnOrAfter")
    trail.require(complete, checks.CONFIRMATION_DATA, _COMPLETE, _COMPLETE if complete else "less")
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
