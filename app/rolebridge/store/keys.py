"""Long-term access keys and signed-in consoles."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from rolebridge.store.models import StoredAccessKey, StoredConsoleSession
from rolebridge.store.transaction import Transaction
from rolebridge.sts.ports import ConsoleSessionRow, LongTermKey

_KEY_COLUMNS = (
    StoredAccessKey.access_key_id,
    StoredAccessKey.account_id,
    StoredAccessKey.principal_arn,
    StoredAccessKey.user_id,
    StoredAccessKey.sealed_secret,
    StoredAccessKey.is_active,
)
_FIND_KEY = select(*_KEY_COLUMNS).where(StoredAccessKey.access_key_id == bindparam("id"))
_FIND_CONSOLE = select(
    StoredConsoleSession.token_hash,
    StoredConsoleSession.access_key_id,
    StoredConsoleSession.session_token,
    StoredConsoleSession.expires_at,
).where(StoredConsoleSession.token_hash == bindparam("token_hash"))


class AccessKeyRepository:
    """Satisfies the port of `sts`; makes and removes keys for the command line."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, access_key_id: str) -> LongTermKey | None:
        row = self._transaction.read(_FIND_KEY, {"id": access_key_id}).one_or_none()
        return None if row is None else LongTermKey(*row)

    def add(self, key: LongTermKey) -> None:
        """Store a new key. Raises sqlalchemy.exc.IntegrityError for an unknown account."""
        values = {column.key: getattr(key, name) for column, name in _KEY_FIELDS}
        self._transaction.write(insert(StoredAccessKey), values)

    def list_of(self, account: str) -> tuple[LongTermKey, ...]:
        """The keys of an account, by id."""
        statement = (
            select(*_KEY_COLUMNS)
            .where(StoredAccessKey.account_id == account)
            .order_by(StoredAccessKey.access_key_id)
        )
        return tuple(LongTermKey(*row) for row in self._transaction.read(statement))

    def list_all(self) -> tuple[LongTermKey, ...]:
        """The keys of every account, by id."""
        statement = select(*_KEY_COLUMNS).order_by(StoredAccessKey.access_key_id)
        return tuple(LongTermKey(*row) for row in self._transaction.read(statement))

    def set_sealed_secret(self, access_key_id: str, sealed_secret: str) -> None:
        """Replace the sealed secret of a key."""
        of_key = StoredAccessKey.access_key_id == access_key_id
        change = update(StoredAccessKey).where(of_key).values(sealed_secret=sealed_secret)
        self._transaction.write(change)

    def remove(self, access_key_id: str) -> bool:
        """Delete a key; False when there was none."""
        of_key = StoredAccessKey.access_key_id == access_key_id
        return bool(self._transaction.write(delete(StoredAccessKey).where(of_key)).rowcount)


_KEY_FIELDS = tuple(zip(_KEY_COLUMNS, LongTermKey.__slots__, strict=True))


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
