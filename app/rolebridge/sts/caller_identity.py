"""GetCallerIdentity: whose credentials signed the call."""

from collections.abc import Callable
from dataclasses import dataclass

from rolebridge.access.call import AWSCall, Fields, Identify
from rolebridge.access.caller import Caller
from rolebridge.access.model import Service
from rolebridge.access.permissions import Permissions
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Action, AuditLog
from rolebridge.clock import Clock
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.trail import Attempt, describe_answer, record_refusal


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Needs no permission, and no policy can deny it. It is asked more often than anything else, so
    that whether the caller is still there is known from what was read a moment ago. One who was
    not there then may have been made since, by another process: that is looked up.
    """

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    identify: Identify
    later: AuditLog

    def __call__(self, call: AWSCall) -> Fields:
        """Tell a caller who it is. Raises AWSRefused."""
        caller = self.identify(call.request, call.origin, Service.STS)
        attempt = Attempt(
            Action.STS_CALL, self.clock(), call.origin, caller=caller, operation=call.action
        )
        try:
            caller = self._require(caller)
        except AWSRefused as refusal:
            record_refusal(self.unit_of_work, attempt, refusal)
            raise
        self.later.record(describe_answer(attempt))
        return (("UserId", caller.user_id), ("Account", caller.account), ("Arn", caller.arn))

    def _require(self, caller: Caller) -> Caller:
        with self.unit_of_work() as unit:
            try:
                return Permissions(unit.configuration.recent()).require_caller(caller)
            except AWSRefused:
                return Permissions(unit.configuration.current()).require_caller(caller)
