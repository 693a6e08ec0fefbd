"""Signed-in browsers."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from rolebridge.directory.people import Person
from rolebridge.idp.ports import BrowserSessionRow
from rolebridge.store.configuration import ConfigurationReader
from rolebridge.store.models import StoredBrowserSession, StoredMembership, StoredPerson
from rolebridge.store.organisation import REVISION
from rolebridge.store.people import MEMBERSHIP_JOIN, PERSON_COLUMNS, build_person
from rolebridge.store.prepared import Prepared
from rolebridge.store.transaction import Transaction

_SESSION_COLUMNS = (
    StoredBrowserSession.token_hash,
    StoredBrowserSession.handle,
    StoredBrowserSession.subject_id,
    StoredBrowserSession.authenticated_at,
    StoredBrowserSession.last_seen_at,
    StoredBrowserSession.expires_at,
    StoredBrowserSession.source_address,
    StoredBrowserSession.user_agent,
)
# The one statement of every signed-in request: session, person, groups, and the revision that
# tells whether the loaded configuration still stands.
_FIND = Prepared(
    select(*_SESSION_COLUMNS, REVISION.scalar_subquery(), *PERSON_COLUMNS)
    .select_from(StoredBrowserSession)
    .join(StoredPerson, StoredPerson.subject_id == StoredBrowserSession.subject_id)
    .outerjoin(StoredMembership, MEMBERSHIP_JOIN)
    .where(StoredBrowserSession.token_hash == bindparam("token_hash"))
    .order_by(StoredMembership.position)
)
_TOUCH = (
    update(StoredBrowserSession)
    .where(StoredBrowserSession.token_hash == bindparam("touched"))
    .values(last_seen_at=bindparam("now"))
)


class BrowserSessionRepository:
    """Satisfies the port of `idp`."""

    def __init__(self, transaction: Transaction, configuration: ConfigurationReader) -> None:
        self._transaction = transaction
        self._configuration = configuration

    def add(self, row: BrowserSessionRow) -> None:
        values = {name: getattr(row, name) for name in BrowserSessionRow.__slots__}
        self._transaction.write(insert(StoredBrowserSession), values)

    def find(self, token_hash: str) -> tuple[BrowserSessionRow, Person] | None:
        rows = self._transaction.fetch(_FIND, {"token_hash": token_hash})
        if not rows:
            return None
        if self._transaction.revision is None:
            self._transaction.revision = rows[0][len(_SESSION_COLUMNS)]
        person = build_person(rows, self._configuration.snapshot().member_of)
        return BrowserSessionRow(*rows[0][: len(_SESSION_COLUMNS)]), person

    def list_of(self, subject_id: str) -> tuple[BrowserSessionRow, ...]:
        statement = (
            select(*_SESSION_COLUMNS)
            .where(StoredBrowserSession.subject_id == subject_id)
            .order_by(StoredBrowserSession.authenticated_at, StoredBrowserSession.handle)
        )
        return tuple(BrowserSessionRow(*row) for row in self._transaction.read(statement))

    def touch(self, token_hash: str, now: datetime) -> None:
        self._transaction.write(_TOUCH, {"touched": token_hash, "now": now})

    def remove(self, token_hash: str) -> None:
        self._remove(StoredBrowserSession.token_hash == token_hash)

    def remove_handle(self, subject_id: str, handle: str) -> bool:
        mine = StoredBrowserSession.subject_id == subject_id
        return bool(self._remove(mine, StoredBrowserSession.handle == handle))

    def remove_all(self, subject_id: str, except_token_hash: str | None = None) -> int:
        conditions = [StoredBrowserSession.subject_id == subject_id]
        if except_token_hash is not None:
            conditions.append(StoredBrowserSession.token_hash != except_token_hash)
        return self._remove(*conditions)

    def remove_expired(self, now: datetime) -> int:
        return self._remove(StoredBrowserSession.expires_at <= now)

    def _remove(self, *conditions: ColumnElement[bool]) -> int:
        statement = delete(StoredBrowserSession).where(*conditions)
        return self._transaction.write(statement).rowcount
