"""People by name or by subject, with their groups; and what an administrator does to them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update

from rolebridge.directory.administration import GroupUnknown, NewPerson, UsernameTaken
from rolebridge.directory.groups import resolve_memberships
from rolebridge.directory.names import canonicalise_username
from rolebridge.directory.people import Person
from rolebridge.directory.ports import PasswordRecord
from rolebridge.ids import IdSource
from rolebridge.store.configuration import ConfigurationReader
from rolebridge.store.inserts import INSERT
from rolebridge.store.models import (
    StoredBrowserSession,
    StoredGroup,
    StoredMembership,
    StoredPerson,
)
from rolebridge.store.organisation.people import mint_subject_id
from rolebridge.store.transaction import Transaction

# A person is read as one row for each group they were put into (one without a group for none), so
# that one statement is enough. `build_person` reads these columns from the end of each row.
PERSON_COLUMNS = (
    StoredPerson.subject_id,
    StoredPerson.username,
    StoredPerson.display_name,
    StoredPerson.email,
    StoredPerson.is_disabled,
    StoredPerson.attributes,
    StoredMembership.group_name,
)
MEMBERSHIP_JOIN = StoredMembership.subject_id == StoredPerson.subject_id


def _select_people(*more: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*more, *PERSON_COLUMNS)
        .select_from(StoredPerson)
        .outerjoin(StoredMembership, MEMBERSHIP_JOIN)
        .order_by(StoredPerson.position, StoredPerson.subject_id, StoredMembership.position)
    )


_BY_NAME = _select_people(StoredPerson.password_hash, StoredPerson.initial_token_hash).where(
    StoredPerson.canonical_username == bindparam("canonical_username")
)
_BY_SUBJECT = _select_people().where(StoredPerson.subject_id == bindparam("subject_id"))
_ALL = _select_people()


def build_person(rows: Sequence[Sequence[Any]], member_of: Any) -> Person:
    """The person of rows that end with PERSON_COLUMNS."""
    subject_id, username, display_name, email, is_disabled, attributes, _ = rows[0][-7:]
    direct = [row[-1] for row in rows if row[-1] is not None]
    return Person(
        subject_id=subject_id,
        username=username,
        display_name=display_name,
        email=email,
        is_disabled=is_disabled,
        attributes={name: tuple(values) for name, values in attributes.items()},
        memberships=resolve_memberships(direct, member_of),
    )


class PeopleRepository:
    """Satisfies the directory's ports for people and for administering them."""

    def __init__(
        self, transaction: Transaction, configuration: ConfigurationReader, ids: IdSource
    ) -> None:
        self._transaction = transaction
        self._configuration = configuration
        self._ids = ids

    def find_person(self, username: str) -> Person | None:
        record = self.find_password_record(username)
        return record.person if record else None

    def find_person_by_subject(self, subject_id: str) -> Person | None:
        rows = self._transaction.read(_BY_SUBJECT, {"subject_id": subject_id}).all()
        return self._build(rows) if rows else None

    def find_password_record(self, username: str) -> PasswordRecord | None:
        canonical = canonicalise_username(username)
        rows = self._transaction.read(_BY_NAME, {"canonical_username": canonical}).all()
        if not rows:
            return None
        password_hash, initial_token_hash = rows[0][:2]
        return PasswordRecord(self._build(rows), password_hash, initial_token_hash)

    def set_password_hash(self, subject_id: str, password_hash: str) -> None:
        self._set(subject_id, password_hash=password_hash, initial_token_hash=None)

    def set_initial_token_hash(self, subject_id: str, token_hash: str) -> None:
        self._set(subject_id, password_hash=None, initial_token_hash=token_hash)
        self._end_sessions(subject_id)

    def set_disabled(self, subject_id: str, *, is_disabled: bool) -> None:
        self._set(subject_id, is_disabled=is_disabled)
        if is_disabled:
            self._end_sessions(subject_id)

    def list_people(self) -> tuple[Person, ...]:
        people: dict[str, list[Row[*tuple[Any, ...]]]] = {}
        for row in self._transaction.read(_ALL):
            people.setdefault(row.subject_id, []).append(row)
        return tuple(self._build(rows) for rows in people.values())

    def add_person(self, new: NewPerson) -> Person:
        subject_id = mint_subject_id(self._ids)
        last = select(func.coalesce(func.max(StoredPerson.position) + 1, 0)).scalar_subquery()
        row = {
            "subject_id": subject_id,
            "position": last,
            "username": new.username,
            "canonical_username": canonicalise_username(new.username),
            "display_name": new.display_name,
            "email": new.email,
            "is_disabled": False,
            "attributes": {name: list(values) for name, values in new.attributes.items()},
        }
        insertion = INSERT[self._transaction.dialect_name](StoredPerson).values(row)
        insertion = insertion.on_conflict_do_nothing().returning(StoredPerson.subject_id)
        if self._transaction.write(insertion).one_or_none() is None:
            raise UsernameTaken(new.username)
        self.set_groups(subject_id, new.groups)
        person = self.find_person_by_subject(subject_id)
        assert person is not None  # noqa: S101  (it was inserted above; for mypy)
        return person

    def set_groups(self, subject_id: str, groups: tuple[str, ...]) -> None:
        known = set(self._transaction.read(select(StoredGroup.name)).scalars())
        for group in groups:
            if group not in known:
                raise GroupUnknown(group)
        mine = StoredMembership.subject_id == subject_id
        self._transaction.write(delete(StoredMembership).where(mine))
        rows = [
            {"subject_id": subject_id, "group_name": group, "position": position}
            for position, group in enumerate(dict.fromkeys(groups))
        ]
        if rows:
            self._transaction.write(insert(StoredMembership), rows)

    def _build(self, rows: Sequence[Sequence[Any]]) -> Person:
        return build_person(rows, self._configuration.snapshot().member_of)

    def _set(self, subject_id: str, **values: Any) -> None:
        of_person = StoredPerson.subject_id == subject_id
        self._transaction.write(update(StoredPerson).where(of_person).values(**values))

    def _end_sessions(self, subject_id: str) -> None:
        sessions = StoredBrowserSession.subject_id == subject_id
        self._transaction.write(delete(StoredBrowserSession).where(sessions))
