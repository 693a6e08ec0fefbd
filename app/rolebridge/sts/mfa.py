"""The second factor of a call: a virtual MFA device's serial number and the code it shows."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rolebridge.access.caller import Caller
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.access.ports import MFADevice, SealingKeys
from rolebridge.access.seal import SealBroken
from rolebridge.access.session import SessionKind
from rolebridge.access.totp import claim_step, find_step, name_seed, unseal_seed
from rolebridge.directory.lockout import Pace, remaining_wait
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.signed_refusals import (
    mfa_code_invalid,
    mfa_device_unknown,
    mfa_incomplete,
    mfa_throttled,
)

# Somebody who has a user's keys could otherwise try all codes that may be right.
PACE = Pace(free=5, longest=timedelta(seconds=60), forget_after=timedelta(minutes=30))


@dataclass(frozen=True, slots=True)
class ShownFactor:
    """A code that fits its device at this instant; it is good once."""

    serial: str
    step: int
    shown_at: datetime
    seed_name: str = field(repr=False)

    def describe(self) -> Values:
        """The condition keys of the very call that shows the code."""
        return {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}


def verify_factor(
    caller: Caller, parameters: Parameters, unit: UnitOfWork, keys: SealingKeys, now: datetime
) -> ShownFactor | None:
    """The factor that a call shows, or None where it shows none.

    Raises AWSRefused for half of one, for a device that is not the caller's, for a code that is
    not the device's, and for any code while too many were wrong.
    """
    serial, code = parameters.find_text("SerialNumber"), parameters.find_text("TokenCode")
    if serial is None and code is None:
        return None
    if serial is None or code is None:
        raise mfa_incomplete()
    seed = _unseal_seed(_get_device(caller, serial, unit), keys)
    if remaining_wait(PACE, unit.throttles.find_throttle(build_counter(serial)), now):
        raise mfa_throttled(serial)
    step = find_step(seed, code, now)
    if step is None:
        raise mfa_code_invalid(serial, "the code is not the device's")
    return ShownFactor(serial, step, now.replace(microsecond=0), name_seed(seed))


def claim_factor(unit: UnitOfWork, factor: ShownFactor) -> None:
    """Take the code, within the minting transaction. Raises AWSRefused for one that was taken."""
    if not claim_step(unit.replays, factor.seed_name, factor.step, factor.shown_at):
        raise mfa_code_invalid(factor.serial, "the code was used before")
    unit.throttles.clear(build_counter(factor.serial))


def record_failure(unit: UnitOfWork, serial: str, now: datetime) -> None:
    """Count a wrong code against its device."""
    unit.throttles.record_failure(build_counter(serial), now, now - PACE.forget_after)


def build_counter(serial: str) -> str:
    """The key under which wrong codes of a device are counted."""
    return f"mfa:{hashlib.sha256(serial.encode()).hexdigest()}"


def _get_device(caller: Caller, serial: str, unit: UnitOfWork) -> MFADevice:
    session = caller.session
    is_user = session is None or session.kind is SessionKind.USER
    device = unit.mfa_devices.find(serial) if is_user else None
    if device is None or device.enabled_at is None or device.user_id != caller.issuer_id:
        raise mfa_device_unknown(serial)
    return device


def _unseal_seed(device: MFADevice, keys: SealingKeys) -> bytes:
    try:
        return unseal_seed(device.sealed_seed, device.serial, keys)
    except SealBroken as error:
        raise mfa_device_unknown(f"{device.serial}: {error.detail}") from None
