"""Long-term access keys and signed-in consoles."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from rolebridge.access.ports import LongTermKey
from rolebridge.store.models import StoredAccessKey, StoredConsoleSession
from rolebridge.store.transaction import Transaction
from rolebridge.sts.ports import ConsoleSessionRow

_KEY_COLUMNS = (
    StoredAccessKey.access_key_id,
    StoredAccessKey.account_id,
    StoredAccessKey.principal_arn,
    # A key without a user is one of the account's root, whose id is the account's.
    func.coalesce(StoredAccessKey.user_id, StoredAccessKey.account_id),
    StoredAccessKey.sealed_secret,
    StoredAccessKey.created_at,
    StoredAccessKey.is_active,
    StoredAccessKey.last_used_at,
    StoredAccessKey.last_used_region,
    StoredAccessKey.last_used_service,
)
_FIND_KEY = select(*_KEY_COLUMNS).where(StoredAccessKey.access_key_id == bindparam("id"))
_FIND_CONSOLE = select(
    StoredConsoleSession.token_hash,
    StoredConsoleSession.access_key_id,
    StoredConsoleSession.session_token,
    StoredConsoleSession.expires_at,
).where(StoredConsoleSession.token_hash == bindparam("token_hash"))


class AccessKeyRepository:
    """Satisfies the port of `sts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, access_key_id: str) -> LongTermKey | None:
        row = self._transaction.read(_FIND_KEY, {"id": access_key_id}).one_or_none()
        return None if row is None else LongTermKey(*row)

    def add(self, key: LongTermKey) -> None:
        """Store a new key. Raises sqlalchemy.exc.IntegrityError for an unknown account or user."""
        values = {name: getattr(key, name) for name in LongTermKey.__slots__ if name != "account"}
        values["account_id"] = key.account
        values["user_id"] = None if key.user_id == key.account else key.user_id
        self._transaction.write(insert(StoredAccessKey), values)

    def list_of(self, account: str) -> tuple[LongTermKey, ...]:
        """The keys of an account, by id."""
        statement = (
            select(*_KEY_COLUMNS)
            .where(StoredAccessKey.account_id == account)
            .order_by(StoredAccessKey.access_key_id)
        )
        return tuple(LongTermKey(*row) for row in self._transaction.read(statement))

    def list_of_user(self, user_id: str) -> tuple[LongTermKey, ...]:
        """The keys of a user, or, for an account's id, of its root; the oldest first."""
        statement = (
            select(*_KEY_COLUMNS)
            .where(_is_of(user_id))
            .order_by(StoredAccessKey.created_at, StoredAccessKey.access_key_id)
        )
        return tuple(LongTermKey(*row) for row in self._transaction.read(statement))

    def count(self, user_id: str) -> int:
        """How many keys a user, or, for an account's id, its root has."""
        statement = select(func.count()).select_from(StoredAccessKey).where(_is_of(user_id))
        return int(self._transaction.read(statement).scalar_one())

    def list_all(self) -> tuple[LongTermKey, ...]:
        """The keys of every account, by id."""
        statement = select(*_KEY_COLUMNS).order_by(StoredAccessKey.access_key_id)
        return tuple(LongTermKey(*row) for row in self._transaction.read(statement))

    def set_sealed_secret(self, access_key_id: str, sealed_secret: str) -> None:
        """Replace the sealed secret of a key."""
        self._set(access_key_id, sealed_secret=sealed_secret)

    def set_active(self, access_key_id: str, is_active: bool) -> bool:  # noqa: FBT001  (the verb says which flag)
        """Switch a key on or off; False when there is none."""
        return self._set(access_key_id, is_active=is_active)

    def record_use(self, access_key_id: str, now: datetime, region: str, service: str) -> bool:
        """Note the last use of a key; False when there is none."""
        return self._set(
            access_key_id,
            last_used_at=now,
            last_used_region=region,
            last_used_service=service,
        )

    def remove(self, access_key_id: str) -> bool:
        """Delete a key; False when there was none."""
        of_key = StoredAccessKey.access_key_id == access_key_id
        return bool(self._transaction.write(delete(StoredAccessKey).where(of_key)).rowcount)

    def _set(self, access_key_id: str, **values: Any) -> bool:
        of_key = StoredAccessKey.access_key_id == access_key_id
        change = update(StoredAccessKey).where(of_key).values(**values)
        return bool(self._transaction.write(change).rowcount)


def _is_of(user_id: str) -> ColumnElement[bool]:
    of_root = and_(StoredAccessKey.user_id.is_(None), StoredAccessKey.account_id == user_id)
    return or_(StoredAccessKey.user_id == user_id, of_root)


class ConsoleSessionRepository:
    """Satisfies the port of `sts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, row: ConsoleSessionRow) -> None:
        values = {name: getattr(row, name) for name in ConsoleSessionRow.__slots__}
        self._transaction.write(insert(StoredConsoleSession), values)

    def find(self, token_hash: str) -> ConsoleSessionRow | None:
        row = self._transaction.read(_FIND_CONSOLE, {"token_hash": token_hash}).one_or_none()
        return None if row is None else ConsoleSessionRow(*row)

    def remove(self, token_hash: str) -> None:
        of_token = StoredConsoleSession.token_hash == token_hash
        self._transaction.write(delete(StoredConsoleSession).where(of_token))

    def remove_expired(self, now: datetime) -> int:
        expired = StoredConsoleSession.expires_at <= now
        return self._transaction.write(delete(StoredConsoleSession).where(expired)).rowcount
