"""The private keys of a SAML provider as they rest in the store: sealed for it and nobody else.

The IAM API takes and seals them, STS opens them to decrypt assertions.
"""

from rolebridge.access.ports import SealingKeys
from rolebridge.access.seal import Kind, seal, unseal
from rolebridge.federation.account import ProviderKey
from rolebridge.ids import IdSource


def seal_private_key(
    pem: str, provider_arn: str, key_id: str, keys: SealingKeys, ids: IdSource
) -> str:
    """A private key as it rests in `ProviderKey.sealed_pem`."""
    name = _name(provider_arn, key_id)
    return seal(pem.encode(), kind=Kind.PROVIDER_KEY, name=name, keys=keys, ids=ids)


def unseal_private_key(key: ProviderKey, provider_arn: str, keys: SealingKeys) -> str:
    """The PEM that `seal_private_key` sealed for this provider and key id. Raises SealBroken."""
    name = _name(provider_arn, key.key_id)
    return unseal(key.sealed_pem, kind=Kind.PROVIDER_KEY, name=name, keys=keys).decode()


def _name(provider_arn: str, key_id: str) -> str:
    return f"{provider_arn}#{key_id}"
