"""What the Response says about itself: who sent it, where to, in answer to what.

Where only the assertion is signed, none of this is trusted: it can refuse a message and nothing
more.
"""

from datetime import datetime
from typing import Any, Final

from rolebridge.clock import parse_instant
from rolebridge.saml.checks import CheckFailed, Trail
from rolebridge.saml.checks import assertion as assertion_checks
from rolebridge.saml.checks import envelope as checks
from rolebridge.saml.expected import Examination
from rolebridge.saml.xml import SAML, find_child

ISSUER: Final = f"{{{SAML}}}Issuer"
_ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"


def check_envelope(response: Any, examination: Examination, *, signed: bool) -> None:
    """Check issuer, destination, request and instant of a Response.

    Raises CheckFailed (SAML Profiles 4.1.4.2, 4.1.4.3; SAML Bindings 3.5.5.2).
    """
    expected, trail = examination.expected, examination.trail
    issuer = find_child(response, ISSUER)
    if issuer is not None:
        check_issuer_format(issuer, trail)
        same = issuer.text == expected.issuer
        trail.require(same, checks.RESPONSE_ISSUER_MISMATCH, expected.issuer, issuer.text)
    destination = response.get("Destination")
    if signed or destination is not None:
        present = destination is not None
        trail.require(present, checks.DESTINATION_MISSING, expected.destinations, destination)
        trail.require(
            destination in expected.destinations,
            checks.DESTINATION_MISMATCH,
            expected.destinations,
            destination,
        )
    if expected.request_id is not None:
        answered = response.get("InResponseTo")
        same = answered == expected.request_id
        trail.require(same, checks.IN_RESPONSE_TO_MISMATCH, expected.request_id, answered)
    check_issue_instant(response, examination)


def check_issuer_format(issuer: Any, trail: Trail) -> None:
    """An Issuer is an entity identifier without qualifiers (SAML Core 8.3.6)."""
    found = issuer.get("Format")
    plain = found in (None, _ENTITY)
    trail.require(plain, assertion_checks.ISSUER_FORMAT, _ENTITY, found)


def check_issue_instant(element: Any, examination: Examination) -> datetime:
    """Read an IssueInstant that does not lie in the future, and return it."""
    instant = read_instant(element, "IssueInstant")
    in_past = instant - examination.now <= examination.expected.skew
    examination.trail.require(
        in_past, assertion_checks.ISSUE_INSTANT_FUTURE, examination.now, instant
    )
    return instant


def read_instant(element: Any, name: str) -> datetime:
    """Read a required attribute as a UTC instant. Raises CheckFailed (SAML Core 1.3.3)."""
    text = element.get(name)
    try:
        return parse_instant(text or "")
    except ValueError:
        raise CheckFailed(assertion_checks.BAD_INSTANT, name, text) from None


def find_instant(element: Any, name: str) -> datetime | None:
    """Read an optional attribute as a UTC instant. Raises CheckFailed where it is not one."""
    return None if element.get(name) is None else read_instant(element, name)
