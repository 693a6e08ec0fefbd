"""Virtual MFA devices by API: a seed, two codes, one user."""

import base64

import pytest

from rolebridge.access.totp import STEP, compute_code, unseal_seed
from support.accounts import ACCOUNT, OTHER, AccountsWorld, allow, wire

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/ann-phone"
NOT_VALID = ("InvalidAuthenticationCode", 403, "Authentication code for device is not valid.")


class Phone:
    """What an authenticator program knows: the seed, and the time."""

    def __init__(self, world, answer):
        text = base64.b64decode(answer["Base32StringSeed"]).decode()
        self.seed = base64.b32decode(text + "=" * (-len(text) % 8))
        self.world = world

    def show(self, ahead=0):
        return compute_code(self.seed, int(self.world.clock().timestamp()) // 30 + ahead)

    def pair(self):
        return {"AuthenticationCode1": self.show(-1), "AuthenticationCode2": self.show()}


@pytest.fixture
def world(now):
    world = AccountsWorld(now)
    world.add_user("ann")
    return world


def make(world, name="ann-phone", **parameters):
    answer = world.call("CreateVirtualMFADevice", VirtualMFADeviceName=name, **parameters)
    return Phone(world, answer["VirtualMFADevice"])


def enable(world, phone, user="ann", serial=SERIAL):
    world.call("EnableMFADevice", UserName=user, SerialNumber=serial, **phone.pair())


def test_a_new_device_shows_its_seed_once_and_is_of_nobody(world):
    answer = world.call("CreateVirtualMFADevice", VirtualMFADeviceName="ann-phone", Path="/x/")
    device = answer["VirtualMFADevice"]
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/x/ann-phone"
    assert device["SerialNumber"] == serial
    stored = world.store.state.mfa_devices[serial]
    assert unseal_seed(stored.sealed_seed, serial, world.keys) == Phone(world, device).seed
    assert (stored.user_id, stored.enabled_at) == (None, None)
    (listed,) = world.call("ListVirtualMFADevices")["VirtualMFADevices"]
    assert listed == {"SerialNumber": serial}
    assert device["Base32StringSeed"] not in repr(world.store.events)


def test_names_of_devices_are_unique(world):
    make(world)
    refusal = world.refuse("CreateVirtualMFADevice", VirtualMFADeviceName="ann-phone")
    message = "MFA device already exists."
    assert wire(refusal) == ("EntityAlreadyExists", 409, message)


def test_two_codes_that_follow_each_other_enable_a_device(world):
    enable(world, make(world))
    (device,) = world.call("ListMFADevices", UserName="ann")["MFADevices"]
    assert device == {"UserName": "ann", "SerialNumber": SERIAL, "EnableDate": world.clock()}
    assert world.call("GetMFADevice", SerialNumber=SERIAL) == device
    (virtual,) = world.call("ListVirtualMFADevices", AssignmentStatus="Assigned")[
        "VirtualMFADevices"
    ]
    assert virtual["User"]["UserName"] == "ann"
    unassigned = world.call("ListVirtualMFADevices", AssignmentStatus="Unassigned")
    assert unassigned["VirtualMFADevices"] == []


def test_any_other_codes_enable_nothing(world):
    phone = make(world)
    good = phone.pair()
    world.clock.advance(seconds=STEP.total_seconds() * 3)
    swapped = {
        "AuthenticationCode1": phone.show(),
        "AuthenticationCode2": phone.show(-1),
    }
    same = {"AuthenticationCode1": phone.show(), "AuthenticationCode2": phone.show()}
    for codes in (good, swapped, same):
        refusal = world.refuse("EnableMFADevice", UserName="ann", SerialNumber=SERIAL, **codes)
        assert wire(refusal) == NOT_VALID
    assert world.call("ListMFADevices", UserName="ann")["MFADevices"] == []


def test_a_seed_that_was_moved_to_another_device_enables_nothing(world):
    from dataclasses import replace

    phone = make(world)
    make(world, "other")
    devices = world.store.state.mfa_devices
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/other"
    devices[serial] = replace(devices[serial], sealed_seed=devices[SERIAL].sealed_seed)
    refusal = world.refuse("EnableMFADevice", UserName="ann", SerialNumber=serial, **phone.pair())
    assert wire(refusal) == NOT_VALID


def test_an_enabled_device_is_not_enabled_again(world):
    phone = make(world)
    enable(world, phone)
    world.add_user("bea")
    refusal = world.refuse("EnableMFADevice", UserName="bea", SerialNumber=SERIAL, **phone.pair())
    assert refusal.aws_code == "EntityAlreadyExists"


def test_a_user_has_eight_devices_at_most(world):
    for number in range(8):
        phone = make(world, f"p{number}")
        enable(world, phone, serial=f"arn:aws:iam::{ACCOUNT}:mfa/p{number}")
    refusal = world.refuse(
        "EnableMFADevice", UserName="ann", SerialNumber=SERIAL, **make(world).pair()
    )
    assert refusal.aws_code == "LimitExceeded"


def test_a_device_in_use_stays_and_keeps_its_user(world):
    enable(world, make(world))
    refusal = world.refuse("DeleteVirtualMFADevice", SerialNumber=SERIAL)
    message = "MFA VirtualDevice in use. Must deactivate first."
    assert wire(refusal) == ("DeleteConflict", 409, message)
    refusal = world.refuse("DeleteUser", UserName="ann")
    message = "Cannot delete entity, must delete MFA device first."
    assert wire(refusal) == ("DeleteConflict", 409, message)
    world.call("DeactivateMFADevice", UserName="ann", SerialNumber=SERIAL)
    world.call("DeleteUser", UserName="ann")
    world.call("DeleteVirtualMFADevice", SerialNumber=SERIAL)
    assert world.store.state.mfa_devices == {}


def test_only_its_own_user_is_named_with_a_device(world):
    phone = make(world)
    enable(world, phone)
    world.add_user("bea")
    for action, more in (
        ("DeactivateMFADevice", {}),
        ("GetMFADevice", {}),
        ("ResyncMFADevice", phone.pair()),
    ):
        refusal = world.refuse(action, UserName="bea", SerialNumber=SERIAL, **more)
        assert refusal.aws_code == "NoSuchEntity"
    world.clock.advance(minutes=2)
    world.call("ResyncMFADevice", UserName="ann", SerialNumber=SERIAL, **phone.pair())
    wrong = {"AuthenticationCode1": phone.show(), "AuthenticationCode2": phone.show()}
    refusal = world.refuse("ResyncMFADevice", UserName="ann", SerialNumber=SERIAL, **wrong)
    assert wire(refusal) == NOT_VALID


def test_devices_of_another_account_are_not_there(world):
    make(world)
    stranger = world.root_of(OTHER)
    for action in ("DeleteVirtualMFADevice", "ListMFADeviceTags"):
        refusal = world.refuse(action, by=stranger, SerialNumber=SERIAL)
        assert refusal.aws_code == "AccessDenied"
    refusal = world.refuse("GetMFADevice", by=stranger, SerialNumber=SERIAL)
    message = f"MFA Device with serial number {SERIAL} does not exist."
    assert wire(refusal) == ("NoSuchEntity", 404, message)
    refusal = world.refuse("DeleteVirtualMFADevice", SerialNumber=SERIAL + "2")
    assert refusal.aws_code == "NoSuchEntity"
    assert world.call("ListVirtualMFADevices", by=stranger)["VirtualMFADevices"] == []


def test_tags_of_devices_are_changed_and_asked_about(world):
    make(world, Tags=[("team", "a")])
    world.call("TagMFADevice", SerialNumber=SERIAL, Tags=[("Team", "b"), ("x", "y")])
    world.call("UntagMFADevice", SerialNumber=SERIAL, TagKeys=["X"])
    tags = world.call("ListMFADeviceTags", SerialNumber=SERIAL)["Tags"]
    assert tags == [{"Key": "Team", "Value": "b"}]
    condition = {"aws:ResourceTag/team": "b"}
    bea = world.add_user("bea", allow("iam:DeleteVirtualMFADevice", StringEquals=condition))
    make(world, "other")
    other = f"arn:aws:iam::{ACCOUNT}:mfa/other"
    refusal = world.refuse("DeleteVirtualMFADevice", by=bea, SerialNumber=other)
    assert refusal.aws_code == "AccessDenied"
    world.call("DeleteVirtualMFADevice", by=bea, SerialNumber=SERIAL)


def test_a_user_manages_its_own_device(world):
    own = ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]
    bea = world.add_user("bea", allow(["iam:*MFA*"], own))
    answer = world.call("CreateVirtualMFADevice", by=bea, VirtualMFADeviceName="bea")
    phone = Phone(world, answer["VirtualMFADevice"])
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/bea"
    world.call("EnableMFADevice", by=bea, UserName="bea", SerialNumber=serial, **phone.pair())
    (device,) = world.call("ListMFADevices", by=bea)["MFADevices"]
    assert device["SerialNumber"] == serial
    world.refuse("CreateVirtualMFADevice", by=bea, VirtualMFADeviceName="ann")


