"""What the issuer leaves in the audit trail. No event holds a code, a token or a verifier."""

from collections.abc import Callable
from datetime import datetime

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.errors import RolebridgeError
from rolebridge.idp.oidc.ports import UnitOfWork


def build_event(
    action: Action,
    origin: Origin,
    now: datetime,
    *,
    client_id: str | None,
    person: str | None,
    facts: dict[str, str] | None = None,
) -> Event:
    """Something was given to a client, about a person."""
    return Event(
        at=now,
        action=action,
        outcome=Outcome.SUCCESS,
        origin=origin,
        person=person,
        target=client_id,
        facts=facts or {},
    )


def record_refusal(
    unit_of_work: Callable[[], UnitOfWork],
    action: Action,
    refusal: RolebridgeError,
    origin: Origin,
    now: datetime,
    *,
    client_id: str | None = None,
    person: str | None = None,
) -> None:
    """A row by itself, so that it is kept."""
    event = Event(
        at=now,
        action=action,
        outcome=Outcome.REFUSED,
        origin=origin,
        person=person,
        target=client_id[:256] if client_id else None,
        reason=refusal.code,
        detail=refusal.detail or str(refusal),
    )
    with unit_of_work() as work:
        work.audit.record(event)
        work.commit()
