"""What a posted response offers at the browser door, where nobody has named a provider yet."""

from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.refusals import AWSRefused
from rolebridge.arn import ARN, Partition
from rolebridge.federation.configuration import Configuration
from rolebridge.saml.aws import AWS_AUDIENCE, RolePair
from rolebridge.saml.checks import CheckFailed, CheckResult, Status
from rolebridge.saml.checks.assertion import ISSUER_MISMATCH
from rolebridge.saml.metadata import MetadataExpired, MetadataRefused
from rolebridge.saml.response import (
    Expected,
    VerifiedAssertion,
    find_unverified_issuer,
    report_response,
    validate_response,
)
from rolebridge.sts.context import get_claims
from rolebridge.sts.providers import Providers, TrustedProvider
from rolebridge.sts.refusals import provider_unknown, provider_unusable


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that was posted: a response in base64. `provider_id` is the SAMLProviderUUID where it
    was posted to a provider's own address.
    """

    saml_response: str
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One role of the assertion whose provider vouches for the assertion."""

    role_arn: str
    provider: TrustedProvider


@dataclass(frozen=True, slots=True)
class Offers:
    """A verified assertion with the roles it offers, in its own order."""

    verified: VerifiedAssertion
    roles: tuple[Offer, ...]

    def find(self, role_arn: str) -> Offer | None:
        """The first offer of that role."""
        return next((offer for offer in self.roles if offer.role_arn == role_arn), None)


def read_offers(
    posted: Posted, providers: Providers, configuration: Configuration, now: datetime
) -> Offers:
    """Validate by the keys of every provider that has the response's issuer, or of the one whose
    own address it was posted to, then keep the pairs whose own provider holds the key that signed.
    Raises CheckFailed, and AWSRefused for the address of a provider that is not there.
    """
    saml_response = posted.saml_response
    candidates, expected = _expect(posted, providers, configuration, now)
    verified = validate_response(saml_response, expected, now)
    trusted = {provider.arn: provider for provider in candidates}
    offers = (
        Offer(pair.role_arn, trusted[pair.provider_arn])
        for pair in get_claims(verified).role_pairs
        if pair.provider_arn in trusted
        and _vouches(trusted[pair.provider_arn], pair, verified, providers)
    )
    return Offers(verified, tuple(offers))


def report_offers(
    posted: Posted, providers: Providers, configuration: Configuration, now: datetime
) -> tuple[CheckResult, ...]:
    """Every check with its outcome, for a page. Never raises."""
    try:
        _, expected = _expect(posted, providers, configuration, now)
    except CheckFailed as error:
        return (CheckResult(error.check, Status.FAILED, error.expected, error.actual),)
    except AWSRefused:
        return ()
    return report_response(posted.saml_response, expected, now)


def _expect(
    posted: Posted, providers: Providers, configuration: Configuration, now: datetime
) -> tuple[tuple[TrustedProvider, ...], Expected]:
    """The issuer is read before it is verified, only to choose the keys: the verified one must
    equal it. A response that names none goes on to fail at the check that says why. A provider's
    own address says whose keys they are, so there nothing is read beforehand.
    """
    if posted.provider_id is not None:
        provider = _get_provider(posted.provider_id, providers, configuration, now)
        return (provider,), providers.expect_at_own_address(provider)
    issuer = find_unverified_issuer(posted.saml_response)
    candidates = () if issuer is None else providers.list_by_issuer(configuration, issuer, now)
    if issuer is not None and not candidates:
        raise CheckFailed(ISSUER_MISMATCH, "an identity provider that is registered here", issuer)
    return candidates, providers.expect(candidates, issuer or "")


def _get_provider(
    provider_id: str, providers: Providers, configuration: Configuration, now: datetime
) -> TrustedProvider:
    try:
        provider = providers.find_by_id(configuration, provider_id, now)
    except (MetadataExpired, MetadataRefused) as error:
        raise provider_unusable(error) from None
    if provider is None:
        raise provider_unknown(provider_id)
    return provider


def _vouches(
    provider: TrustedProvider, pair: RolePair, verified: VerifiedAssertion, providers: Providers
) -> bool:
    """Whether this provider would have accepted the assertion by itself, for a role of its own
    account. The response was validated against all candidates at once.
    """
    audience = AWS_AUDIENCE[Partition(provider.partition)]
    return (
        ARN.parse(pair.role_arn).account == provider.account.id
        and provider.has_key(verified.signed_by)
        and audience in verified.audience
        and verified.recipient in providers.list_recipients(provider)
        and (verified.was_encrypted or not provider.requires_encryption)
    )
