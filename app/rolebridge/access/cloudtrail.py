"""What CloudTrail would tell of a call: who called, with what, and what was answered.

Reference: CloudTrail User Guide, "userIdentity element"; IAM User Guide, "Logging IAM and STS API
calls". No secret is told: not a key, a token code, an assertion or a password. Session tokens,
which CloudTrail does tell, are left out too: no event here ever holds one.
"""

from datetime import datetime

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.model import Shape
from rolebridge.access.parameters import Parameters
from rolebridge.access.session import Federation, SessionFacts, SessionKind
from rolebridge.clock import format_instant

# Secrets that the service model does not mark as such, by their names in answers and inputs.
_SECRETS = frozenset(
    {
        "SecretAccessKey",
        "SessionToken",
        "WebIdentityToken",
        "SAMLAssertion",
        "TokenCode",
        "AddPrivateKey",
        "Base32StringSeed",
        "QRCodePNG",
        "AuthenticationCode1",
        "AuthenticationCode2",
        "EncodedMessage",
        "DecodedMessage",
        "SAMLMetadataDocument",
    }
)

Told = dict[str, object]


def describe_caller(caller: Caller) -> Told:
    """`userIdentity` of a call that was signed."""
    session = caller.session
    if session is None:
        return _describe_long_term(caller)
    kinds = {
        SessionKind.ROLE: "AssumedRole",
        SessionKind.FEDERATED_USER: "FederatedUser",
        SessionKind.USER: "Root" if caller.is_root else "IAMUser",
        SessionKind.ROOT: "Root",
    }
    identity: Told = {
        "type": kinds[session.kind],
        "principalId": caller.user_id,
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": caller.access_key_id,
    }
    if session.kind is SessionKind.USER and not caller.is_root:
        identity["userName"] = caller.issuer.name
    return identity | {"sessionContext": _describe_session(session)}


def describe_federated(federation: Federation) -> Told:
    """`userIdentity` of an unsigned call: a provider has told who somebody is."""
    if federation.is_saml:
        qualifier = federation.name_qualifier
        return {
            "type": "SAMLUser",
            "principalId": f"{qualifier}:{federation.subject}",
            "userName": federation.subject,
            "identityProvider": qualifier,
        }
    return {
        "type": "WebIdentityUser",
        "principalId": f"{federation.provider}:{federation.audience}:{federation.subject}",
        "userName": federation.subject,
        "identityProvider": federation.provider,
    }


def describe_parameters(shape: Shape, parameters: Parameters) -> Told:
    """`requestParameters`: every member that was given, by its name in lower camel case."""
    told: Told = {}
    for name, member in shape.members.items():
        if name in parameters and name not in _SECRETS and not member.is_secret:
            told[_lower(name)] = _tell(member, parameters.values[name])
    return told


def describe_answer(fields: Fields) -> Told:
    """`responseElements`: the answer without its secrets."""
    return {
        _lower(name): _tell_field(value)
        for name, value in fields
        if value is not None and name not in _SECRETS
    }


def _describe_long_term(caller: Caller) -> Told:
    identity: Told = {
        "type": "Root" if caller.is_root else "IAMUser",
        "principalId": caller.user_id,
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": caller.access_key_id,
    }
    return identity if caller.is_root else identity | {"userName": caller.issuer.name}


def _describe_session(session: SessionFacts) -> Told:
    context: Told = {
        "attributes": {
            "creationDate": format_instant(session.issued_at),
            "mfaAuthenticated": "true" if session.mfa_at else "false",
        }
    }
    if session.kind in (SessionKind.ROLE, SessionKind.FEDERATED_USER):
        is_role = session.kind is SessionKind.ROLE
        context["sessionIssuer"] = {
            "type": "Role" if is_role else "IAMUser",
            "principalId": session.issuer_id,
            "arn": session.issuer_arn,
            "accountId": session.account,
            "userName": session.issuer.name,
        }
    if session.federation is not None and not session.federation.is_saml:
        context["webIdFederationData"] = {
            "federatedProvider": session.federation.provider,
            "attributes": {},
        }
    if session.source_identity is not None:
        context["sourceIdentity"] = session.source_identity
    return context


def _tell(shape: Shape, value: object) -> object:
    if isinstance(value, Parameters):
        return describe_parameters(shape, value)
    if isinstance(value, tuple) and shape.item is not None:
        return [_tell(shape.item, item) for item in value]
    return value


def _tell_field(value: object) -> object:
    if isinstance(value, tuple):
        return describe_answer(value)
    if isinstance(value, list):
        return [_tell_field(item) for item in value]
    return format_instant_as_told(value) if isinstance(value, datetime) else value


def format_instant_as_told(instant: datetime) -> str:
    """An instant within an answer: `Jul 1, 2026, 12:08:19 PM`."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    hour = instant.hour % 12 or 12
    half = "AM" if instant.hour < 12 else "PM"
    day = f"{months[instant.month - 1]} {instant.day}, {instant.year}"
    return f"{day}, {hour}:{instant.minute:02}:{instant.second:02} {half}"


def _lower(name: str) -> str:
    """`RoleArn` is `roleArn`, `SAMLAssertion` is `sAMLAssertion`."""
    return name[0].lower() + name[1:]
