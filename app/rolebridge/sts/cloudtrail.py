"""What CloudTrail would tell of calls to STS and of sign-ins to the console.

Reference: IAM User Guide, "Logging IAM and STS API calls with CloudTrail"; CloudTrail User Guide,
"Console sign-in events".
"""

from dataclasses import replace

from rolebridge.access.caller import Caller
from rolebridge.access.cloudtrail import (
    Told,
    describe_caller,
    describe_federated,
    describe_parameters,
    format_instant_as_told,
)
from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.arn import ARN, InvalidARN
from rolebridge.audit.events import AWSEvent
from rolebridge.saml.response import VerifiedAssertion
from rolebridge.sts.opening import Opened

STS = "sts.amazonaws.com"
SIGN_IN = "signin.amazonaws.com"
_REGION = "us-east-1"


def tell_call(
    name: str, caller: Caller | None, parameters: Parameters | None, role_arn: str | None
) -> AWSEvent:
    """A call, whatever becomes of it. Whoever calls unsigned is not known yet."""
    region = (caller.region if caller else None) or _REGION
    account = _find_account(role_arn)
    told = None
    if parameters is not None:
        told = describe_parameters(load_model(Service.STS).operations[name], parameters) or None
    return AWSEvent(
        source=STS,
        name=name,
        account=caller.account if caller else account,
        region=region,
        identity=describe_caller(caller) if caller else {"type": "Unknown"},
        parameters=told,
        is_read_only=True,
        resource_account=account,
        additional={"RequestDetails": {"endpointType": "regional", "awsServingRegion": region}},
    )


def tell_opened(aws: AWSEvent, opened: Opened, verified: VerifiedAssertion | None) -> AWSEvent:
    """A call that opened a session. A role is told with the provider that vouched for it."""
    session = opened.session
    return replace(
        aws,
        account=aws.account or session.account,
        identity=_identify(aws, session),
        parameters=aws.parameters or _tell_asserted(session, verified),
        response=_tell_answer(opened, verified),
        resources=tuple(_list_resources(session)),
    )


def tell_refusal(aws: AWSEvent, refusal: AWSRefused) -> AWSEvent:
    """A call that was refused. What it asked of another account stays unsaid there."""
    return replace(
        aws,
        error_code=refusal.aws_code,
        error_message=refusal.message,
        resource_account=None,
    )


def tell_service(aws: AWSEvent, service: str) -> AWSEvent:
    """A service of AWS called, for what runs on it."""
    return replace(aws, identity={"type": "AWSService", "invokedBy": service})


def tell_console(session: SessionFacts, access_key_id: str, name: str) -> AWSEvent:
    """`ConsoleLogin`, or `GetSigninToken` of a broker, that went well."""
    caller = Caller(session.principal_arn, session.user_id, session.account, access_key_id, session)
    additional: Told = {"MobileVersion": "No", "MFAUsed": "Yes" if session.mfa_at else "No"}
    if session.federation is not None and session.federation.is_saml:
        additional["SamlProviderArn"] = session.federation.provider
    return AWSEvent(
        source=SIGN_IN,
        name=name,
        account=session.account,
        region=_REGION,
        identity=describe_caller(caller),
        response={name: "Success"},
        additional=additional,
    )


def tell_console_refusal(name: str, message: str) -> AWSEvent:
    """The same, refused: nobody is known."""
    return AWSEvent(
        source=SIGN_IN,
        name=name,
        account=None,
        region=_REGION,
        identity={"type": "Unknown"},
        response={name: "Failure"},
        error_message=message,
    )


def _identify(aws: AWSEvent, session: SessionFacts) -> Told:
    is_unknown = aws.identity.get("type") == "Unknown"
    if is_unknown and session.federation is not None:
        return describe_federated(session.federation)
    return dict(aws.identity)


def _tell_asserted(session: SessionFacts, verified: VerifiedAssertion | None) -> Told | None:
    """What an assertion or a token asked for; neither is repeated itself."""
    federation = session.federation
    if federation is None:
        return None
    lasts = session.expires_at - session.issued_at
    told: Told = {
        "roleSessionName": session.name,
        "roleArn": session.issuer_arn,
        "durationSeconds": int(lasts.total_seconds()),
    }
    if verified is not None:
        told["sAMLAssertionID"] = federation.token_id
        told["principalArn"] = federation.provider
    if session.source_identity is not None:
        told["sourceIdentity"] = session.source_identity
    if session.tags:
        told["principalTags"] = dict(session.tags)
    if session.transitive_tag_keys:
        told["transitiveTagKeys"] = list(session.transitive_tag_keys)
    return told


def _tell_answer(opened: Opened, verified: VerifiedAssertion | None) -> Told:
    session, issued = opened.session, opened.issued
    told: Told = {
        "credentials": {
            "accessKeyId": issued.access_key_id,
            "expiration": format_instant_as_told(issued.expiration),
        }
    }
    if session.kind is SessionKind.ROLE:
        told["assumedRoleUser"] = {
            "assumedRoleId": session.user_id,
            "arn": session.principal_arn,
        }
    if session.kind is SessionKind.FEDERATED_USER:
        told["federatedUser"] = {
            "federatedUserId": session.user_id,
            "arn": session.principal_arn,
        }
    if opened.packed_policy_size is not None:
        told["packedPolicySize"] = opened.packed_policy_size
    if session.source_identity is not None:
        told["sourceIdentity"] = session.source_identity
    return told | _tell_federation(session, verified)


def _tell_federation(session: SessionFacts, verified: VerifiedAssertion | None) -> Told:
    federation = session.federation
    if federation is None:
        return {}
    if verified is not None:
        return {
            "subject": federation.subject,
            "subjectType": federation.subject_type,
            "issuer": federation.issuer,
            "audience": verified.recipient,
            "nameQualifier": federation.name_qualifier,
        }
    return {
        "subjectFromWebIdentityToken": federation.subject,
        "provider": federation.provider,
        "audience": federation.audience,
    }


def _list_resources(session: SessionFacts) -> list[Told]:
    if session.kind is not SessionKind.ROLE:
        return []
    found: list[Told] = [
        {"ARN": session.issuer_arn, "accountId": session.account, "type": "AWS::IAM::Role"}
    ]
    federation = session.federation
    if federation is not None and federation.is_saml:
        found.append(
            {
                "ARN": federation.provider,
                "accountId": session.account,
                "type": "AWS::IAM::SAMLProvider",
            }
        )
    return found


def _find_account(role_arn: str | None) -> str | None:
    """Whose resource is asked for; a stranger's text may be no ARN at all."""
    if role_arn is None:
        return None
    try:
        account = ARN.parse(role_arn).account
    except InvalidARN:
        return None
    return account if len(account) == 12 and account.isascii() and account.isdigit() else None
