"""Virtual MFA devices: made with a seed, enabled for a user by two codes, tagged, taken away.

What a device is about only the store knows, so its operations ask for permission themselves.
"""

import base64

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.ports import MFADevice
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.totp import format_seed, mint_seed, seal_seed
from rolebridge.accounts.devices import (
    check_codes,
    check_owner,
    device_unknown,
    find_user,
    get_device,
    name_serial,
    require_of_device,
    write_device,
)
from rolebridge.accounts.entities import USER, describe
from rolebridge.accounts.holders import find_holder_target, get_holder
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.permission import require
from rolebridge.accounts.refusals import (
    delete_conflict,
    entity_exists,
    limit_exceeded,
)
from rolebridge.accounts.tags import (
    describe_requested_tags,
    drop_tags,
    merge_tags,
    read_tags,
    write_tag_page,
    write_tags,
)
from rolebridge.federation.account import AccountEntry, UserEntry

MAX_DEVICES = 8


def create_virtual_mfa_device(work: Work) -> Fields:
    """CreateVirtualMFADevice. The seed is in this answer and in no later one.

    It comes as text; AWS's picture of the same (QRCodePNG) is left out.
    """
    serial = name_serial(work.account, work.parameters)
    if work.unit.mfa_devices.find(serial) is not None:
        raise entity_exists("MFA device already exists.")
    tags, seed = read_tags(work.parameters), mint_seed(work.ids)
    sealed = seal_seed(seed, serial, work.sealing_keys, work.ids)
    work.unit.mfa_devices.add(MFADevice(serial, work.account.id, sealed, tags=tags))
    shown = (
        ("SerialNumber", serial),
        ("Base32StringSeed", base64.b64encode(format_seed(seed).encode()).decode()),
        ("Tags", write_tags(tags) if tags else None),
    )
    return (("VirtualMFADevice", shown),)


def enable_mfa_device(work: Work) -> Fields:
    """EnableMFADevice: by two codes that follow each other, which only the seed's holder has."""
    user = USER.get(work.account, work.parameters.text("UserName"))
    device = get_device(work)
    if device.user_id is not None:
        text = f"The device {device.serial} is enabled already."
        raise entity_exists(text, has_aws_text=False)
    if len(work.unit.mfa_devices.list_of_user(user.unique_id)) >= MAX_DEVICES:
        raise limit_exceeded(f"Cannot exceed quota for MFADevicesPerUser: {MAX_DEVICES}")
    check_codes(work, device)
    work.unit.mfa_devices.enable(device.serial, user.unique_id, work.now)
    return ()


def resync_mfa_device(work: Work) -> Fields:
    """ResyncMFADevice: the clock of a virtual device is its owner's, so there is nothing to keep;
    the codes are checked.
    """
    user = USER.get(work.account, work.parameters.text("UserName"))
    device = get_device(work)
    check_owner(device, user)
    check_codes(work, device)
    return ()


def deactivate_mfa_device(work: Work) -> Fields:
    """DeactivateMFADevice: it is nobody's then, and may be enabled again."""
    holder = get_holder(work)
    device = get_device(work)
    check_owner(device, holder.user)
    work.unit.mfa_devices.disable(device.serial)
    return ()


def delete_virtual_mfa_device(work: Work) -> Fields:
    """DeleteVirtualMFADevice."""
    require_of_device(work, "DeleteVirtualMFADevice")
    device = get_device(work)
    if device.user_id is not None:
        raise delete_conflict("MFA VirtualDevice in use. Must deactivate first.")
    work.unit.mfa_devices.remove(device.serial)
    return ()


def list_mfa_devices(work: Work) -> Fields:
    """ListMFADevices: those of a user, or of the caller."""
    holder = get_holder(work)
    devices = [
        (
            ("UserName", holder.name),
            ("SerialNumber", device.serial),
            ("EnableDate", device.enabled_at),
        )
        for device in work.unit.mfa_devices.list_of_user(holder.id)
    ]
    return write_page("MFADevices", devices, work.parameters)


def list_virtual_mfa_devices(work: Work) -> Fields:
    """ListVirtualMFADevices: without the AssignmentStatus, all of the account."""
    wanted = work.parameters.find_text("AssignmentStatus") or "Any"
    devices = [
        device
        for device in work.unit.mfa_devices.list_of(work.account.id)
        if wanted in ("Any", "Unassigned" if device.user_id is None else "Assigned")
    ]
    shown = [write_device(work.account, device) for device in devices]
    return write_page("VirtualMFADevices", shown, work.parameters)


def get_mfa_device(work: Work) -> Fields:
    """GetMFADevice: whose it is, and since when.

    Who names nobody hears of the own devices, and of those of users that may be asked about.
    """
    holder = get_holder(work) if "UserName" in work.parameters else None
    device = get_device(work)
    if holder is not None:
        check_owner(device, holder.user)
    user = find_user(work.account, device)
    if user is not None and not _may_ask(work, user):
        raise device_unknown(device.serial)
    return (
        ("UserName", user.name if user else None),
        ("SerialNumber", device.serial),
        ("EnableDate", device.enabled_at),
    )


def _may_ask(work: Work, user: UserEntry) -> bool:
    """A refusal would name the user."""
    try:
        require(work, "GetMFADevice", Target(work.account.user_arn(user), describe(user)))
    except AWSRefused:
        return False
    return True


def tag_mfa_device(work: Work) -> Fields:
    """TagMFADevice."""
    require_of_device(work, "TagMFADevice")
    device = get_device(work)
    tags = merge_tags(device.tags, read_tags(work.parameters))
    work.unit.mfa_devices.set_tags(device.serial, tags)
    return ()


def untag_mfa_device(work: Work) -> Fields:
    """UntagMFADevice."""
    require_of_device(work, "UntagMFADevice")
    device = get_device(work)
    tags = drop_tags(device.tags, work.parameters.texts("TagKeys"))
    work.unit.mfa_devices.set_tags(device.serial, tags)
    return ()


def list_mfa_device_tags(work: Work) -> Fields:
    """ListMFADeviceTags."""
    require_of_device(work, "ListMFADeviceTags")
    return write_tag_page(get_device(work).tags, work.parameters)


def _find_new_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    return Target(name_serial(account, parameters), describe_requested_tags(parameters))


def _find_all(_account: AccountEntry, _caller: Caller, _parameters: Parameters) -> Target:
    """Listing knows no resource (Service Authorization Reference)."""
    return Target("*", {})


MFA_DEVICES = {
    "CreateVirtualMFADevice": Operation(_find_new_target, create_virtual_mfa_device),
    "EnableMFADevice": Operation(USER.find_target, enable_mfa_device),
    "ResyncMFADevice": Operation(USER.find_target, resync_mfa_device, is_writing=False),
    "DeactivateMFADevice": Operation(find_holder_target, deactivate_mfa_device),
    "DeleteVirtualMFADevice": Operation(None, delete_virtual_mfa_device),
    "ListMFADevices": Operation(find_holder_target, list_mfa_devices, is_writing=False),
    "ListVirtualMFADevices": Operation(_find_all, list_virtual_mfa_devices, is_writing=False),
    "GetMFADevice": Operation(find_holder_target, get_mfa_device, is_writing=False),
    "TagMFADevice": Operation(None, tag_mfa_device),
    "UntagMFADevice": Operation(None, untag_mfa_device),
    "ListMFADeviceTags": Operation(None, list_mfa_device_tags, is_writing=False),
}
