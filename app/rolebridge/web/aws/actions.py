"""The operations behind the door: each takes a call and gives the fields of its result."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rolebridge.audit.events import Origin
from rolebridge.sts.api import STS
from rolebridge.sts.context import RequestFacts
from rolebridge.web.aws.envelope import Fields
from rolebridge.web.aws.wire import Call

Operation = Callable[[STS, Call, Origin, RequestFacts], Fields]


def assume_role_with_saml(sts: STS, call: Call, origin: Origin, facts: RequestFacts) -> Fields:
    """Unsigned by the service model: an Authorization header is neither needed nor looked at."""
    result = sts.assume_role_with_saml(call.parameters, origin, facts)
    issued = result.credentials
    credentials = (
        ("AccessKeyId", issued.access_key_id),
        ("SecretAccessKey", issued.secret_access_key),
        ("SessionToken", issued.session_token),
        ("Expiration", issued.expiration),
    )
    user = (("AssumedRoleId", result.assumed_role_id), ("Arn", result.assumed_role_arn))
    return (
        ("Credentials", credentials),
        ("AssumedRoleUser", user),
        ("PackedPolicySize", result.packed_policy_size),
        ("Subject", result.subject),
        ("SubjectType", result.subject_type),
        ("Issuer", result.issuer),
        ("Audience", result.audience),
        ("NameQualifier", result.name_qualifier),
        ("SourceIdentity", result.source_identity),
        ("SessionTokenUtilization", result.session_token_utilization),
        ("SessionTokenSize", result.session_token_size),
    )


def get_caller_identity(sts: STS, call: Call, origin: Origin, _facts: RequestFacts) -> Fields:
    """Signed; needs no permission beyond valid credentials."""
    identity = sts.get_caller_identity(sts.authenticate(call.request, origin))
    return (("Arn", identity.arn), ("UserId", identity.user_id), ("Account", identity.account))


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "AssumeRoleWithSAML": assume_role_with_saml,
        "GetCallerIdentity": get_caller_identity,
    }
)
