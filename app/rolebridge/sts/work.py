"""One signed call to STS being performed, and what an operation is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.authorize import Question, decide_call
from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Sources, Values
from rolebridge.access.parameters import Parameters
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import access_denied
from rolebridge.access.session import SessionFacts
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import Decision, InvalidRequest
from rolebridge.ids import IdSource
from rolebridge.sts.mfa import ShownFactor, claim_factor
from rolebridge.sts.opening import Opened, open_session
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.session_request import read_token_size
from rolebridge.sts.signed_refusals import not_permitted, write_denial
from rolebridge.sts.trail import Attempt, describe_answer, describe_success


@dataclass(frozen=True, slots=True)
class Work:
    """A call with everything it is performed with, in one transaction.

    `management_account` is the account whose callers may act as the root of others; None if the
    set-up has none.
    """

    caller: Caller
    parameters: Parameters
    sources: Sources
    unit: UnitOfWork
    attempt: Attempt
    ids: IdSource
    sealing_keys: SealingKeys
    managed: ManagedPolicies | None
    management_account: str | None = None

    @property
    def now(self) -> datetime:
        """The instant of the call."""
        return self.sources.now

    @property
    def configuration(self) -> Configuration:
        """The set-up as it is."""
        return self.sources.configuration

    def authorize(self, action: str, resource: str, context: Values | None = None) -> None:
        """Ask the caller's own policies. Raises AWSRefused (AccessDenied)."""
        decision = self.decide(Question(action, resource, context or {}))
        if not decision.is_allowed:
            raise access_denied(decision)

    def decide(self, question: Question) -> Decision:
        """What the caller's own policies say. Raises AWSRefused (AccessDenied) for what is more
        than they can be asked about.
        """
        try:
            return decide_call(self.caller, question, self.sources, self.managed)
        except InvalidRequest as error:
            text = write_denial(self.caller, question.action, question.resource)
            raise not_permitted(text, "request_invalid", detail=str(error)) from None

    def open(self, session: SessionFacts, factor: ShownFactor | None = None) -> Opened:
        """Mint, take the code that was shown, record and commit, all of it or nothing."""
        size = read_token_size(self.parameters)
        opened = open_session(session, self.sealing_keys, self.ids, minimum_token_size=size)
        if factor is not None:
            claim_factor(self.unit, factor)
        self.unit.audit.record(describe_success(self.attempt, opened))
        self.unit.commit()
        return opened

    def record_answer(self) -> None:
        """Leave a row of an answer that issues nothing."""
        self.unit.audit.record(describe_answer(self.attempt))
        self.unit.commit()


Operation = Callable[[Work], Fields]
"""Performs a call. Raises AWSRefused."""

Operations = Mapping[str, Operation]
