"""What the doors write into the audit trail: who came from where with which assertion, and why not.

No event holds the assertion, a secret or a token; an access key id is public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import Federation, SessionFacts
from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import format_instant
from rolebridge.saml.response import VerifiedAssertion
from rolebridge.sts.credentials import IssuedCredentials
from rolebridge.sts.ports import UnitOfWork

_LONGEST = 2048


@dataclass(slots=True)
class Attempt:
    """One call at a door; what becomes known on the way is noted for the trail."""

    action: Action
    now: datetime
    origin: Origin
    role_arn: str | None = None
    verified: VerifiedAssertion | None = None


def describe_success(attempt: Attempt, session: SessionFacts, issued: IssuedCredentials) -> Event:
    """Credentials were issued: for which session, through which provider, until when."""
    federation = session.federation
    return Event(
        at=attempt.now,
        action=attempt.action,
        outcome=Outcome.SUCCESS,
        origin=attempt.origin,
        person=session.name,
        assertion_id=federation.token_id if federation else None,
        target=session.issuer_arn,
        facts={
            **_describe_federation(federation),
            "access_key_id": issued.access_key_id,
            "expires_at": format_instant(issued.expiration),
        },
    )


def _describe_federation(federation: Federation | None) -> dict[str, str]:
    if federation is None:
        return {}
    return {
        "subject": federation.subject,
        "issuer": federation.issuer,
        "provider": federation.provider,
    }


def describe_refusal(attempt: Attempt, refusal: AWSRefused) -> Event:
    """Nothing was issued: which check or rule refused. The person is known only if verified."""
    verified = attempt.verified
    claims = verified.aws if verified else None
    return Event(
        at=attempt.now,
        action=attempt.action,
        outcome=Outcome.REFUSED,
        origin=attempt.origin,
        person=claims.role_session_name if claims else None,
        assertion_id=verified.id if verified else None,
        target=_plain(attempt.role_arn) if attempt.role_arn else None,
        reason=refusal.code,
        detail=refusal.detail,
        facts={"aws_code": refusal.aws_code},
    )


def _plain(text: str) -> str:
    """A stranger's text as a row may hold it: cut, without characters that no database takes."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:_LONGEST])


def record_refusal(
    unit_of_work: Callable[[], UnitOfWork], attempt: Attempt, refusal: AWSRefused
) -> None:
    """Commit the refusal's row by itself, so that it stays whatever else was rolled back."""
    with unit_of_work() as unit:
        unit.audit.record(describe_refusal(attempt, refusal))
        unit.commit()
