"""The IAM API as the web calls it: read, authorise, perform, record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rolebridge.access.call import AWSCall, Fields, Identify, unknown_action
from rolebridge.access.caller import Caller
from rolebridge.access.context import Sources
from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import parse_parameters
from rolebridge.access.permissions import Permissions
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused, invalid_client_token
from rolebridge.access.session import SessionKind
from rolebridge.accounts.operation import Operation, Work
from rolebridge.accounts.operations import OPERATIONS
from rolebridge.accounts.permission import require
from rolebridge.accounts.ports import UnitOfWork
from rolebridge.accounts.trail import describe_refusal, describe_success
from rolebridge.clock import Clock
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.ids import IdSource


@dataclass(frozen=True, slots=True)
class IAM:
    """The operations of Identity and Access Management. Every refusal is an AWSRefused.

    `own_metadata` is that of our own identity provider.
    """

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys
    managed: ManagedPolicies
    identify: Identify
    own_metadata: Callable[[], str]
    operations: Mapping[str, Operation] = field(default_factory=lambda: OPERATIONS)

    def perform(self, call: AWSCall) -> Fields:
        """Answer one call. Raises AWSRefused, whose row in the trail is committed by then."""
        caller = self.identify(call.request, call.origin, Service.IAM)
        try:
            return self._perform(call, caller)
        except AWSRefused as refusal:
            with self.unit_of_work() as unit:
                unit.audit.record(describe_refusal(call, caller, self.clock(), refusal))
                unit.commit()
            raise

    def _perform(self, call: AWSCall, caller: Caller) -> Fields:
        model = load_model(Service.IAM)
        operation = self.operations.get(call.action)
        if operation is None:
            raise unknown_action(call.action, model.version)
        _require_iam_session(caller)
        parameters = parse_parameters(model, call.action, call.parameters)
        with self.unit_of_work() as unit:
            configuration = unit.configuration.current()
            sources = Sources(configuration, call.origin, call.facts, self.clock())
            account = configuration.accounts.get(caller.account)
            if account is None:
                raise invalid_client_token("the caller's account is there no more")
            work = Work(
                Permissions(configuration).require_caller(caller),
                parameters,
                account,
                sources,
                unit,
                self.ids,
                self.sealing_keys,
                self.managed,
                self.own_metadata,
            )
            _authorize(call.action, operation, work)
            return _carry_out(operation, work, call)


def _authorize(action: str, operation: Operation, work: Work) -> None:
    """Permission is asked for before anything is told of what exists.

    Whoever makes something with tags must be allowed to tag it: `iam:TagRole` for CreateRole and
    so on, as recorded from AWS (openshift/installer issue 1073).
    """
    if operation.find_target is None:
        return
    target = operation.find_target(work.account, work.caller, work.parameters)
    require(work, action, target)
    if action.startswith("Create") and work.parameters.items("Tags"):
        word = action.removeprefix("Create").removeprefix("Virtual")
        require(work, f"Tag{word}", target)


def _carry_out(operation: Operation, work: Work, call: AWSCall) -> Fields:
    """Perform on the account as it is now, and store what it has become."""
    if operation.is_writing:
        work.unit.organisation.begin_writing()
        fresh = work.unit.organisation.read_account(work.account.id)
        if fresh is None:
            raise invalid_client_token("the caller's account is there no more")
        work.account = fresh
    before = work.account
    fields = operation.perform(work)
    if work.account is not before:
        work.unit.organisation.write_account(work.account)
    is_writing = operation.is_writing
    work.unit.audit.record(describe_success(call, work, fields, is_writing=is_writing))
    work.unit.commit()
    return fields


def _require_iam_session(caller: Caller) -> None:
    """Federated users, and sessions of a user without a second factor, may not call IAM at all.

    AWS answers as for a token that does not exist (IAM User Guide, comparing STS operations).
    """
    session = caller.session
    if session is None:
        return
    is_bare_user = session.kind is SessionKind.USER and session.mfa_at is None
    if session.kind is SessionKind.FEDERATED_USER or is_bare_user:
        raise invalid_client_token(
            f"credentials of a {session.kind.value} session may not call IAM"
        )
