"""Attacks on virtual MFA devices: codes that were overheard, tried one by one, or of another."""

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.ports import MFADevice
from rolebridge.access.totp import seal_seed
from rolebridge.accounts.api import IAM
from rolebridge.sigv4 import SignedRequest
from support.sts_world import ORIGIN, PROD, SEED, STSWorld

SERIAL = f"arn:aws:iam::{PROD}:mfa/phone"


@pytest.fixture
def world(now):
    return STSWorld(now)


@pytest.fixture
def enabled(world):
    """A device that ann has just enabled; whoever listened knows the two codes."""
    sealed = seal_seed(SEED, SERIAL, world.keys, world.ids)
    world.store.state.mfa_devices[SERIAL] = MFADevice(SERIAL, PROD, sealed)
    fields = {
        "UserName": "ann",
        "SerialNumber": SERIAL,
        "AuthenticationCode1": world.code(-1),
        "AuthenticationCode2": world.code(),
    }
    iam = IAM(
        world.store.unit_of_work,
        world.clock,
        world.ids,
        world.keys,
        world.managed,
        lambda *_: world.user("ann"),
        lambda: "",
    )
    request = SignedRequest("POST", "/aws/", "", (), b"")
    iam.perform(AWSCall("EnableMFADevice", fields, request, ORIGIN, RequestFacts()))
    return world


def ask(world, code, *, name="ann"):
    world.call("GetSessionToken", by=world.user(name), SerialNumber=SERIAL, TokenCode=code)


def refuse(world, code, *, name="ann"):
    return world.refuse("GetSessionToken", by=world.user(name), SerialNumber=SERIAL, TokenCode=code)


@pytest.mark.parametrize("steps", [-1, 0])
def test_a_code_that_enabled_the_device_opens_no_session(enabled, steps):
    assert refuse(enabled, enabled.code(steps)).code == "mfa_code_invalid"
    ask(enabled, enabled.code(1))


def test_a_code_opens_one_session(enabled):
    ask(enabled, enabled.code(1))
    assert refuse(enabled, enabled.code(1)).code == "mfa_code_invalid"


def test_codes_cannot_be_tried_one_by_one(enabled):
    """Not even the right one counts, once too many were wrong."""
    for number in range(5):
        assert refuse(enabled, f"{number:06}").code == "mfa_code_invalid"
    assert refuse(enabled, enabled.code(1)).code != "mfa_code_invalid"


def test_the_device_of_another_user_is_none_and_cannot_be_locked(enabled):
    for _ in range(20):
        assert refuse(enabled, enabled.code(1), name="bob").code == "mfa_device_unknown"
    ask(enabled, enabled.code(1))
