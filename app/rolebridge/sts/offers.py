"""What a posted response offers at the browser door, where nobody has named a provider yet."""

from dataclasses import dataclass
from datetime import datetime

from rolebridge.arn import ARN, Partition
from rolebridge.federation.configuration import Configuration
from rolebridge.saml.aws import AWS_AUDIENCE, RolePair
from rolebridge.saml.checks import CheckFailed, CheckResult, Status
from rolebridge.saml.checks.assertion import ISSUER_MISMATCH
from rolebridge.saml.response import (
    Expected,
    VerifiedAssertion,
    find_unverified_issuer,
    report_response,
    validate_response,
)
from rolebridge.sts.context import get_claims
from rolebridge.sts.providers import Providers, TrustedProvider


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
    saml_response: str, providers: Providers, configuration: Configuration, now: datetime
) -> Offers:
    """Validate by the keys of every provider that has the response's issuer, then keep the pairs
    whose own provider holds the key that signed. Raises CheckFailed.
    """
    candidates, expected = _expect(saml_response, providers, configuration, now)
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
    saml_response: str, providers: Providers, configuration: Configuration, now: datetime
) -> tuple[CheckResult, ...]:
    """Every check with its outcome, for a page. Never raises."""
    try:
        _, expected = _expect(saml_response, providers, configuration, now)
    except CheckFailed as error:
        return (CheckResult(error.check, Status.FAILED, error.expected, error.actual),)
    return report_response(saml_response, expected, now)


def _expect(
    saml_response: str, providers: Providers, configuration: Configuration, now: datetime
) -> tuple[tuple[TrustedProvider, ...], Expected]:
    """The issuer is read before it is verified, only to choose the keys: the verified one must
    equal it. A response that names none goes on to fail at the check that says why.
    """
    issuer = find_unverified_issuer(saml_response)
    candidates = () if issuer is None else providers.list_by_issuer(configuration, issuer, now)
    if issuer is not None and not candidates:
        raise CheckFailed(ISSUER_MISMATCH, "an identity provider that is registered here", issuer)
    return candidates, providers.expect(candidates, issuer or "")


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
        and verified.recipient in providers.recipients(provider.partition)
    )
