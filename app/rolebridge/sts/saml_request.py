"""The parameters of AssumeRoleWithSAML."""

from collections.abc import Mapping
from dataclasses import dataclass

from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import parse_parameters
from rolebridge.access.refusals import request_arn_invalid
from rolebridge.access.session import NO_POLICIES, SessionPolicies
from rolebridge.arn import InvalidARN, parse_role_arn, parse_saml_provider_arn
from rolebridge.sts.session_request import read_session_policies, read_token_size


@dataclass(frozen=True, slots=True)
class AssumeRoleWithSAMLRequest:
    """A call whose parameters are within the model's limits and whose ARNs have their form.

    `duration_seconds` is None where it was not given: then DEFAULT_DURATION counts.
    """

    role_arn: str
    principal_arn: str
    saml_assertion: str
    duration_seconds: int | None = None
    policies: SessionPolicies = NO_POLICIES
    minimum_session_token_size: int = 0


def parse_request(raw: Mapping[str, str]) -> AssumeRoleWithSAMLRequest:
    """Read and check the parameters. Raises AWSRefused with every fault of the model at once."""
    parameters = parse_parameters(load_model(Service.STS), "AssumeRoleWithSAML", raw)
    policies = read_session_policies(parameters)
    return AssumeRoleWithSAMLRequest(
        *_parse_arns(parameters.text("RoleArn"), parameters.text("PrincipalArn")),
        saml_assertion=parameters.text("SAMLAssertion"),
        duration_seconds=parameters.find_number("DurationSeconds"),
        policies=policies,
        minimum_session_token_size=read_token_size(parameters),
    )


def _parse_arns(role_arn: str, principal_arn: str) -> tuple[str, str]:
    try:
        return str(parse_role_arn(role_arn)), str(parse_saml_provider_arn(principal_arn))
    except InvalidARN:
        raise request_arn_invalid() from None
