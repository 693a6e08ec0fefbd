"""After a rotation nothing stored needs the old sealing key."""

import pytest

from rolebridge.access.ports import LongTermKey, MFADevice
from rolebridge.access.provider_keys import seal_private_key, unseal_private_key
from rolebridge.access.seal import SealBroken, seal_secret, unseal_secret
from rolebridge.access.totp import seal_seed, unseal_seed
from rolebridge.federation.account import AccountEntry, ProviderKey, SAMLProviderEntry
from rolebridge.keys.resealing import reseal_provider_keys, reseal_secrets, reseal_seeds
from support.sealing import MemorySealingKeys, SeededIds
from support.stored import write

PROD, OTHER = "111122223333", "444455556666"
SERIAL = f"arn:aws:iam::{PROD}:mfa/phone"
PROVIDER = f"arn:aws:iam::{PROD}:saml-provider/Corp"


def test_secrets_seeds_and_private_keys_follow_the_sealing_key(store, now):
    ids = SeededIds(7)
    old, both, new = (MemorySealingKeys(*names) for names in (["old"], ["old", "new"], ["new"]))
    private = tuple(
        ProviderKey(key_id, now, seal_private_key(f"PEM {key_id}", PROVIDER, key_id, old, ids))
        for key_id in ("K1", "K2")
    )
    provider = SAMLProviderEntry("Corp", private_keys=private)
    write(store, accounts=(AccountEntry(PROD, saml_providers=(provider,)), AccountEntry(OTHER)))
    with store.unit_of_work() as unit:
        sealed = seal_secret("secret", "AKIA1", old, ids)
        unit.access_keys.add(LongTermKey("AKIA1", PROD, "arn", PROD, sealed, now))
        unit.mfa_devices.add(MFADevice(SERIAL, PROD, seal_seed(b"seed", SERIAL, old, ids)))
        before = unit.configuration.current()
        assert reseal_secrets(unit.access_keys, both, ids) == 1
        assert reseal_seeds(unit.mfa_devices, both, ids) == 1
        assert reseal_provider_keys(unit.organisation, both, ids) == 2
        unit.commit()
    with store.unit_of_work() as unit:
        key, device = unit.access_keys.find("AKIA1"), unit.mfa_devices.find(SERIAL)
        assert unseal_secret(key.sealed_secret, "AKIA1", new) == "secret"
        assert unseal_seed(device.sealed_seed, SERIAL, new) == b"seed"
        after = unit.configuration.current()
        keys = after.providers[PROVIDER][1].private_keys
        assert [unseal_private_key(key, PROVIDER, new) for key in keys] == ["PEM K1", "PEM K2"]
        with pytest.raises(SealBroken):
            unseal_private_key(before.providers[PROVIDER][1].private_keys[0], PROVIDER, new)
        assert after.accounts[OTHER] is before.accounts[OTHER]
