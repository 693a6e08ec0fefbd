"""What the issuing use cases leave in the audit trail. No event holds a message or a secret."""

from datetime import datetime

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.errors import RolebridgeError
from rolebridge.idp.issue import Answer, Issued
from rolebridge.idp.ports import SignInRequest
from rolebridge.saml.status import Status


def build_issued_event(answer: Answer, issued: Issued, origin: Origin) -> Event:
    """An assertion is about to leave."""
    return Event(
        at=answer.now,
        action=Action.SAML_ISSUE,
        outcome=Outcome.SUCCESS,
        origin=origin,
        person=answer.session.person.username,
        assertion_id=issued.assertion_id,
        target=answer.service_provider.entity_id,
        facts=issued.facts,
    )


def build_declined_event(
    request: SignInRequest, status: Status, person: str | None, origin: Origin, now: datetime
) -> Event:
    """A service provider is about to hear why it gets no assertion."""
    return Event(
        at=now,
        action=Action.SAML_REQUEST,
        outcome=Outcome.REFUSED,
        origin=origin,
        person=person,
        target=request.service_provider,
        reason=status.code,
    )


def build_refused_event(
    refusal: RolebridgeError,
    origin: Origin,
    now: datetime,
    *,
    target: str | None = None,
    person: str | None = None,
) -> Event:
    """A sign-in ended on a page of ours."""
    return Event(
        at=now,
        action=Action.SAML_REQUEST if person is None else Action.SAML_ISSUE,
        outcome=Outcome.REFUSED,
        origin=origin,
        person=person,
        target=target,
        reason=refusal.code,
        detail=refusal.detail,
    )
