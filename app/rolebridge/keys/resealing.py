"""Stored secrets follow the sealing key: after a rotation each is sealed anew."""

from typing import Protocol

from rolebridge.access.ports import LongTermKey, SealingKeys
from rolebridge.access.seal import seal_secret, unseal_secret
from rolebridge.ids import IdSource


class SealedSecrets(Protocol):
    """The stored keys, as far as resealing needs them."""

    def list_all(self) -> tuple[LongTermKey, ...]: ...

    def set_sealed_secret(self, access_key_id: str, sealed_secret: str) -> None: ...


def reseal_secrets(secrets: SealedSecrets, keys: SealingKeys, ids: IdSource) -> int:
    """Seal every stored secret under the current key; gives their number. Raises SealBroken."""
    stored = secrets.list_all()
    for key in stored:
        secret = unseal_secret(key.sealed_secret, key.access_key_id, keys)
        resealed = seal_secret(secret, key.access_key_id, keys, ids)
        secrets.set_sealed_secret(key.access_key_id, resealed)
    return len(stored)
