"""The second factor of AssumeRole and GetSessionToken: whose, right, once, and not by guessing."""

from dataclasses import replace

import pytest

from support.sts_world import PROD, STSWorld, role, trusts, user_arn, wire

ANN = user_arn("ann")
WRONG = (
    "AccessDenied",
    403,
    "MultiFactorAuthentication failed with invalid MFA one time pass code.",
)
HALF = (
    "AccessDenied",
    403,
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
)
NOT_YOURS = (
    "AccessDenied",
    403,
    (
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
        "serial number is valid and associated with this user."
    ),
)
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


@pytest.fixture
def world(now):
    return STSWorld(
        now,
        role("Reader", trusts(ANN)),
        role("Guarded", trusts(ANN, user_arn("bob"), **MFA)),
        role("Fresh", trusts(ANN, NumericLessThan={"aws:MultiFactorAuthAge": "300"})),
    )


@pytest.fixture
def ann(world):
    return world.user("ann")


@pytest.fixture
def serial(world, ann):
    return world.add_device(ann)


def get_session(world, by, **more):
    return world.call("GetSessionToken", by=by, **more)


def test_a_role_that_asks_for_a_factor_gets_one(world, ann, serial):
    assert world.refuse_role("Guarded", by=ann).aws_code == "AccessDenied"
    answer = world.assume("Guarded", by=ann, SerialNumber=serial, TokenCode=world.code())
    assert world.facts(answer).mfa_at == world.clock.now


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_one_step_early_or_late(world, ann, serial, steps):
    assert get_session(world, ann, SerialNumber=serial, TokenCode=world.code(steps))


@pytest.mark.parametrize("steps", [-2, 2])
def test_two_steps_are_too_many(world, ann, serial, steps):
    refusal = world.refuse(
        "GetSessionToken", by=ann, SerialNumber=serial, TokenCode=world.code(steps)
    )
    assert wire(refusal) == WRONG


def test_a_code_is_good_once_for_whatever_call(world, ann, serial):
    factor = {"SerialNumber": serial, "TokenCode": world.code()}
    get_session(world, ann, **factor)
    assert wire(world.refuse("GetSessionToken", by=ann, **factor)) == WRONG
    assert wire(world.refuse_role("Guarded", by=ann, **factor)) == WRONG
    world.clock.advance(seconds=30)
    assert get_session(world, ann, SerialNumber=serial, TokenCode=world.code())


def test_a_call_that_is_refused_for_another_reason_takes_no_code(world, ann, serial):
    factor = {"SerialNumber": serial, "TokenCode": world.code()}
    world.refuse_role("Unknown", by=ann, **factor)
    assert world.assume("Guarded", by=ann, **factor)


def test_half_a_factor_is_none(world, ann, serial):
    assert wire(world.refuse("GetSessionToken", by=ann, SerialNumber=serial)) == HALF
    assert wire(world.refuse_role("Guarded", by=ann, TokenCode=world.code())) == HALF


def test_a_device_is_good_for_its_user_only(world, ann, serial):
    factor = {"SerialNumber": serial, "TokenCode": world.code()}
    bob = world.user("bob")
    assert wire(world.refuse("GetSessionToken", by=bob, **factor)) == NOT_YOURS
    assert wire(world.refuse_role("Guarded", by=bob, **factor)) == NOT_YOURS
    reader = world.session(world.assume("Reader", by=ann))
    assert wire(world.refuse_role("Guarded", by=reader, **factor)) == NOT_YOURS
    unknown = {**factor, "SerialNumber": f"arn:aws:iam::{PROD}:mfa/other"}
    assert wire(world.refuse("GetSessionToken", by=ann, **unknown)) == NOT_YOURS


def test_a_device_that_is_not_enabled_or_not_ours_is_none(world, ann, serial):
    factor = {"SerialNumber": serial, "TokenCode": world.code()}
    device = world.store.state.mfa_devices[serial]
    for changed in ({"enabled_at": None}, {"user_id": None}, {"sealed_seed": "x"}):
        world.store.state.mfa_devices[serial] = replace(device, **changed)
        assert wire(world.refuse("GetSessionToken", by=ann, **factor)) == NOT_YOURS
    world.store.state.mfa_devices[serial] = device
    assert get_session(world, ann, **factor)


def test_the_root_has_a_device_too(world):
    serial = world.add_device(world.root, "root")
    answer = get_session(world, world.root, SerialNumber=serial, TokenCode=world.code())
    assert world.facts(answer).mfa_at == world.clock.now


def test_codes_cannot_be_tried_one_after_the_other(world, ann, serial):
    """After five wrong ones even the right one is not looked at for a while."""
    wrong = {"SerialNumber": serial, "TokenCode": "000000"}
    for _ in range(5):
        assert wire(world.refuse("GetSessionToken", by=ann, **wrong)) == WRONG
    right = {"SerialNumber": serial, "TokenCode": world.code()}
    refusal = world.refuse("GetSessionToken", by=ann, **right)
    assert (wire(refusal), refusal.code) == (WRONG, "mfa_throttled")
    world.clock.advance(seconds=1)
    assert get_session(world, ann, SerialNumber=serial, TokenCode=world.code())
    assert world.store.state.throttles == {}


def test_waiting_is_not_made_longer_by_asking_in_the_meantime(world, ann, serial):
    wrong = {"SerialNumber": serial, "TokenCode": "000000"}
    for _ in range(8):
        world.refuse("GetSessionToken", by=ann, **wrong)
    (throttle,) = world.store.state.throttles.values()
    assert throttle.failures == 5


def test_a_session_with_a_factor_tells_its_age(world, ann, serial):
    session = world.session(get_session(world, ann, SerialNumber=serial, TokenCode=world.code()))
    world.clock.advance(seconds=299)
    assert world.assume("Guarded", by=session)
    assert world.assume("Fresh", by=session)
    world.clock.advance(seconds=1)
    assert world.assume("Guarded", by=session)
    assert world.refuse_role("Fresh", by=session).aws_code == "AccessDenied"


def test_a_session_without_a_factor_is_one_without(world, ann):
    session = world.session(get_session(world, ann))
    assert world.refuse_role("Guarded", by=session).aws_code == "AccessDenied"
    assert world.assume("Reader", by=session)


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_a_code_is_six_digits(world, ann, serial, code):
    refusal = world.refuse("GetSessionToken", by=ann, SerialNumber=serial, TokenCode=code)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)
