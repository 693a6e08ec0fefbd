"""Whom the AWS side trusts: SAML providers with their keys, and what is expected of a response."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from rolebridge.arn import Partition
from rolebridge.federation.account import AccountEntry, SAMLProviderEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.saml.aws import AWS_AUDIENCE, AWS_RECIPIENTS
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.encryption import DecryptionKey
from rolebridge.saml.metadata import (
    IdPDescription,
    MetadataExpired,
    MetadataRefused,
    parse_idp_metadata,
    validate_freshness,
)
from rolebridge.saml.response import Expected, Profile
from rolebridge.saml.signature import Legacy, VerificationKey, load_usable_keys


@dataclass(frozen=True, slots=True)
class TrustedProvider:
    """A SAML provider of an account, with the keys of its metadata that can be used."""

    arn: str
    name: str
    account: AccountEntry
    issuer: str
    keys: tuple[VerificationKey, ...]

    def has_key(self, fingerprint: str) -> bool:
        """Whether a certificate with this hex SHA-256 is in the provider's metadata."""
        return any(key.fingerprint == fingerprint for key in self.keys)

    @property
    def partition(self) -> str:
        """The partition of the provider's account."""
        return self.account.partition


@dataclass(frozen=True, slots=True)
class Providers:
    """Reads providers out of the configuration.

    `own_idp` describes our own identity provider, for entries without metadata. `own_location` is
    where our consumer listens; it is accepted as a Recipient beside AWS's own addresses.
    """

    own_idp: Callable[[], IdPDescription]
    own_location: str
    decryption_keys: Callable[[], tuple[DecryptionKey, ...]] = tuple
    skew: timedelta = timedelta(seconds=60)
    legacy: frozenset[Legacy] = frozenset()

    def find(self, configuration: Configuration, arn: str, now: datetime) -> TrustedProvider | None:
        """The provider of that ARN. Raises CheckFailed, MetadataRefused or MetadataExpired where
        there is one whose metadata cannot be relied on.
        """
        found = configuration.providers.get(arn)
        return None if found is None else self._trust(arn, *found, now)

    def list_by_issuer(
        self, configuration: Configuration, issuer: str, now: datetime
    ) -> tuple[TrustedProvider, ...]:
        """Every usable provider whose metadata is the issuer's, in any account."""
        found = []
        for arn, (account, entry) in configuration.providers.items():
            try:
                provider = self._trust(arn, account, entry, now)
            except (CheckFailed, MetadataRefused, MetadataExpired):
                continue
            if provider.issuer == issuer:
                found.append(provider)
        return tuple(found)

    def expect(self, providers: Sequence[TrustedProvider], issuer: str) -> Expected:
        """What a response of `issuer` must be like to be accepted by one of the providers."""
        partitions = frozenset(provider.partition for provider in providers)
        locations = frozenset[str]().union(*(self.recipients(each) for each in partitions))
        return Expected(
            issuer=issuer,
            keys=_join_keys(tuple(provider.keys for provider in providers)),
            audience=frozenset(AWS_AUDIENCE[Partition(each)] for each in partitions),
            recipients=locations,
            destinations=locations,
            profile=Profile.AWS,
            decryption_keys=self.decryption_keys(),
            skew=self.skew,
            legacy=self.legacy,
        )

    def recipients(self, partition: str) -> frozenset[str]:
        """Every Recipient that we answer to in a partition."""
        return _list_recipients(partition, self.own_location)

    def _trust(
        self, arn: str, account: AccountEntry, entry: SAMLProviderEntry, now: datetime
    ) -> TrustedProvider:
        metadata = entry.metadata
        description = self.own_idp() if metadata is None else parse_idp_metadata(metadata)
        validate_freshness(description, now, self.skew)
        keys = load_usable_keys(description.signing_certificates, legacy=self.legacy)
        return TrustedProvider(arn, entry.name, account, description.entity_id, keys)


@lru_cache(maxsize=16)
def _list_recipients(partition: str, own_location: str) -> frozenset[str]:
    return AWS_RECIPIENTS(partition) | {own_location}


@lru_cache(maxsize=256)
def _join_keys(groups: tuple[tuple[VerificationKey, ...], ...]) -> tuple[VerificationKey, ...]:
    """All keys, each once: providers of several accounts mostly share one metadata."""
    return tuple({key.fingerprint: key for keys in groups for key in keys}.values())
