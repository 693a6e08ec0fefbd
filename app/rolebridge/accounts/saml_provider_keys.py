"""The private keys of a SAML provider: taken in, sealed, at most two, told of only by their ids."""

import base64
from dataclasses import replace

from rolebridge.access.provider_keys import seal_private_key
from rolebridge.accounts.names import append
from rolebridge.accounts.operation import Work
from rolebridge.accounts.refusals import invalid_input, limit_exceeded
from rolebridge.federation.account import ProviderKey, SAMLProviderEntry
from rolebridge.saml.encryption import load_decryption_key

MAX_KEYS = 2
_KEY_ID_BYTES = 20
_BITS = range(2048, 4097)
# A key of 4096 bits takes 3,300 characters; checking a larger one would take long.
_LONGEST_PEM = 4096


def change_private_keys(work: Work, provider: SAMLProviderEntry) -> SAMLProviderEntry:
    """What UpdateSAMLProvider asks for: one key more, or one less. Raises AWSRefused."""
    parameters = work.parameters
    if "AddPrivateKey" in parameters and "RemovePrivateKey" in parameters:
        raise invalid_input(
            "Unable to add and remove private keys in the same request. "
            "Set a value for only one of the two parameters."
        )
    if "AddPrivateKey" in parameters:
        return add_private_key(work, provider)
    if "RemovePrivateKey" in parameters:
        return _remove_private_key(provider, parameters.text("RemovePrivateKey"))
    return provider


def add_private_key(work: Work, provider: SAMLProviderEntry) -> SAMLProviderEntry:
    """The provider with the key of the call, sealed for it. Raises AWSRefused."""
    pem = _check_private_key(work.parameters.text("AddPrivateKey"))
    present = provider.private_keys or ()
    if len(present) >= MAX_KEYS:
        raise limit_exceeded(f"Private key limit of {MAX_KEYS} is reached.")
    key_id = base64.b32encode(work.ids.random_bytes(_KEY_ID_BYTES)).decode()
    arn = work.account.provider_arn(provider)
    sealed = seal_private_key(pem, arn, key_id, work.sealing_keys, work.ids)
    return replace(provider, private_keys=append(present, ProviderKey(key_id, work.now, sealed)))


def _check_private_key(pem: str) -> str:
    """An RSA key without a passphrase, strong enough and not so large that it takes long."""
    try:
        bits = _count_bits(pem)
    except ValueError:
        bits = 0
    if bits not in _BITS:
        raise invalid_input("Invalid private key.")
    return pem


def _count_bits(pem: str) -> int:
    if len(pem) > _LONGEST_PEM:
        raise ValueError("the PEM is too long")
    return load_decryption_key(pem).private_key.key_size


def _remove_private_key(provider: SAMLProviderEntry, key_id: str) -> SAMLProviderEntry:
    present = provider.private_keys or ()
    kept = tuple(key for key in present if key.key_id != key_id)
    if len(kept) == len(present):
        raise invalid_input(
            "Failed to remove private key because the Key ID does not match a private key."
        )
    return replace(provider, private_keys=kept)
