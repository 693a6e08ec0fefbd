"""Signed calls to STS: identify, read, perform, and record what was refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from rolebridge.access.call import AWSCall, Fields, Identify
from rolebridge.access.caller import Caller
from rolebridge.access.context import Sources
from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import parse_parameters
from rolebridge.access.permissions import Permissions
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionKind
from rolebridge.audit.events import Action
from rolebridge.clock import Clock
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.ids import IdSource
from rolebridge.sts.access_key_info import get_access_key_info
from rolebridge.sts.assume_role import assume_role
from rolebridge.sts.assume_root import assume_root
from rolebridge.sts.authorization_messages import decode_authorization_message
from rolebridge.sts.disabled_features import get_delegated_access_token, get_web_identity_token
from rolebridge.sts.mfa import record_failure
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.signed_refusals import (
    MFA_CODE_INVALID,
    not_with_kind,
    not_with_session,
    region_disabled,
)
from rolebridge.sts.trail import Attempt, describe_refusal
from rolebridge.sts.user_sessions import get_federation_token, get_session_token
from rolebridge.sts.work import Operations, Work

OPERATIONS: Operations = {
    "AssumeRole": assume_role,
    "AssumeRoot": assume_root,
    "DecodeAuthorizationMessage": decode_authorization_message,
    "GetAccessKeyInfo": get_access_key_info,
    "GetDelegatedAccessToken": get_delegated_access_token,
    "GetFederationToken": get_federation_token,
    "GetSessionToken": get_session_token,
    "GetWebIdentityToken": get_web_identity_token,
}

_ACTIONS = {
    "AssumeRole": Action.STS_ASSUME_ROLE,
    "AssumeRoot": Action.STS_ASSUME_ROOT,
    "GetFederationToken": Action.STS_GET_FEDERATION_TOKEN,
    "GetSessionToken": Action.STS_GET_SESSION_TOKEN,
}
_CREDENTIALS = (*_ACTIONS, "GetDelegatedAccessToken")
_LONG_TERM_ONLY = ("GetFederationToken", "GetSessionToken")
_TARGETS = ("RoleArn", "TargetPrincipal", "Name")
# What the credentials of other sessions than those of roles may do beside GetCallerIdentity
# (IAM User Guide, "Compare AWS STS credentials").
_MAY_CALL = {
    SessionKind.USER: ("AssumeRole",),
    SessionKind.FEDERATED_USER: (),
    SessionKind.ROOT: (),
}


@dataclass(frozen=True, slots=True)
class SignedCalls:
    """Every operation that takes a signature, but GetCallerIdentity.

    In `disabled_regions` no credentials are given. Callers from `management_account` may act as
    the root of other accounts, where their policies allow it.
    """

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys
    identify: Identify
    managed: ManagedPolicies | None = None
    disabled_regions: frozenset[str] = frozenset()
    management_account: str | None = None
    operations: Operations = field(default_factory=lambda: OPERATIONS)

    def perform(self, call: AWSCall) -> Fields:
        """Answer one call. Raises AWSRefused, whose row in the trail is committed by then."""
        caller = self.identify(call.request, call.origin, Service.STS)
        attempt = Attempt(
            _ACTIONS.get(call.action, Action.STS_CALL),
            self.clock(),
            call.origin,
            role_arn=_find_target(call.parameters),
            caller=caller,
            operation=call.action,
        )
        try:
            return self._perform(call, caller, attempt)
        except AWSRefused as refusal:
            self._record(call, attempt, refusal)
            raise

    def _perform(self, call: AWSCall, caller: Caller, attempt: Attempt) -> Fields:
        _require_kind(call.action, caller)
        if call.action in _CREDENTIALS and caller.region in self.disabled_regions:
            raise region_disabled(caller.region, caller.account)
        parameters = parse_parameters(load_model(Service.STS), call.action, call.parameters)
        attempt.parameters = parameters
        with self.unit_of_work() as unit:
            configuration = unit.configuration.current()
            caller = attempt.caller = Permissions(configuration).require_caller(caller)
            facts = replace(call.facts, region=caller.region)
            sources = Sources(configuration, call.origin, facts, attempt.now)
            work = Work(
                caller,
                parameters,
                sources,
                unit,
                attempt,
                self.ids,
                self.sealing_keys,
                self.managed,
                self.management_account,
            )
            return self.operations[call.action](work)

    def _record(self, call: AWSCall, attempt: Attempt, refusal: AWSRefused) -> None:
        """The row stays whatever else was rolled back, and so does the count of wrong codes."""
        with self.unit_of_work() as unit:
            if refusal.code == MFA_CODE_INVALID:
                record_failure(unit, call.parameters.get("SerialNumber", ""), attempt.now)
            unit.audit.record(describe_refusal(attempt, refusal))
            unit.commit()


def _require_kind(action: str, caller: Caller) -> None:
    session = caller.session
    if session is None:
        return
    if action in _LONG_TERM_ONLY:
        raise not_with_session(action)
    if action not in _MAY_CALL.get(session.kind, (action,)):
        raise not_with_kind(action, session.kind.value)


def _find_target(parameters: Mapping[str, str]) -> str | None:
    return next((parameters[name] for name in _TARGETS if name in parameters), None)
