"""Stored secrets follow the sealing key: after a rotation each is sealed anew."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from rolebridge.access.ports import LongTermKey, MFADevice, SealingKeys
from rolebridge.access.provider_keys import seal_private_key, unseal_private_key
from rolebridge.access.seal import seal_secret, unseal_secret
from rolebridge.access.totp import seal_seed, unseal_seed
from rolebridge.federation.account import AccountEntry, ProviderKey, SAMLProviderEntry
from rolebridge.federation.organisation import Organisation
from rolebridge.ids import IdSource


class SealedSecrets(Protocol):
    """The stored keys, as far as resealing needs them."""

    def list_all(self) -> tuple[LongTermKey, ...]: ...

    def set_sealed_secret(self, access_key_id: str, sealed_secret: str) -> None: ...


class SealedSeeds(Protocol):
    """The stored MFA devices, as far as resealing needs them."""

    def list_all(self) -> tuple[MFADevice, ...]: ...

    def set_sealed_seed(self, serial: str, sealed_seed: str) -> bool: ...


class SealedAccounts(Protocol):
    """The stored accounts, as far as resealing the keys of their providers needs them."""

    def begin_writing(self) -> None: ...

    def read_organisation(self) -> Organisation: ...

    def write_account(self, account: AccountEntry) -> AccountEntry: ...


def reseal_secrets(secrets: SealedSecrets, keys: SealingKeys, ids: IdSource) -> int:
    """Seal every stored secret under the current key; gives their number. Raises SealBroken."""
    stored = secrets.list_all()
    for key in stored:
        secret = unseal_secret(key.sealed_secret, key.access_key_id, keys)
        resealed = seal_secret(secret, key.access_key_id, keys, ids)
        secrets.set_sealed_secret(key.access_key_id, resealed)
    return len(stored)


def reseal_seeds(devices: SealedSeeds, keys: SealingKeys, ids: IdSource) -> int:
    """Seal the seed of every MFA device under the current key; gives their number. Raises
    SealBroken.
    """
    stored = devices.list_all()
    for device in stored:
        seed = unseal_seed(device.sealed_seed, device.serial, keys)
        devices.set_sealed_seed(device.serial, seal_seed(seed, device.serial, keys, ids))
    return len(stored)


def reseal_provider_keys(accounts: SealedAccounts, keys: SealingKeys, ids: IdSource) -> int:
    """Seal the private keys of every SAML provider under the current key; gives their number.

    The accounts are written, so that nobody goes on with what was loaded. Raises SealBroken.
    """
    accounts.begin_writing()
    count = 0
    for account in accounts.read_organisation().accounts or ():
        private = [key for each in account.saml_providers for key in each.private_keys or ()]
        if private:
            count += len(private)
            accounts.write_account(_reseal_account(account, keys, ids))
    return count


def _reseal_account(account: AccountEntry, keys: SealingKeys, ids: IdSource) -> AccountEntry:
    def reseal(provider: SAMLProviderEntry) -> Iterator[ProviderKey]:
        arn = account.provider_arn(provider)
        for key in provider.private_keys or ():
            pem = unseal_private_key(key, arn, keys)
            yield replace(key, sealed_pem=seal_private_key(pem, arn, key.key_id, keys, ids))

    providers = tuple(
        replace(provider, private_keys=tuple(reseal(provider)))
        for provider in account.saml_providers
    )
    return replace(account, saml_providers=providers)
