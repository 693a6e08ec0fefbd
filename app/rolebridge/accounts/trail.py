"""What a call to IAM leaves in the audit trail."""

import json
from dataclasses import replace
from datetime import datetime

from rolebridge.access.call import AWSCall, Fields
from rolebridge.access.caller import Caller
from rolebridge.access.cloudtrail import (
    Told,
    describe_answer,
    describe_caller,
    describe_parameters,
)
from rolebridge.access.model import Service, load_model
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.operation import Work
from rolebridge.arn import Partition
from rolebridge.audit.events import Action, AWSEvent, Event, Outcome

# CloudTrail User Guide, "CloudTrail record contents": more than 100 KB is left out. Simulations may
# bring some megabytes of policies along.
_LONGEST = 102_400
# IAM is one service for a whole partition; its events stand in one region.
_REGIONS = {Partition.CHINA: "cn-north-1", Partition.GOVCLOUD: "us-gov-west-1"}


def describe_success(call: AWSCall, work: Work, fields: Fields, *, is_writing: bool) -> Event:
    """Who asked for what; the answer is told where something was changed, as CloudTrail does."""
    shape = load_model(Service.IAM).operations[call.action]
    told = replace(
        _tell(call, work.caller),
        parameters=_omit_long(describe_parameters(shape, work.parameters)),
        response=_omit_long(describe_answer(fields)) if is_writing else None,
        is_read_only=not is_writing,
    )
    return replace(_begin(call, work.caller, work.now), outcome=Outcome.SUCCESS, aws=told)


def describe_refusal(call: AWSCall, caller: Caller, now: datetime, refusal: AWSRefused) -> Event:
    """Why not. Of a refused call no parameter is repeated."""
    event = _begin(call, caller, now)
    return replace(
        event,
        reason=refusal.code,
        detail=refusal.detail,
        facts={**event.facts, "aws_code": refusal.aws_code},
        aws=replace(
            _tell(call, caller), error_code=refusal.aws_code, error_message=refusal.message
        ),
    )


def _omit_long(told: Told) -> Told | None:
    """What a row may hold; nothing of what is longer than that, or of nothing."""
    if not told or len(json.dumps(told, default=str)) > _LONGEST:
        return None
    return told


def _begin(call: AWSCall, caller: Caller, now: datetime) -> Event:
    return Event(
        at=now,
        action=Action.IAM_CALL,
        outcome=Outcome.REFUSED,
        origin=call.origin,
        person=caller.session.name if caller.session else caller.issuer.name,
        target=caller.arn,
        facts={"operation": call.action, "access_key_id": caller.access_key_id},
    )


def _tell(call: AWSCall, caller: Caller) -> AWSEvent:
    return AWSEvent(
        source="iam.amazonaws.com",
        name=call.action,
        account=caller.account,
        region=_REGIONS.get(Partition(caller.partition), "us-east-1"),
        identity=describe_caller(caller),
    )
