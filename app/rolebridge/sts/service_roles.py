"""A service of AWS assumes a role for what runs on it: an instance, a container.

No user calls this: the endpoints that hand credentials to applications do. Source: IAM User Guide,
"Create a role to delegate permissions to an AWS service".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rolebridge.access.context import RequestFacts, Sources, Values, describe_call
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.arn import ARN, InvalidARN, parse_role_arn
from rolebridge.audit.events import Action, Origin
from rolebridge.clock import Clock
from rolebridge.federation.account import RoleEntry
from rolebridge.iam import InvalidRequest, RequestContext, build_principal, decide_trust
from rolebridge.ids import IdSource
from rolebridge.sts.carried import Carried
from rolebridge.sts.credentials import IssuedCredentials
from rolebridge.sts.opening import open_session
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.role_authorization import find_role, read_trust_policy
from rolebridge.sts.signed_refusals import not_permitted, role_arn_invalid
from rolebridge.sts.trail import Attempt, describe_success, record_refusal
from rolebridge.sts.trust import ASSUME_ROLE


@dataclass(frozen=True, slots=True)
class ServiceRoles:
    """Opens sessions of roles that trust a service. MaxSessionDuration does not bind them."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys

    def __call__(  # noqa: PLR0917  (what is assumed, then the call that asked for it)
        self,
        service: str,
        role_arn: str,
        session_name: str,
        lifetime: timedelta,
        origin: Origin,
        facts: RequestFacts,
    ) -> IssuedCredentials:
        """Credentials of the role for a service such as `ec2.amazonaws.com`.

        Raises AWSRefused, whose row in the trail is committed by then.
        """
        attempt = Attempt(Action.STS_ASSUME_ROLE, self.clock(), origin, role_arn)
        attempt.operation, attempt.service = "AssumeRole", service
        try:
            with self.unit_of_work() as unit:
                configuration = unit.configuration.current()
                sources = Sources(configuration, origin, facts, attempt.now)
                session = _open(service, role_arn, session_name, lifetime, sources)
                opened = open_session(session, self.sealing_keys, self.ids)
                unit.audit.record(describe_success(attempt, opened))
                unit.commit()
        except AWSRefused as refusal:
            record_refusal(self.unit_of_work, attempt, refusal)
            raise
        return opened.issued


def _open(
    service: str, role_arn: str, session_name: str, lifetime: timedelta, sources: Sources
) -> SessionFacts:
    try:
        arn = parse_role_arn(role_arn)
    except InvalidARN:
        raise role_arn_invalid(role_arn) from None
    role = _authorize(service, arn, session_name, sources)
    issued_at = sources.now.replace(microsecond=0)
    return SessionFacts(
        kind=SessionKind.ROLE,
        issuer_arn=str(arn),
        issuer_id=role.unique_id,
        name=session_name,
        issued_at=issued_at,
        expires_at=issued_at + lifetime,
    )


def _authorize(service: str, arn: ARN, session_name: str, sources: Sources) -> RoleEntry:
    """The trust policy alone decides, and must name the service."""
    role = find_role(arn, arn.partition, sources)
    carried = Carried(session_name)
    values: Values = {
        **describe_call(sources),
        **carried.describe(),
        **carried.describe_role(role.tags if role else {}),
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "aws:SourceAccount": arn.account,
    }
    text = f"{service} is not authorized to perform: {ASSUME_ROLE} on resource: {arn}"
    try:
        decision = decide_trust(
            read_trust_policy(role, sources),
            build_principal(service),
            (ASSUME_ROLE,),
            str(arn),
            RequestContext.of(values),
        )
    except InvalidRequest as error:
        raise not_permitted(text, "request_invalid", detail=str(error)) from None
    if role is None or not decision.is_allowed:
        raise not_permitted(text, "trust_policy", decision=decision)
    return role
