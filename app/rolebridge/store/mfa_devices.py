"""Virtual MFA devices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from rolebridge.access.ports import MFADevice
from rolebridge.store.models import StoredMFADevice
from rolebridge.store.transaction import Transaction

_COLUMNS = (
    StoredMFADevice.serial,
    StoredMFADevice.account_id,
    StoredMFADevice.sealed_seed,
    StoredMFADevice.user_id,
    StoredMFADevice.enabled_at,
    StoredMFADevice.tags,
)


class MFADeviceRepository:
    """Satisfies the port of `sts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, serial: str) -> MFADevice | None:
        found = self._list(select(*_COLUMNS).where(StoredMFADevice.serial == serial))
        return found[0] if found else None

    def list_of(self, account: str) -> tuple[MFADevice, ...]:
        return self._list(select(*_COLUMNS).where(StoredMFADevice.account_id == account))

    def list_of_user(self, user_id: str) -> tuple[MFADevice, ...]:
        return self._list(select(*_COLUMNS).where(StoredMFADevice.user_id == user_id))

    def list_all(self) -> tuple[MFADevice, ...]:
        """The devices of every account, by serial number."""
        return self._list(select(*_COLUMNS))

    def add(self, device: MFADevice) -> None:
        """Store a new device. Raises sqlalchemy.exc.IntegrityError for a serial number that is
        taken and for an unknown account or user.
        """
        values = {
            "serial": device.serial,
            "account_id": device.account,
            "user_id": device.user_id,
            "sealed_seed": device.sealed_seed,
            "enabled_at": device.enabled_at,
            "tags": dict(device.tags),
        }
        self._transaction.write(insert(StoredMFADevice), values)

    def enable(self, serial: str, user_id: str, now: datetime) -> bool:
        return self._set(serial, user_id=user_id, enabled_at=now)

    def disable(self, serial: str) -> bool:
        return self._set(serial, user_id=None, enabled_at=None)

    def set_tags(self, serial: str, tags: Mapping[str, str]) -> bool:
        return self._set(serial, tags=dict(tags))

    def set_sealed_seed(self, serial: str, sealed_seed: str) -> bool:
        return self._set(serial, sealed_seed=sealed_seed)

    def remove(self, serial: str) -> bool:
        of_device = StoredMFADevice.serial == serial
        return bool(self._transaction.write(delete(StoredMFADevice).where(of_device)).rowcount)

    def _list(self, statement: Select[*tuple[Any, ...]]) -> tuple[MFADevice, ...]:
        rows = self._transaction.read(statement.order_by(StoredMFADevice.serial))
        return tuple(_build(row) for row in rows)

    def _set(self, serial: str, **values: Any) -> bool:
        of_device = StoredMFADevice.serial == serial
        change = update(StoredMFADevice).where(of_device).values(**values)
        return bool(self._transaction.write(change).rowcount)


def _build(row: Row[*tuple[Any, ...]]) -> MFADevice:
    serial, account, sealed_seed, user_id, enabled_at, tags = row
    return MFADevice(serial, account, sealed_seed, user_id, enabled_at, tags)
