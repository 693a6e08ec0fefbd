"""Refusals and lifetimes of the exchange, as its tests ask for them."""

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Outcome

NOT_AUTHORIZED = ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML")
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


def refuse(world, response, **parameters):
    """The refusal, whose row is the only one that was written."""
    with pytest.raises(AWSRefused) as caught:
        world.exchange(response, **parameters)
    assert len(world.events) == 1
    assert world.events[0].reason == caught.value.code
    assert world.events[0].outcome is Outcome.REFUSED
    return caught.value


def wire(refusal):
    return refusal.aws_code, refusal.status, refusal.message


def lifetime(result, clock):
    return int((result.credentials.expiration - clock.now).total_seconds())
