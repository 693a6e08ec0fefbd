"""When and for whom an assertion is valid (SAML Core 2.5)."""

from datetime import timedelta
from typing import Any, Final

from rolebridge.saml.checks import assertion as checks
from rolebridge.saml.envelope import find_instant
from rolebridge.saml.expected import Examination
from rolebridge.saml.xml import SAML, find_child

_CONDITIONS: Final = f"{{{SAML}}}Conditions"
_RESTRICTION: Final = f"{{{SAML}}}AudienceRestriction"
_AUDIENCE: Final = f"{{{SAML}}}Audience"
# OneTimeUse is for the door's memory of assertions; ProxyRestriction binds whoever issues further
# assertions on the strength of this one, which nobody here does.
_UNDERSTOOD: Final = frozenset(
    {_RESTRICTION, f"{{{SAML}}}OneTimeUse", f"{{{SAML}}}ProxyRestriction"}
)
_XML_WHITESPACE: Final = " \t\r\n"
REDEMPTION: Final = timedelta(minutes=5)


def check_conditions(assertion: Any, examination: Examination) -> tuple[str, ...]:
    """Check the Conditions and return every Audience named there.

    Raises CheckFailed with one of the conditions checks.
    """
    trail = examination.trail
    conditions = find_child(assertion, _CONDITIONS)
    trail.require(conditions is not None, checks.CONDITIONS_MISSING, "Conditions", None)
    unknown = [child.tag for child in conditions if child.tag not in _UNDERSTOOD]
    trail.require(not unknown, checks.CONDITION_UNKNOWN, None, ", ".join(unknown))
    _check_times(conditions, examination)
    return _check_audience(conditions, examination)


def check_redemption(issue_instant: Any, examination: Examination) -> None:
    """AWS takes an assertion within five minutes of its issue."""
    age = examination.now - issue_instant
    fresh = age <= REDEMPTION + examination.expected.skew
    examination.trail.require(fresh, checks.REDEMPTION_WINDOW, examination.now, issue_instant)


def _check_times(conditions: Any, examination: Examination) -> None:
    """SAML Core 2.5.1.2: from NotBefore, until just before NotOnOrAfter."""
    now, skew, trail = examination.now, examination.expected.skew, examination.trail
    not_before = find_instant(conditions, "NotBefore")
    if not_before is not None:
        trail.require(not_before - now <= skew, checks.NOT_YET_VALID, now, not_before)
    not_on_or_after = find_instant(conditions, "NotOnOrAfter")
    if not_on_or_after is not None:
        trail.require(now - not_on_or_after < skew, checks.EXPIRED, now, not_on_or_after)


def _check_audience(conditions: Any, examination: Examination) -> tuple[str, ...]:
    """SAML Core 2.5.1.4: each restriction must be met, by any one of its audiences."""
    trail, ours = examination.trail, examination.expected.audience
    restrictions = [
        # xs:anyURI: white space around the value is not part of it.
        [(audience.text or "").strip(_XML_WHITESPACE) for audience in restriction.iter(_AUDIENCE)]
        for restriction in conditions.iter(_RESTRICTION)
    ]
    trail.require(restrictions, checks.AUDIENCE_MISSING, ours, None)
    for audiences in restrictions:
        trail.require(
            not ours.isdisjoint(audiences), checks.AUDIENCE_MISMATCH, ours, tuple(audiences)
        )
    return tuple(dict.fromkeys(name for audiences in restrictions for name in audiences))
