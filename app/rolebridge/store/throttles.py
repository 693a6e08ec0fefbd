"""Counters of failed sign-ins, and the addresses that people have signed in from."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, delete, select

from rolebridge.directory.ports import Throttle
from rolebridge.store.inserts import build_for_each
from rolebridge.store.models import StoredKnownAddress, StoredThrottle
from rolebridge.store.transaction import Transaction

# A person who was away for a season is met as at a new address.
ADDRESS_IS_FORGOTTEN_AFTER = timedelta(days=90)

_FIND = select(StoredThrottle.failures, StoredThrottle.last_failure_at).where(
    StoredThrottle.key == bindparam("key")
)
_IS_STALE = StoredThrottle.last_failure_at < bindparam(
    "forget_before", type_=StoredThrottle.last_failure_at.type
)
_RECORD = build_for_each(
    lambda insert: (
        insert(StoredThrottle)
        .values(key=bindparam("key"), failures=1, last_failure_at=bindparam("now"))
        .on_conflict_do_update(
            index_elements=[StoredThrottle.key],
            set_={
                "failures": case((_IS_STALE, 1), else_=StoredThrottle.failures + 1),
                "last_failure_at": bindparam("now", type_=StoredThrottle.last_failure_at.type),
            },
        )
    )
)
_KNOWN = select(StoredKnownAddress.address).where(
    StoredKnownAddress.subject_id == bindparam("subject_id"),
    StoredKnownAddress.address == bindparam("address"),
)
_REMEMBER = build_for_each(
    lambda insert: (
        insert(StoredKnownAddress)
        .values(
            subject_id=bindparam("subject_id"),
            address=bindparam("address"),
            last_seen_at=bindparam("now"),
        )
        .on_conflict_do_update(
            index_elements=[StoredKnownAddress.subject_id, StoredKnownAddress.address],
            set_={"last_seen_at": bindparam("now", type_=StoredKnownAddress.last_seen_at.type)},
        )
    )
)


class ThrottleRepository:
    """Satisfies the directory's port; each change is one statement, so none is lost in a race."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find_throttle(self, key: str) -> Throttle:
        row = self._transaction.read(_FIND, {"key": key}).one_or_none()
        return Throttle(0, None) if row is None else Throttle(row[0], row[1])

    def record_failure(self, key: str, now: datetime, forget_before: datetime) -> None:
        values = {"key": key, "now": now, "forget_before": forget_before}
        self._transaction.write(_RECORD[self._transaction.dialect_name], values)

    def clear(self, key: str) -> None:
        self._transaction.write(delete(StoredThrottle).where(StoredThrottle.key == key))

    def is_known_address(self, subject_id: str, address: str) -> bool:
        values = {"subject_id": subject_id, "address": address}
        return self._transaction.read(_KNOWN, values).one_or_none() is not None

    def remember_address(self, subject_id: str, address: str, now: datetime) -> None:
        values = {"subject_id": subject_id, "address": address, "now": now}
        self._transaction.write(_REMEMBER[self._transaction.dialect_name], values)
