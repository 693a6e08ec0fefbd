"""AssumeRole: a user or a session of a role becomes a session of a role.

Source: STS API reference, AssumeRole; IAM User Guide, "Use IAM roles".
"""

from dataclasses import dataclass
from datetime import timedelta

from rolebridge.access.call import Fields
from rolebridge.access.context import Values
from rolebridge.access.session import SessionFacts, SessionKind, SessionPolicies
from rolebridge.arn import ARN, InvalidARN, parse_role_arn
from rolebridge.federation.account import RoleEntry
from rolebridge.sts.answers import write_assumed_role
from rolebridge.sts.carried import Carried, read_carried
from rolebridge.sts.mfa import ShownFactor, verify_factor
from rolebridge.sts.role_authorization import authorize_role
from rolebridge.sts.session_policies import validate_session_policies
from rolebridge.sts.session_request import choose_role_duration, read_session_policies
from rolebridge.sts.signed_refusals import (
    context_provider_unknown,
    role_arn_invalid,
    root_may_not_assume,
)
from rolebridge.sts.trust import ASSUME_ROLE
from rolebridge.sts.work import Work


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for, read and valid in itself. Nothing of it is allowed yet."""

    role_arn: ARN
    carried: Carried
    policies: SessionPolicies
    factor: ShownFactor | None


def assume_role(work: Work) -> Fields:
    """Decide, open and answer. Raises AWSRefused."""
    if work.caller.issuer.resource == "root":
        raise root_may_not_assume()
    wanted = _read(work)
    role = _authorize(work, wanted)
    opened = work.open(_build_session(work, wanted, role), wanted.factor)
    return opened.write(("AssumedRoleUser", write_assumed_role(opened.session)))


def _read(work: Work) -> _Wanted:
    caller, parameters = work.caller, work.parameters
    wanted = _Wanted(
        _parse_role_arn(parameters.text("RoleArn")),
        read_carried(parameters, caller.session),
        read_session_policies(parameters),
        verify_factor(caller, parameters, work.unit, work.sealing_keys, work.now),
    )
    # Contexts come from IAM Identity Center and the like, none of which is here.
    for context in parameters.items("ProvidedContexts"):
        raise context_provider_unknown(context.find_text("ProviderArn") or "")
    return wanted


def _parse_role_arn(text: str) -> ARN:
    try:
        return parse_role_arn(text)
    except InvalidARN:
        raise role_arn_invalid(text) from None


def _authorize(work: Work, wanted: _Wanted) -> RoleEntry:
    found = work.configuration.roles.get(str(wanted.role_arn))
    carried = wanted.carried
    values: Values = carried.describe() | carried.describe_role(found[1].tags if found else {})
    external_id = work.parameters.find_text("ExternalId")
    if external_id is not None:
        values["sts:ExternalId"] = external_id
    if wanted.factor is not None:
        values |= wanted.factor.describe()
    return authorize_role(work, wanted.role_arn, carried.list_actions(ASSUME_ROLE), values)


def _build_session(work: Work, wanted: _Wanted, role: RoleEntry) -> SessionFacts:
    requested = work.parameters.find_number("DurationSeconds")
    seconds = choose_role_duration(requested, role, is_chained=work.caller.is_role_session)
    account = work.configuration.accounts[wanted.role_arn.account]
    issued_at = work.now.replace(microsecond=0)
    return SessionFacts(
        kind=SessionKind.ROLE,
        issuer_arn=str(wanted.role_arn),
        issuer_id=role.unique_id,
        name=wanted.carried.name,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=seconds),
        source_identity=wanted.carried.source_identity,
        tags=wanted.carried.tags,
        transitive_tag_keys=wanted.carried.transitive_tag_keys,
        policies=validate_session_policies(wanted.policies, account, work.managed),
        mfa_at=wanted.factor.shown_at if wanted.factor else None,
        is_chained=work.caller.is_role_session,
    )
