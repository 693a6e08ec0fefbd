"""From an authorised assertion to the facts of a session: how long it lasts and what it carries."""

from datetime import datetime, timedelta

from rolebridge.access.session import (
    NO_POLICIES,
    Federation,
    SessionFacts,
    SessionKind,
    SessionPolicies,
)
from rolebridge.clock import whole_seconds
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks.assertion import SESSION_EXPIRED
from rolebridge.saml.response import VerifiedAssertion
from rolebridge.sts.authorization import Authorized


def limit_duration(seconds: int, verified: VerifiedAssertion, now: datetime) -> int:
    """The seconds asked for, but never past SessionNotOnOrAfter (STS API reference).

    Raises CheckFailed where that instant lies within the skew that validation grants: there is no
    time left for a session.
    """
    end = verified.session_not_on_or_after
    if end is None:
        return seconds
    left = whole_seconds(end - now)
    if left < 1:
        raise CheckFailed(SESSION_EXPIRED, now, end)
    return min(seconds, left)


def build_session(
    authorized: Authorized, seconds: int, now: datetime, policies: SessionPolicies = NO_POLICIES
) -> SessionFacts:
    """The session of `seconds` from now, in whole seconds as tokens and answers have them."""
    vouched = authorized.vouched
    verified, claims = vouched.verified, vouched.claims
    issued_at = now.replace(microsecond=0)
    return SessionFacts(
        kind=SessionKind.ROLE,
        issuer_arn=authorized.role_arn,
        issuer_id=authorized.role.unique_id,
        name=claims.role_session_name,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=seconds),
        federation=Federation(
            provider=vouched.provider.arn,
            issuer=verified.issuer,
            subject=verified.name_id.value,
            subject_type=vouched.list_saml_keys()["saml:sub_type"][0],
            token_id=verified.id,
        ),
        source_identity=claims.source_identity,
        tags=claims.principal_tags,
        transitive_tag_keys=claims.transitive_tag_keys,
        policies=policies,
    )
