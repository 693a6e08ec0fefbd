"""Second factors against the real store: a code opens one session, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.caller import Caller
from rolebridge.access.context import RequestFacts
from rolebridge.access.ports import MFADevice
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.totp import compute_code, seal_seed
from rolebridge.federation.account import AccountEntry, UserEntry
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.signed_calls import SignedCalls
from support.sealing import MemorySealingKeys, SeededIds
from support.sts_world import ORIGIN, PROD, SEED, user_arn

SERIAL = f"arn:aws:iam::{PROD}:mfa/phone"
KEYS = MemorySealingKeys()


@pytest.fixture
def ann(store, clock):
    """A user with an enabled device."""
    with store.unit_of_work() as unit:
        unit.organisation.begin_writing()
        unit.organisation.write_account(AccountEntry(PROD, users=(UserEntry("ann"),)))
        unit.commit()
    with store.unit_of_work() as unit:
        entry = unit.configuration.current().users[user_arn("ann")][1]
        sealed = seal_seed(SEED, SERIAL, KEYS, SeededIds())
        unit.mfa_devices.add(MFADevice(SERIAL, PROD, sealed))
        assert unit.mfa_devices.enable(SERIAL, entry.unique_id, clock())
        unit.commit()
    return Caller(user_arn("ann"), entry.unique_id, PROD, "AKIAUSERUSERUSERUSER")


def ask(store, clock, caller, code, seed=1):
    calls = SignedCalls(store.unit_of_work, clock, SeededIds(seed), KEYS, lambda *_: caller)
    request = SignedRequest("POST", "/aws/", "", (), b"")
    parameters = {"SerialNumber": SERIAL, "TokenCode": code}
    return calls.perform(AWSCall("GetSessionToken", parameters, request, ORIGIN, RequestFacts()))


def test_of_many_calls_with_one_code_exactly_one_gets_a_session(store, open_store, clock, ann):
    stores = [store, open_store()]
    code = compute_code(SEED, int(clock().timestamp()) // 30)

    def ask_once(number):
        try:
            ask(stores[number % 2], clock, ann, code, number)
        except AWSRefused as refusal:
            return refusal.code
        return "answered"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(ask_once, range(12)))
    assert outcomes.count("answered") == 1
    assert set(outcomes) <= {"answered", "mfa_code_invalid", "mfa_throttled"}


def test_wrong_codes_slow_down_and_a_right_one_makes_good(store, clock, ann):
    for _ in range(5):
        with pytest.raises(AWSRefused):
            ask(store, clock, ann, "000000")
    right = compute_code(SEED, int(clock().timestamp()) // 30)
    with pytest.raises(AWSRefused) as caught:
        ask(store, clock, ann, right)
    assert caught.value.code == "mfa_throttled"
    clock.advance(seconds=1)
    assert ask(store, clock, ann, right)
    with pytest.raises(AWSRefused) as caught:
        ask(store, clock, ann, right)
    assert caught.value.code == "mfa_code_invalid"
