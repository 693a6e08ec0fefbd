"""GetCallerIdentity of a role that another process has made a moment ago."""

from dataclasses import dataclass

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Origin
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.caller_identity import CallerIdentity
from support.fakes import LaterList, MemoryUnitOfWork
from support.sts_world import STSWorld, role, trusts, user_arn

CALL = AWSCall(
    "GetCallerIdentity", {}, SignedRequest("POST", "/", "", (), b""), Origin("r"), RequestFacts()
)


@dataclass(frozen=True)
class Lagging:
    """What this process has read a moment ago, and what there is now."""

    before: Configuration
    now: Configuration

    def recent(self):
        return self.before

    def current(self):
        return self.now


class LaggingUnit(MemoryUnitOfWork):
    before = Configuration(1, Organisation())

    @property
    def configuration(self):
        return Lagging(self.before, self._store.configuration)


@pytest.fixture
def world(now):
    return STSWorld(now, role("Reader", trusts(user_arn("ann"))))


def ask(world, caller):
    later = LaterList()
    unit = lambda: LaggingUnit(world.store)  # noqa: E731
    told = dict(CallerIdentity(unit, world.clock, lambda *_: caller, later)(CALL))
    (event,) = later.events
    assert (event.aws.name, event.aws.identity["arn"]) == ("GetCallerIdentity", caller.arn)
    return told


def test_role_of_a_moment_ago_is_known(world):
    caller = world.session(world.assume("Reader", by=world.user("ann")))
    assert ask(world, caller)["Arn"] == caller.arn


def test_role_that_is_gone_is_not(world):
    caller = world.session(world.assume("Reader", by=world.user("ann")))
    world.configure()
    with pytest.raises(AWSRefused) as refused:
        ask(world, caller)
    assert refused.value.aws_code == "InvalidClientTokenId"
