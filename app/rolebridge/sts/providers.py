"""Whom the AWS side trusts: SAML providers with their keys, and what is expected of a response."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from rolebridge.access.ports import SealingKeys
from rolebridge.access.provider_keys import unseal_private_key
from rolebridge.access.seal import SealBroken
from rolebridge.arn import Partition
from rolebridge.federation.account import (
    AccountEntry,
    AssertionEncryption,
    ProviderKey,
    SAMLProviderEntry,
)
from rolebridge.federation.configuration import Configuration
from rolebridge.saml.aws import AWS_AUDIENCE, AWS_RECIPIENTS, list_provider_recipients
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.encryption import DecryptionKey, load_decryption_key
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
    """A SAML provider of an account, with the keys of its metadata that can be used.

    `unique_id` stands in the provider's own ACS address; `private_keys` decrypt its assertions.
    """

    arn: str
    name: str
    account: AccountEntry
    issuer: str
    keys: tuple[VerificationKey, ...]
    unique_id: str = ""
    requires_encryption: bool = False
    private_keys: tuple[ProviderKey, ...] = field(default=(), repr=False)

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
    `decryption_keys` are this installation's, beside those that a provider has; `sealing_keys`
    open the latter.
    """

    own_idp: Callable[[], IdPDescription]
    own_location: str
    sealing_keys: SealingKeys
    decryption_keys: Callable[[], tuple[DecryptionKey, ...]] = tuple
    skew: timedelta = timedelta(seconds=60)
    legacy: frozenset[Legacy] = frozenset()

    def find(self, configuration: Configuration, arn: str, now: datetime) -> TrustedProvider | None:
        """The provider of that ARN. Raises CheckFailed, MetadataRefused or MetadataExpired where
        there is one whose metadata cannot be relied on.
        """
        found = configuration.providers.get(arn)
        return None if found is None else self._trust(arn, *found, now)

    def find_by_id(
        self, configuration: Configuration, unique_id: str, now: datetime
    ) -> TrustedProvider | None:
        """The provider of that SAMLProviderUUID. Raises as `find` does."""
        for arn, (account, entry) in configuration.providers.items():
            if entry.unique_id == unique_id:
                return self._trust(arn, account, entry, now)
        return None

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
        recipients = frozenset[str]().union(*map(self.list_recipients, providers))
        partitions = {provider.partition for provider in providers}
        destinations = recipients.union({self.own_location}, *map(AWS_RECIPIENTS, partitions))
        return self._expect(providers, issuer, recipients, destinations)

    def expect_at_own_address(self, provider: TrustedProvider) -> Expected:
        """The same at the provider's own ACS address, which takes nothing made for another one."""
        own = self._list_own_recipients(provider)
        return self._expect((provider,), provider.issuer, own, own)

    def list_recipients(self, provider: TrustedProvider) -> frozenset[str]:
        """Every Recipient that we answer to for a provider.

        With encryption required only the provider's own addresses: elsewhere nobody could tell
        whose key decrypts (IAM User Guide, "Configure SAML assertions").
        """
        own = self._list_own_recipients(provider)
        if provider.requires_encryption:
            return own
        return _join(AWS_RECIPIENTS(provider.partition), own) | {self.own_location}

    def _list_own_recipients(self, provider: TrustedProvider) -> frozenset[str]:
        if not provider.unique_id:
            return frozenset()
        aws = list_provider_recipients(provider.partition, provider.unique_id)
        return aws | {f"{self.own_location}/acs/{provider.unique_id}"}

    def _expect(
        self,
        providers: Sequence[TrustedProvider],
        issuer: str,
        recipients: frozenset[str],
        destinations: frozenset[str],
    ) -> Expected:
        partitions = {provider.partition for provider in providers}
        required = [provider.requires_encryption for provider in providers]
        return Expected(
            issuer=issuer,
            keys=_join_keys(tuple(provider.keys for provider in providers)),
            audience=frozenset(AWS_AUDIENCE[Partition(each)] for each in partitions),
            recipients=recipients,
            destinations=destinations,
            profile=Profile.AWS,
            decryption_keys=(*self.decryption_keys(), *self._open_keys(providers)),
            skew=self.skew,
            legacy=self.legacy,
            requires_encryption=bool(required) and all(required),
        )

    def _open_keys(self, providers: Sequence[TrustedProvider]) -> Iterator[DecryptionKey]:
        """The keys of the providers. One that cannot be opened decrypts nothing."""
        for provider in providers:
            for key in provider.private_keys:
                try:
                    yield load_decryption_key(
                        unseal_private_key(key, provider.arn, self.sealing_keys)
                    )
                except SealBroken:
                    continue

    def _trust(
        self, arn: str, account: AccountEntry, entry: SAMLProviderEntry, now: datetime
    ) -> TrustedProvider:
        metadata = entry.metadata
        description = self.own_idp() if metadata is None else parse_idp_metadata(metadata)
        validate_freshness(description, now, self.skew)
        keys = _load_keys(description.signing_certificates, self.legacy)
        return TrustedProvider(
            arn,
            entry.name,
            account,
            description.entity_id,
            keys,
            entry.unique_id,
            entry.assertion_encryption is AssertionEncryption.REQUIRED,
            entry.private_keys or (),
        )


@lru_cache(maxsize=256)
def _load_keys(
    certificates: tuple[bytes, ...], legacy: frozenset[Legacy]
) -> tuple[VerificationKey, ...]:
    """Loaded once for each set: whether a key can be used depends on nothing else."""
    return load_usable_keys(certificates, legacy=legacy)


@lru_cache(maxsize=256)
def _join(aws: frozenset[str], own: frozenset[str]) -> frozenset[str]:
    return aws | own


@lru_cache(maxsize=256)
def _join_keys(groups: tuple[tuple[VerificationKey, ...], ...]) -> tuple[VerificationKey, ...]:
    """All keys, each once: providers of several accounts mostly share one metadata."""
    return tuple({key.fingerprint: key for keys in groups for key in keys}.values())
