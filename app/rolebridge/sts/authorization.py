"""Whether a verified assertion opens a role: the pair it names, the role, the role's trust policy.

Both doors, the API and the console, decide here and nowhere else.
"""

from dataclasses import dataclass

from rolebridge.access.context import Sources
from rolebridge.arn import ARN, is_reserved_role
from rolebridge.federation.account import RoleEntry
from rolebridge.iam import (
    Decision,
    InvalidRequest,
    MalformedPolicy,
    Policy,
    build_federated_principal,
    decide_trust,
)
from rolebridge.saml.aws import AWSClaims, RolePair
from rolebridge.sts.context import Vouched, build_trust_context
from rolebridge.sts.refusals import not_authorized
from rolebridge.sts.trust import (
    SET_SOURCE_IDENTITY,
    TAG_SESSION,
    TRUSTS_NOBODY,
    parse_trust_policy,
)

ASSUME_ROLE_WITH_SAML = "sts:AssumeRoleWithSAML"


@dataclass(frozen=True, slots=True)
class Authorized:
    """An assertion that opens this role: what a session is made from."""

    vouched: Vouched
    role_arn: str
    role: RoleEntry


def authorize(vouched: Vouched, role_arn: str, sources: Sources) -> Authorized:
    """Decide. Raises AWSRefused: one text, whether the role is unasserted, unknown or denied."""
    provider = vouched.provider
    if RolePair(role_arn, provider.arn) not in vouched.claims.role_pairs:
        raise not_authorized(
            "role_not_asserted",
            f"The assertion does not name the role {role_arn} together with {provider.arn}.",
        )
    if ARN.parse(role_arn).account != provider.account.id:
        raise not_authorized(
            "provider_of_another_account",
            f"The role {role_arn} and the provider {provider.arn} belong to different accounts.",
        )
    if is_reserved_role(ARN.parse(role_arn)):
        raise not_authorized(
            "role_reserved",
            f"The role {role_arn} is kept for IAM Identity Center: nobody else may use "
            "AssumeRoleWithSAML for it.",
        )
    found = sources.configuration.roles.get(role_arn)
    role = found[1] if found else None
    decision = _decide(vouched, role_arn, role, sources)
    if role is None:
        raise not_authorized("role_unknown", f"There is no role {role_arn}.")
    if not decision.is_allowed:
        raise not_authorized(
            "trust_policy",
            f"The trust policy of {role_arn} does not allow this sign-in.",
            decision=decision,
        )
    return Authorized(vouched, role_arn, role)


def list_actions(claims: AWSClaims) -> tuple[str, ...]:
    """The actions of one call. All must be allowed (IAM User Guide, session tags)."""
    actions = [ASSUME_ROLE_WITH_SAML]
    if claims.principal_tags or claims.transitive_tag_keys:
        actions.append(TAG_SESSION)
    if claims.source_identity is not None:
        actions.append(SET_SOURCE_IDENTITY)
    return tuple(actions)


def _decide(vouched: Vouched, role_arn: str, role: RoleEntry | None, sources: Sources) -> Decision:
    policy = _get_trust_policy(role.trust_policy if role else TRUSTS_NOBODY, role_arn)
    try:
        return decide_trust(
            policy,
            build_federated_principal(vouched.provider.arn),
            list_actions(vouched.claims),
            role_arn,
            build_trust_context(vouched, role, sources),
        )
    except InvalidRequest as error:
        explanation = "The attributes of the assertion are more than a policy can be asked about."
        raise not_authorized("request_invalid", explanation, detail=str(error)) from None


def _get_trust_policy(text: str, role_arn: str) -> Policy:
    try:
        return parse_trust_policy(text)
    except MalformedPolicy as error:
        explanation = f"The trust policy of {role_arn} cannot be read."
        raise not_authorized("trust_policy_malformed", explanation, detail=str(error)) from None
