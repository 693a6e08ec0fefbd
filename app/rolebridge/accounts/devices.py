"""Virtual MFA devices as the operations on them find, check and show them."""

from rolebridge.access.call import Fields
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.access.ports import MFADevice
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.seal import SealBroken
from rolebridge.access.totp import claim_step, find_step_of_pair, name_seed, unseal_seed
from rolebridge.accounts.operation import Target, Work
from rolebridge.accounts.permission import require
from rolebridge.accounts.refusals import no_such_entity
from rolebridge.accounts.tags import describe_requested_tags, describe_resource_tags
from rolebridge.accounts.users import write_user
from rolebridge.federation.account import AccountEntry, UserEntry


def name_serial(account: AccountEntry, parameters: Parameters) -> str:
    """The serial number of a virtual device is its ARN."""
    path = parameters.find_text("Path") or "/"
    name = parameters.text("VirtualMFADeviceName")
    return account.root_arn.removesuffix("root") + f"mfa{path}{name}"


def find_device(work: Work) -> MFADevice | None:
    """The device of the account that a call names."""
    device = work.unit.mfa_devices.find(work.parameters.text("SerialNumber"))
    return device if device and device.account == work.account.id else None


def get_device(work: Work) -> MFADevice:
    """The same. Raises AWSRefused where there is none."""
    device = find_device(work)
    if device is None:
        raise device_unknown(work.parameters.text("SerialNumber"))
    return device


def device_unknown(serial: str) -> AWSRefused:
    """There is none, or none that the caller may know of."""
    return no_such_entity(f"MFA Device with serial number {serial} does not exist.")


def require_of_device(work: Work, action: str) -> None:
    """Ask for permission on the device, with its tags. Raises AWSRefused."""
    device = find_device(work)
    tags: Values = {} if device is None else describe_resource_tags(device.tags)
    context = tags | describe_requested_tags(work.parameters)
    require(work, action, Target(work.parameters.text("SerialNumber"), context))


def check_codes(work: Work, device: MFADevice) -> None:
    """Raise AWSRefused unless the two codes of a call follow each other, about now, and the second
    is new. Both are used up: what somebody has overheard is worth nothing, here or at STS.
    """
    first = work.parameters.text("AuthenticationCode1")
    second = work.parameters.text("AuthenticationCode2")
    try:
        seed = unseal_seed(device.sealed_seed, device.serial, work.sealing_keys)
    except SealBroken as error:
        raise _code_invalid(error.detail) from None
    step = find_step_of_pair(seed, first, second, work.now)
    if step is None:
        raise _code_invalid("the codes are not two of this device that follow each other now")
    name = name_seed(seed)
    claim_step(work.unit.replays, name, step - 1, work.now)
    if not claim_step(work.unit.replays, name, step, work.now):
        raise _code_invalid("the second code was used before")


def _code_invalid(detail: str) -> AWSRefused:
    return AWSRefused(
        "InvalidAuthenticationCode",
        403,
        "Authentication code for device is not valid.",
        reason="mfa_code_invalid",
        detail=detail,
    )


def check_owner(device: MFADevice, user: UserEntry | None) -> None:
    """Raise AWSRefused unless the device is enabled for that user."""
    if user is None or device.user_id != user.unique_id:
        text = f"The device {device.serial} is not one of this user."
        raise no_such_entity(text, has_aws_text=False)


def find_user(account: AccountEntry, device: MFADevice) -> UserEntry | None:
    """Whose device it is."""
    return next((user for user in account.users if user.unique_id == device.user_id), None)


def write_device(account: AccountEntry, device: MFADevice) -> Fields:
    """A device as lists of virtual ones show it."""
    user = find_user(account, device)
    return (
        ("SerialNumber", device.serial),
        ("User", write_user(account, user) if user else None),
        ("EnableDate", device.enabled_at),
    )