def test_whose_device_it_is_hears_who_may_ask_about_that_user(world):
    """UserName may be left out; what may be asked is then found by the device."""
    enable(world, make(world))
    own = allow("iam:GetMFADevice", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}")
    bea = world.add_user("bea", own)
    refusal = world.refuse("GetMFADevice", by=bea, SerialNumber=SERIAL)
    message = f"MFA Device with serial number {SERIAL} does not exist."
    assert wire(refusal) == ("NoSuchEntity", 404, message)
    helper = world.add_user("helper", allow("iam:GetMFADevice"))
    assert world.call("GetMFADevice", by=helper, SerialNumber=SERIAL)["UserName"] == "ann"


def test_codes_are_good_once(world):
    """Overheard, they neither enable the device for somebody else nor prove anything again."""
    phone = make(world)
    enable(world, phone)
    again = {"UserName": "ann", "SerialNumber": SERIAL}
    refusal = world.refuse("ResyncMFADevice", **again, **phone.pair())
    assert wire(refusal) == NOT_VALID
    world.call("DeactivateMFADevice", **again)
    assert wire(world.refuse("EnableMFADevice", **again, **phone.pair())) == NOT_VALID
    world.call("DeleteVirtualMFADevice", SerialNumber=SERIAL)
    enable(world, make(world))
