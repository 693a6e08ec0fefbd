"""The parameters of AssumeRoleWithWebIdentity, and what a token asks for its session."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import parse_parameters
from rolebridge.access.refusals import request_arn_invalid
from rolebridge.access.session import SessionPolicies
from rolebridge.arn import ARN, InvalidARN, parse_role_arn
from rolebridge.oidc.aws_claims import read_session_claims
from rolebridge.oidc.refusals import ClaimMalformed
from rolebridge.oidc.verify import VerifiedToken
from rolebridge.saml.aws.limits import (
    find_duplicate_key,
    find_source_identity_fault,
    find_tag_key_fault,
    find_tag_value_fault,
    find_unknown_transitive_key,
)
from rolebridge.sts.carried import Carried
from rolebridge.sts.session_request import read_session_policies, read_token_size
from rolebridge.sts.web_identity_refusals import session_claim_refused


@dataclass(frozen=True, slots=True)
class AssumeRoleWithWebIdentityRequest:
    """A call whose parameters are within the model's limits. The token is a secret."""

    role_arn: ARN
    role_session_name: str
    web_identity_token: str = field(repr=False)
    provider_id: str | None
    duration_seconds: int | None
    policies: SessionPolicies
    minimum_session_token_size: int


def parse_request(raw: Mapping[str, str]) -> AssumeRoleWithWebIdentityRequest:
    """Read and check the parameters. Raises AWSRefused with every fault of the model at once."""
    parameters = parse_parameters(load_model(Service.STS), "AssumeRoleWithWebIdentity", raw)
    policies = read_session_policies(parameters)
    try:
        role_arn = parse_role_arn(parameters.text("RoleArn"))
    except InvalidARN:
        raise request_arn_invalid() from None
    return AssumeRoleWithWebIdentityRequest(
        role_arn=role_arn,
        role_session_name=parameters.text("RoleSessionName"),
        web_identity_token=parameters.text("WebIdentityToken"),
        provider_id=parameters.find_text("ProviderId"),
        duration_seconds=parameters.find_number("DurationSeconds"),
        policies=policies,
        minimum_session_token_size=read_token_size(parameters),
    )


def read_carried(name: str, token: VerifiedToken) -> Carried:
    """What the session is to carry by the claims of the token. Raises AWSRefused.

    The limits are those of tags that are passed in any other way (IAM User Guide, "Pass session
    tags").
    """
    try:
        claims = read_session_claims(token.claims)
    except ClaimMalformed as error:
        raise session_claim_refused(str(error)) from None
    for key, value in claims.tags.items():
        fault = find_tag_key_fault(key) or find_tag_value_fault(value)
        if fault:
            raise session_claim_refused(f"The session tag {key[:128]!a} is refused: {fault}.")
    _check_keys(claims.tags, claims.transitive_tag_keys)
    source = claims.source_identity
    if source is not None and (fault := find_source_identity_fault(source)):
        raise session_claim_refused(f"The source identity of the token is refused: {fault}.")
    return Carried(name, source, claims.tags, claims.transitive_tag_keys)


def _check_keys(tags: Mapping[str, str], transitive: tuple[str, ...]) -> None:
    duplicate = find_duplicate_key(tags)
    if duplicate is not None:
        raise session_claim_refused(f"The session tag {duplicate!a} is there twice.")
    unknown = find_unknown_transitive_key(transitive, tags)
    if unknown is not None:
        raise session_claim_refused(f"The transitive tag key {unknown[:128]!a} names no tag.")
