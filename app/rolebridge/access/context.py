"""The condition keys that every call of an AWS principal carries.

Reference: IAM User Guide, "AWS global condition context keys".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rolebridge.access.caller import Caller
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.audit.events import Origin
from rolebridge.clock import format_instant
from rolebridge.federation.configuration import Configuration
from rolebridge.iam.text import fold
from rolebridge.oidc.condition_keys import build_lasting_keys

Values = dict[str, str | tuple[str, ...]]

_PRINCIPAL_TYPES = {
    SessionKind.ROLE: "AssumedRole",
    SessionKind.FEDERATED_USER: "FederatedUser",
    SessionKind.USER: "User",
    SessionKind.ROOT: "Account",
}


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is known of the call beside its origin. `region` is that of the endpoint."""

    is_secure: bool = False
    region: str = "us-east-1"


@dataclass(frozen=True, slots=True)
class Sources:
    """What a decision is made from, beside the assertion: the set-up, the call and the instant."""

    configuration: Configuration
    origin: Origin
    facts: RequestFacts
    now: datetime


def describe_call(sources: Sources) -> Values:
    """The keys of the call itself, whoever makes it."""
    origin, now = sources.origin, sources.now
    values: Values = {
        "aws:CurrentTime": format_instant(now),
        "aws:EpochTime": str(int(now.timestamp())),
        "aws:SecureTransport": "true" if sources.facts.is_secure else "false",
        "aws:RequestedRegion": sources.facts.region,
    }
    if origin.source_address:
        values["aws:SourceIp"] = origin.source_address
    if origin.user_agent:
        values["aws:UserAgent"] = origin.user_agent
    return values


def describe_caller(caller: Caller, sources: Sources) -> Values:
    """The keys that tell who makes the call."""
    session = caller.session
    values: Values = {
        "aws:PrincipalArn": _find_principal_arn(caller),
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalType": _find_principal_type(caller),
        "aws:userid": caller.user_id,
        "aws:PrincipalIsAWSService": "false",
        "aws:ViaAWSService": "false",
    }
    tags = list_principal_tags(caller, sources.configuration)
    values |= {f"aws:PrincipalTag/{key}": value for key, value in tags.items()}
    is_user = session is None or session.kind is SessionKind.USER
    if is_user and not caller.is_root:
        values["aws:username"] = caller.issuer.name
    return values | (_describe_session(session, sources.now) if session else {})


def list_principal_tags(caller: Caller, configuration: Configuration) -> dict[str, str]:
    """The tags of the caller: those of its session win over those of its role or user.

    Keys are compared without case and keep the case of the one that counts.
    """
    entity = configuration.users_by_id.get(caller.issuer_id) or configuration.roles.get(
        caller.issuer_arn
    )
    own: Mapping[str, str] = entity[1].tags if entity else {}
    passed = caller.session.tags if caller.session else {}
    overridden = {key.lower() for key in passed}
    kept = {key: value for key, value in own.items() if key.lower() not in overridden}
    return kept | dict(passed)


def describe_tags(kind: str, tags: Mapping[str, str]) -> Values:
    """`aws:ResourceTag/K` or `aws:RequestTag/K` for each tag.

    Condition keys have no case: of tags that differ in nothing else, as those of managed policies
    may, the last one counts.
    """
    distinct = {fold(key): key for key in tags}
    return {f"aws:{kind}Tag/{key}": tags[key] for key in distinct.values()}


def _find_principal_arn(caller: Caller) -> str:
    """That of the role for its sessions, never that of the session (IAM User Guide)."""
    session = caller.session
    is_federated = session is not None and session.kind is SessionKind.FEDERATED_USER
    return caller.arn if is_federated else caller.issuer_arn


def _find_principal_type(caller: Caller) -> str:
    if caller.is_root:
        return "Account"
    return _PRINCIPAL_TYPES[caller.session.kind] if caller.session else "User"


def _describe_session(session: SessionFacts, now: datetime) -> Values:
    """A long-term key has none of these: there, they are absent."""
    values: Values = {
        "aws:TokenIssueTime": format_instant(session.issued_at),
        "aws:MultiFactorAuthPresent": "true" if session.mfa_at else "false",
    }
    if session.mfa_at is not None:
        age = max(now - session.mfa_at, timedelta())
        values["aws:MultiFactorAuthAge"] = str(int(age.total_seconds()))
    if session.source_identity is not None:
        values["aws:SourceIdentity"] = session.source_identity
    vouched = session.federation
    if vouched is not None:
        values["aws:FederatedProvider"] = vouched.provider
        if vouched.subject_type is not None:
            values["saml:namequalifier"] = vouched.name_qualifier
            values["saml:sub"] = vouched.subject
            values["saml:sub_type"] = vouched.subject_type
        elif vouched.audience is not None:
            name = vouched.provider.partition(":oidc-provider/")[2] or vouched.provider
            values |= build_lasting_keys(name, vouched.subject, (vouched.audience,))
    return values
