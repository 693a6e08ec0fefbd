"""What a call to IAM leaves in the audit trail."""

from datetime import datetime

from rolebridge.access.call import AWSCall
from rolebridge.access.caller import Caller
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Action, Event, Outcome


def describe_call(
    call: AWSCall, caller: Caller, now: datetime, refusal: AWSRefused | None
) -> Event:
    """Who asked for which operation, and why not. No parameter is repeated: some are secrets."""
    facts = {"operation": call.action, "access_key_id": caller.access_key_id}
    if refusal is not None:
        facts["aws_code"] = refusal.aws_code
    return Event(
        at=now,
        action=Action.IAM_CALL,
        outcome=Outcome.SUCCESS if refusal is None else Outcome.REFUSED,
        origin=call.origin,
        person=caller.session.name if caller.session else caller.issuer.name,
        target=caller.arn,
        reason=refusal.code if refusal else None,
        detail=refusal.detail if refusal else "",
        facts=facts,
    )
