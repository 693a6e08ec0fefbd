"""The condition keys that a trust policy may ask about when an assertion is exchanged.

The list is the Service Authorization Reference's for sts:AssumeRoleWithSAML, sts:TagSession and
sts:SetSourceIdentity. The keys of all three are there whichever of them is asked about, because one
call is one request. There is no AWS principal yet, so no aws:Principal key, and no MFA key.
"""

from dataclasses import dataclass

from rolebridge.access.context import Sources, Values, describe_call
from rolebridge.federation.account import RoleEntry
from rolebridge.iam import RequestContext
from rolebridge.saml.aws import AWSClaims, condition_keys, name_qualifier
from rolebridge.saml.response import VerifiedAssertion
from rolebridge.sts.providers import TrustedProvider


@dataclass(frozen=True, slots=True)
class Vouched:
    """A verified assertion with its AWS attributes, and the provider that vouches for it."""

    verified: VerifiedAssertion
    provider: TrustedProvider

    @property
    def claims(self) -> AWSClaims:
        """The AWS attributes, which validation by the AWS profile has read and checked."""
        return get_claims(self.verified)

    @property
    def name_qualifier(self) -> str:
        """The value of `saml:namequalifier`."""
        account, name = self.provider.account.id, self.provider.name
        return name_qualifier(self.verified.issuer, account, name)

    def list_saml_keys(self) -> dict[str, tuple[str, ...]]:
        """The `saml:*` condition keys."""
        provider = self.provider
        return condition_keys(
            self.verified, account=provider.account.id, provider_name=provider.name
        )


def get_claims(verified: VerifiedAssertion) -> AWSClaims:
    """The AWS attributes of an assertion that was validated by the AWS profile."""
    if verified.aws is None:
        raise TypeError("the assertion was not validated by the AWS profile")
    return verified.aws


def build_trust_context(
    vouched: Vouched, role: RoleEntry | None, sources: Sources
) -> RequestContext:
    """Every key of the call, each with the values that it carries."""
    values: Values = {
        **vouched.list_saml_keys(),
        **_claimed(vouched.claims),
        **describe_call(sources),
    }
    for key, value in (role.tags if role else {}).items():
        values[f"aws:ResourceTag/{key}"] = value
        values[f"iam:ResourceTag/{key}"] = value
    return RequestContext.of(values)


def _claimed(claims: AWSClaims) -> Values:
    values: Values = {"sts:RoleSessionName": claims.role_session_name}
    if claims.source_identity is not None:
        values["sts:SourceIdentity"] = claims.source_identity
    if claims.principal_tags:
        values["aws:TagKeys"] = tuple(claims.principal_tags)
    if claims.transitive_tag_keys:
        values["sts:TransitiveTagKeys"] = claims.transitive_tag_keys
    for key, value in claims.principal_tags.items():
        values[f"aws:RequestTag/{key}"] = value
    return values
