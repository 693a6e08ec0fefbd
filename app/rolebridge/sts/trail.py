"""What the doors write into the audit trail: who came from where with which assertion, and why not.

No event holds the assertion, a secret or a token; an access key id is public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import Federation, SessionFacts
from rolebridge.audit.events import Action, AWSEvent, Event, Origin, Outcome
from rolebridge.clock import format_instant
from rolebridge.saml.response import VerifiedAssertion
from rolebridge.sts.cloudtrail import (
    tell_call,
    tell_console,
    tell_console_refusal,
    tell_opened,
    tell_refusal,
    tell_service,
)
from rolebridge.sts.opening import Opened
from rolebridge.sts.ports import UnitOfWork

_LONGEST = 2048


@dataclass(slots=True)
class Attempt:
    """One call at a door; what becomes known on the way is noted for the trail.

    `role_arn` is what is asked for, as a stranger wrote it. `operation` is the one of STS, and
    not there for the console; `parameters` are what it was called with. `service` is there where a
    service of AWS called.
    """

    action: Action
    now: datetime
    origin: Origin
    role_arn: str | None = None
    verified: VerifiedAssertion | None = None
    caller: Caller | None = None
    operation: str | None = None
    parameters: Parameters | None = None
    service: str | None = None


def describe_success(attempt: Attempt, opened: Opened) -> Event:
    """Credentials were issued: for which session, through which provider, until when."""
    session, issued = opened.session, opened.issued
    federation = session.federation
    return Event(
        at=attempt.now,
        action=attempt.action,
        outcome=Outcome.SUCCESS,
        origin=attempt.origin,
        person=_find_person(session),
        assertion_id=federation.token_id if federation else None,
        target=session.issuer_arn,
        facts={
            **_describe_caller(attempt),
            **_describe_federation(federation),
            "access_key_id": issued.access_key_id,
            "expires_at": format_instant(issued.expiration),
        },
        aws=_tell_success(attempt, opened),
    )


def describe_answer(attempt: Attempt) -> Event:
    """A call was answered that issued nothing."""
    caller = attempt.caller
    return Event(
        at=attempt.now,
        action=attempt.action,
        outcome=Outcome.SUCCESS,
        origin=attempt.origin,
        person=_name_caller(caller) if caller else None,
        target=_plain(attempt.role_arn) if attempt.role_arn else None,
        facts=_describe_caller(attempt),
        aws=_tell(attempt),
    )


def describe_refusal(attempt: Attempt, refusal: AWSRefused) -> Event:
    """Nothing was issued: which check or rule refused. The person is known only if verified."""
    verified, caller = attempt.verified, attempt.caller
    claims = verified.aws if verified else None
    person = claims.role_session_name if claims else None
    return Event(
        at=attempt.now,
        action=attempt.action,
        outcome=Outcome.REFUSED,
        origin=attempt.origin,
        person=_name_caller(caller) if caller else person,
        assertion_id=verified.id if verified else None,
        target=_plain(attempt.role_arn) if attempt.role_arn else None,
        reason=refusal.code,
        detail=refusal.detail,
        facts={**_describe_caller(attempt), "aws_code": refusal.aws_code},
        aws=_tell_refusal(attempt, refusal),
    )


def _tell(attempt: Attempt) -> AWSEvent | None:
    if attempt.operation is None:
        return None
    aws = tell_call(attempt.operation, attempt.caller, attempt.parameters, attempt.role_arn)
    return tell_service(aws, attempt.service) if attempt.service else aws


def _tell_success(attempt: Attempt, opened: Opened) -> AWSEvent:
    aws = _tell(attempt)
    if aws is None:
        return tell_console(opened.session, opened.issued.access_key_id, "ConsoleLogin")
    return tell_opened(aws, opened, attempt.verified)


def _tell_refusal(attempt: Attempt, refusal: AWSRefused) -> AWSEvent:
    aws = _tell(attempt)
    if aws is None:
        return tell_console_refusal("ConsoleLogin", refusal.message)
    return tell_refusal(aws, refusal)


def _find_person(session: SessionFacts) -> str:
    return session.name or session.issuer.name


def _name_caller(caller: Caller) -> str:
    return caller.session.name if caller.session and caller.session.name else caller.issuer.name


def _describe_caller(attempt: Attempt) -> dict[str, str]:
    facts = {"operation": attempt.operation} if attempt.operation else {}
    if attempt.service is not None:
        facts["service"] = attempt.service
    if attempt.caller is not None:
        facts["caller"] = attempt.caller.arn
        facts["caller_key_id"] = attempt.caller.access_key_id
    return facts


def _describe_federation(federation: Federation | None) -> dict[str, str]:
    if federation is None:
        return {}
    return {
        "subject": federation.subject,
        "issuer": federation.issuer,
        "provider": federation.provider,
    }


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
