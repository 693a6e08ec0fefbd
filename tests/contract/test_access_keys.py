"""Access keys and MFA devices: found, changed, and gone with whoever they belong to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from rolebridge.access.ports import LongTermKey, MFADevice
from rolebridge.federation.account import AccountEntry, UserEntry
from support.stored import read, write

PROD, DEV = "111122223333", "444455556666"
ALICE = UserEntry("alice")


@pytest.fixture
def alice(store):
    accounts = (AccountEntry(PROD, users=(ALICE, UserEntry("bob"))), AccountEntry(DEV))
    write(store, accounts=accounts)
    return read(store).accounts[0].users[0]


def make_key(number, now, user_id=PROD, **more) -> LongTermKey:
    arn = f"arn:aws:iam::{PROD}:{'root' if user_id == PROD else 'user/alice'}"
    return LongTermKey(f"AKIA{number}", PROD, arn, user_id, "sealed", now, **more)


def add(store, *keys):
    with store.unit_of_work() as unit:
        for key in keys:
            (unit.access_keys if isinstance(key, LongTermKey) else unit.mfa_devices).add(key)
        unit.commit()


def find(store, key_id):
    with store.unit_of_work() as unit:
        return unit.access_keys.find(key_id)


def test_keys_of_a_root_are_kept_and_end_with_their_account(store, alice, now):
    keys = (make_key(0, now), make_key(1, now))
    add(store, *reversed(keys))
    with store.unit_of_work() as unit:
        assert unit.access_keys.find("AKIA0") == keys[0]
        assert unit.access_keys.find("AKIA9") is None
        assert unit.access_keys.list_of(PROD) == keys
        assert unit.access_keys.list_of(DEV) == ()
        assert unit.access_keys.remove("AKIA0")
        assert not unit.access_keys.remove("AKIA0")
        unit.commit()
    write(store, accounts=(AccountEntry(DEV),))
    assert find(store, "AKIA1") is None


def test_keys_of_a_user_are_listed_by_age_and_counted_apart_from_others(store, alice, now):
    young = make_key(1, now, alice.unique_id)
    old = make_key(2, now - timedelta(days=1), alice.unique_id, is_active=False)
    root = make_key(3, now)
    add(store, young, old, root)
    with store.unit_of_work() as unit:
        keys = unit.access_keys
        assert keys.list_of_user(alice.unique_id) == (old, young)
        assert keys.list_of_user(PROD) == (root,)
        assert [keys.count(user) for user in (alice.unique_id, PROD, DEV)] == [2, 1, 0]
        assert keys.list_all() == keys.list_of(PROD) == (young, old, root)


def test_a_key_is_switched_and_remembers_its_last_use(store, alice, now):
    key = make_key(1, now, alice.unique_id)
    add(store, key)
    later = now + timedelta(minutes=5)
    with store.unit_of_work() as unit:
        assert unit.access_keys.set_active("AKIA1", False)
        assert unit.access_keys.record_use("AKIA1", later, "eu-central-1", "iam")
        assert not unit.access_keys.set_active("AKIA2", True)
        assert not unit.access_keys.record_use("AKIA2", later, "eu-central-1", "iam")
        unit.access_keys.set_sealed_secret("AKIA1", "anew")
        unit.commit()
    assert find(store, "AKIA1") == replace(
        key,
        is_active=False,
        last_used_at=later,
        last_used_region="eu-central-1",
        last_used_service="iam",
        sealed_secret="anew",
    )


def test_keys_and_devices_stay_with_a_user_and_go_with_it(store, alice, now):
    serial = f"arn:aws:iam::{PROD}:mfa/phone"
    add(
        store, make_key(1, now, alice.unique_id), MFADevice(serial, PROD, "s", alice.unique_id, now)
    )
    write(store, accounts=(AccountEntry(PROD, users=(replace(ALICE, tags={"a": "b"}),)),))
    assert find(store, "AKIA1") is not None
    write(store, accounts=(AccountEntry(PROD),))
    assert find(store, "AKIA1") is None
    with store.unit_of_work() as unit:
        assert unit.mfa_devices.find(serial) is None


def test_a_key_belongs_to_somebody(store, alice, now):
    with pytest.raises(IntegrityError):
        add(store, make_key(1, now, "AIDANOBODY"))
    with pytest.raises(IntegrityError):
        add(store, replace(make_key(1, now), account="999999999999"))


def test_the_keys_of_a_user_who_is_renamed_name_the_user(store, alice, now):
    add(store, make_key(1, now, alice.unique_id), make_key(2, now))
    with store.unit_of_work() as unit:
        account = unit.organisation.read_account(PROD)
        renamed = replace(account.users[0], name="alicia", path="/staff/")
        unit.organisation.write_account(replace(account, users=(renamed, account.users[1])))
        unit.commit()
    assert find(store, "AKIA1").principal_arn == f"arn:aws:iam::{PROD}:user/staff/alicia"
    assert find(store, "AKIA2").principal_arn == f"arn:aws:iam::{PROD}:root"


def test_a_device_is_of_nobody_until_it_is_enabled(store, alice, now):
    serials = [f"arn:aws:iam::{PROD}:mfa/{name}" for name in ("a", "b")]
    first, second = (MFADevice(serial, PROD, "sealed", tags={"z": "1"}) for serial in serials)
    add(store, second, first)
    with store.unit_of_work() as unit:
        devices = unit.mfa_devices
        assert devices.find(serials[0]) == first
        assert devices.find("arn:aws:iam::1:mfa/none") is None
        assert devices.list_of(PROD) == devices.list_all() == (first, second)
        assert devices.list_of(DEV) == devices.list_of_user(alice.unique_id) == ()
        assert devices.enable(serials[1], alice.unique_id, now)
        enabled = replace(second, user_id=alice.unique_id, enabled_at=now)
        assert devices.list_of_user(alice.unique_id) == (enabled,)
        assert devices.disable(serials[1])
        assert devices.set_tags(serials[1], {})
        assert devices.set_sealed_seed(serials[1], "anew")
        assert devices.find(serials[1]) == replace(second, tags={}, sealed_seed="anew")
        assert devices.remove(serials[1])
        for change in (devices.disable, devices.remove):
            assert not change(serials[1])


def test_a_serial_number_is_given_once_and_secrets_are_not_shown(store, alice):
    device = MFADevice(f"arn:aws:iam::{PROD}:mfa/a", PROD, "hunter2")
    add(store, device)
    with pytest.raises(IntegrityError):
        add(store, device)
    assert "hunter2" not in repr(device)
