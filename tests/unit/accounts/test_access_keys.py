"""Access keys of users and of the root: made once, switched, deleted, asked about."""

import re
from datetime import timedelta

import pytest

from rolebridge.access.seal import unseal_secret
from support.accounts import ACCOUNT, OTHER, ROOT_KEY, AccountsWorld, allow, wire


@pytest.fixture
def world(now):
    world = AccountsWorld(now)
    world.add_user("ann")
    return world


def make(world, **parameters):
    return world.call("CreateAccessKey", **parameters)["AccessKey"]


def test_a_new_key_shows_its_secret_once_and_rests_sealed(world):
    key = make(world, UserName="ann")
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key["AccessKeyId"])
    assert len(key["SecretAccessKey"]) == 40
    assert (key["UserName"], key["Status"]) == ("ann", "Active")
    (listed,) = world.call("ListAccessKeys", UserName="ann")["AccessKeyMetadata"]
    assert listed == {name: value for name, value in key.items() if name != "SecretAccessKey"}
    stored = world.store.state.access_keys[key["AccessKeyId"]]
    assert key["SecretAccessKey"] not in stored.sealed_secret
    opened = unseal_secret(stored.sealed_secret, key["AccessKeyId"], world.keys)
    assert opened == key["SecretAccessKey"]
    assert stored.principal_arn == f"arn:aws:iam::{ACCOUNT}:user/ann"
    assert key["SecretAccessKey"] not in repr(world.store.events)


def test_two_keys_are_as_many_as_a_user_has_active_or_not(world):
    key = make(world, UserName="ann")
    make(world, UserName="ann")
    world.call("UpdateAccessKey", UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refusal = world.refuse("CreateAccessKey", UserName="ann")
    assert wire(refusal) == ("LimitExceeded", 409, "Cannot exceed quota for AccessKeysPerUser: 2")
    world.call("DeleteAccessKey", UserName="ann", AccessKeyId=key["AccessKeyId"])
    make(world, UserName="ann")


def test_a_key_is_switched_off_and_on(world):
    number = make(world, UserName="ann")["AccessKeyId"]
    for status in ("Inactive", "Active"):
        world.call("UpdateAccessKey", UserName="ann", AccessKeyId=number, Status=status)
        (listed,) = world.call("ListAccessKeys", UserName="ann")["AccessKeyMetadata"]
        assert listed["Status"] == status
    refusal = world.refuse("UpdateAccessKey", UserName="ann", AccessKeyId=number, Status="Expired")
    assert (refusal.aws_code, refusal.has_aws_text) == ("InvalidInput", False)


def test_the_root_has_keys_of_its_own(world):
    world.add_root_key()
    world.clock.advance(seconds=5)
    key = make(world)
    assert "UserName" not in key
    stored = world.store.state.access_keys[key["AccessKeyId"]]
    assert (stored.user_id, stored.principal_arn) == (ACCOUNT, world.root.arn)
    listed = world.call("ListAccessKeys")["AccessKeyMetadata"]
    assert [each["AccessKeyId"] for each in listed] == [ROOT_KEY, key["AccessKeyId"]]
    world.call("DeleteAccessKey", AccessKeyId=ROOT_KEY)
    assert ROOT_KEY not in world.store.state.access_keys


def test_a_user_who_names_nobody_means_itself(world):
    bea = world.add_user("bea", allow("iam:*AccessKey*", "arn:aws:iam::*:user/bea"))
    key = make(world, by=bea)
    assert key["UserName"] == "bea"
    assert world.refuse("CreateAccessKey", by=bea, UserName="ann").aws_code == "AccessDenied"
    world.call("DeleteAccessKey", by=bea, AccessKeyId=key["AccessKeyId"])


@pytest.mark.parametrize("action", ["DeleteAccessKey", "UpdateAccessKey"])
def test_nobody_reaches_the_key_of_another_through_a_name_it_may_use(world, action):
    world.add_root_key()
    others = make(world, UserName="ann")["AccessKeyId"]
    bea = world.add_user("bea", allow("iam:*AccessKey*", "arn:aws:iam::*:user/bea"))
    more = {"Status": "Inactive"} if action == "UpdateAccessKey" else {}
    for number in (others, ROOT_KEY, "AKIAUNKNOWNUNKNOWN12"):
        refusal = world.refuse(action, by=bea, AccessKeyId=number, **more)
        message = f"The Access Key with id {number} cannot be found."
        assert wire(refusal) == ("NoSuchEntity", 404, message)


def test_keys_of_another_account_are_out_of_reach(world):
    number = make(world, UserName="ann")["AccessKeyId"]
    stranger = world.root_of(OTHER)
    assert world.refuse("DeleteAccessKey", by=stranger, AccessKeyId=number).aws_code == (
        "NoSuchEntity"
    )
    assert world.refuse("GetAccessKeyLastUsed", by=stranger, AccessKeyId=number).status == 403


def test_the_last_use_of_a_key_is_told(world):
    number = make(world, UserName="ann")["AccessKeyId"]
    never = world.call("GetAccessKeyLastUsed", AccessKeyId=number)
    assert never == {
        "UserName": "ann",
        "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"},
    }
    with world.store.unit_of_work() as unit:
        unit.access_keys.record_use(number, world.clock() + timedelta(hours=1), "eu-west-1", "sts")
        unit.commit()
    used = world.call("GetAccessKeyLastUsed", AccessKeyId=number)["AccessKeyLastUsed"]
    assert used == {
        "LastUsedDate": world.clock() + timedelta(hours=1),
        "ServiceName": "sts",
        "Region": "eu-west-1",
    }


def test_an_unknown_key_is_one_that_may_not_be_asked_about(world):
    number = "AKIAUNKNOWNUNKNOWN12"
    refusal = world.refuse("GetAccessKeyLastUsed", AccessKeyId=number)
    assert wire(refusal) == (
        "AccessDenied",
        403,
        (
            f"User: {world.root.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: access key {number}"
        ),
    )


def test_the_last_use_is_asked_of_the_user_whose_key_it_is(world):
    number = make(world, UserName="ann")["AccessKeyId"]
    root_key = world.add_root_key().access_key_id
    bea = world.add_user("bea", allow("iam:GetAccessKeyLastUsed", "arn:aws:iam::*:user/ann"))
    assert world.call("GetAccessKeyLastUsed", by=bea, AccessKeyId=number)["UserName"] == "ann"
    assert world.refuse("GetAccessKeyLastUsed", by=bea, AccessKeyId=root_key).status == 403
    assert "UserName" not in world.call("GetAccessKeyLastUsed", AccessKeyId=root_key)
