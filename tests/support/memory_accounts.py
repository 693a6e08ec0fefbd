"""Accounts, access keys and MFA devices in memory: the part of MemoryStore that calls to IAM use.

The rules of what is completed are the core's, so ids and versions come about as in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from rolebridge.access.ports import LongTermKey, MFADevice
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.completion import Completion
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.trust_principals import forget_principal_ids, pin_principals

if TYPE_CHECKING:
    from support.fakes import MemoryUnitOfWork, State


@dataclass(frozen=True)
class MemoryOrganisation:
    unit: "MemoryUnitOfWork"
    completion: Completion

    def begin_writing(self) -> None:
        """A unit here is alone with its copy."""

    def read_account(self, account_id: str) -> AccountEntry | None:
        return self.unit.present.accounts.get(account_id)

    def write_account(self, account: AccountEntry) -> AccountEntry:
        present = self.unit.present
        stored = present.accounts.get(account.id)
        complete = forget_principal_ids(self.completion.complete(account, stored), stored)
        others = {number: each for number, each in present.accounts.items() if number != account.id}
        principals = dict(
            pair for each in (*others.values(), complete) for pair in each.list_principals()
        )
        target = pin_principals(complete, principals)
        accounts = tuple({**present.accounts, account.id: target}.values())
        organisation = replace(present.organisation, accounts=accounts)
        self.unit.present = Configuration(present.revision + 1, organisation, present)
        self._follow_users(target, stored)
        return target

    def _follow_users(self, target: AccountEntry, stored: AccountEntry | None) -> None:
        """Keys bear the names of their users, and keys and devices go with them."""
        state = self.unit.state
        arns = {user.unique_id: target.user_arn(user) for user in target.users}
        gone = {user.unique_id for user in stored.users} - set(arns) if stored else set()
        state.access_keys = {
            number: replace(key, principal_arn=arns.get(key.user_id, key.principal_arn))
            for number, key in state.access_keys.items()
            if key.user_id not in gone
        }
        state.mfa_devices = {
            serial: device for serial, device in state.mfa_devices.items() if device.user_id not in gone
        }  # fmt: skip


@dataclass(frozen=True)
class MemoryAccessKeys:
    state: "State"

    def find(self, access_key_id: str) -> LongTermKey | None:
        return self.state.access_keys.get(access_key_id)

    def list_of_user(self, user_id: str) -> tuple[LongTermKey, ...]:
        mine = (key for key in self.state.access_keys.values() if key.user_id == user_id)
        return tuple(sorted(mine, key=lambda key: (key.created_at, key.access_key_id)))

    def count(self, user_id: str) -> int:
        return len(self.list_of_user(user_id))

    def add(self, key: LongTermKey) -> None:
        assert key.access_key_id not in self.state.access_keys
        self.state.access_keys[key.access_key_id] = key

    def set_active(self, access_key_id: str, is_active: bool) -> bool:
        return self._set(access_key_id, is_active=is_active)

    def record_use(self, access_key_id: str, now: datetime, region: str, service: str) -> bool:
        return self._set(
            access_key_id, last_used_at=now, last_used_region=region, last_used_service=service
        )

    def remove(self, access_key_id: str) -> bool:
        return self.state.access_keys.pop(access_key_id, None) is not None

    def _set(self, access_key_id: str, **values) -> bool:
        key = self.find(access_key_id)
        if key is not None:
            self.state.access_keys[access_key_id] = replace(key, **values)
        return key is not None


@dataclass(frozen=True)
class MemoryMFADevices:
    state: "State"

    def find(self, serial: str) -> MFADevice | None:
        return self.state.mfa_devices.get(serial)

    def list_of(self, account: str) -> tuple[MFADevice, ...]:
        return tuple(device for device in self._sorted() if device.account == account)

    def list_of_user(self, user_id: str) -> tuple[MFADevice, ...]:
        return tuple(device for device in self._sorted() if device.user_id == user_id)

    def add(self, device: MFADevice) -> None:
        assert device.serial not in self.state.mfa_devices
        self.state.mfa_devices[device.serial] = device

    def enable(self, serial: str, user_id: str, now: datetime) -> bool:
        return self._set(serial, user_id=user_id, enabled_at=now)

    def disable(self, serial: str) -> bool:
        return self._set(serial, user_id=None, enabled_at=None)

    def set_tags(self, serial: str, tags: Mapping[str, str]) -> bool:
        return self._set(serial, tags=dict(tags))

    def remove(self, serial: str) -> bool:
        return self.state.mfa_devices.pop(serial, None) is not None

    def _sorted(self) -> list[MFADevice]:
        return sorted(self.state.mfa_devices.values(), key=lambda device: device.serial)

    def _set(self, serial: str, **values) -> bool:
        device = self.find(serial)
        if device is not None:
            self.state.mfa_devices[serial] = replace(device, **values)
        return device is not None
