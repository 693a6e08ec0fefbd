"""How signed calls to STS are refused: roles, second factors, sessions, features that are off.

Where AWS's own text is not on record the message is ours and says so by `has_aws_text`.
"""

from rolebridge.access.caller import Caller
from rolebridge.access.parameters import show
from rolebridge.access.refusals import AWSRefused, invalid_parameter_value
from rolebridge.iam import Decision

MFA_CODE_INVALID = "mfa_code_invalid"
_WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code."


def transitive_key_missing() -> AWSRefused:
    """A transitive key of no tag that is passed."""
    text = "The specified transitive tag key must be included in the requested tags."
    return invalid_parameter_value(text, has_aws_text=True)


def transitive_key_taken() -> AWSRefused:
    """A tag that the calling session hands down cannot be set again."""
    return invalid_parameter_value(
        "One of the specified transitive tag keys can't be set because it conflicts with a "
        "transitive tag key from the calling session.",
        has_aws_text=True,
    )


def source_identity_fixed() -> AWSRefused:
    """A session that has a source identity hands it down as it is (IAM User Guide)."""
    text = "The source identity of the calling session cannot be changed."
    return _denied(text, "source_identity_fixed", has_aws_text=False)


def role_arn_invalid(text: str) -> AWSRefused:
    """RoleArn of AssumeRole is not the ARN of a role."""
    return AWSRefused("ValidationError", 400, f"{show(text)} is invalid", reason="arn_invalid")


def context_provider_unknown(arn: str) -> AWSRefused:
    """Nobody here vouches for contexts (AssumeRole ProvidedContexts)."""
    return invalid_parameter_value(f"The context provider {show(arn)} is not known.")


def root_may_not_assume() -> AWSRefused:
    """A root called AssumeRole."""
    return _denied("Roles may not be assumed by root accounts.", "root_may_not_assume")


def not_with_session(action: str) -> AWSRefused:
    """GetSessionToken and GetFederationToken take long-term keys only."""
    return _denied(f"Cannot call {action} with session credentials", "session_credentials")


def not_with_kind(action: str, kind: str) -> AWSRefused:
    """What the credentials are of may not call this operation (IAM User Guide, "Request temporary
    security credentials").
    """
    text = f"Cannot call {action} with the credentials of a {kind} session"
    return _denied(text, "session_kind", has_aws_text=False)


def not_permitted(
    text: str, reason: str, *, decision: Decision | None = None, detail: str = ""
) -> AWSRefused:
    """The policies do not allow it. `text` is the same for what is unknown, wherever the caller
    must not tell the two apart.
    """
    return AWSRefused(
        "AccessDenied", 403, text, reason=reason, detail=detail or text, decision=decision
    )


def write_denial(caller: Caller, action: str, resource: str) -> str:
    """AWS's sentence for a denial without its cause."""
    return f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource}"


def mfa_incomplete() -> AWSRefused:
    """A serial number without a code, or a code without one."""
    return _denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass "
        "code.",
        "mfa_incomplete",
    )


def mfa_device_unknown(detail: str) -> AWSRefused:
    """No device of that serial number that is the caller's."""
    return _denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
        "serial number is valid and associated with this user.",
        "mfa_device_unknown",
        detail,
    )


def mfa_code_invalid(serial: str, detail: str) -> AWSRefused:
    """A wrong code, or one that was used before."""
    return _denied(_WRONG_CODE, MFA_CODE_INVALID, f"{serial}: {detail}")


def mfa_throttled(serial: str) -> AWSRefused:
    """Codes are not looked at for a while, after too many wrong ones: the same answer."""
    return _denied(_WRONG_CODE, "mfa_throttled", serial)


def target_invalid(text: str) -> AWSRefused:
    """TargetPrincipal is neither an account nor the ARN of a root."""
    return invalid_parameter_value(f"The target principal {show(text)} is not valid.")


def task_unknown(arn: str) -> AWSRefused:
    """TaskPolicyArn names none of the tasks that a root may be assumed for."""
    return invalid_parameter_value(f"The task policy {show(arn)} is not valid.")


def access_key_unknown(access_key_id: str) -> AWSRefused:
    """No account can be told of this id."""
    return AWSRefused(
        "ValidationError",
        400,
        f"The access key {show(access_key_id)} is not valid.",
        reason="access_key_unknown",
        has_aws_text=False,
    )


def authorization_message_invalid(detail: str) -> AWSRefused:
    """A message that was not encoded here for the caller's account, or that was changed."""
    return AWSRefused(
        "InvalidAuthorizationMessageException",
        400,
        "Message is not valid",
        reason="authorization_message_invalid",
        detail=detail,
        has_aws_text=False,
    )


def trade_in_token_expired() -> AWSRefused:
    """A trade-in token that cannot be exchanged any more."""
    return AWSRefused(
        "ExpiredTradeInTokenException",
        400,
        "The trade-in token has expired.",
        reason="trade_in_token_expired",
        has_aws_text=False,
    )


def outbound_federation_disabled() -> AWSRefused:
    """The account has not switched outbound web identity federation on."""
    return AWSRefused(
        "OutboundWebIdentityFederationDisabledException",
        403,
        "Outbound web identity federation is not enabled for this account.",
        reason="outbound_federation_disabled",
        has_aws_text=False,
    )


def region_disabled(region: str, account: str) -> AWSRefused:
    """STS gives no credentials in this region (setting ROLEBRIDGE_STS_DISABLED_REGIONS)."""
    return AWSRefused(
        "RegionDisabledException",
        403,
        f"STS is not activated in the region {region} for the account {account}.",
        reason="region_disabled",
        has_aws_text=False,
    )


def _denied(text: str, reason: str, detail: str = "", *, has_aws_text: bool = True) -> AWSRefused:
    return AWSRefused(
        "AccessDenied", 403, text, reason=reason, detail=detail or text, has_aws_text=has_aws_text
    )
