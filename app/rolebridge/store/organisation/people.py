"""People with their groups and credentials."""

from typing import Any

from sqlalchemy import delete, select

from rolebridge.directory.names import canonicalise_username
from rolebridge.federation.organisation import PersonEntry
from rolebridge.ids import IdSource
from rolebridge.store.models import StoredBrowserSession, StoredMembership, StoredPerson
from rolebridge.store.organisation.rows import Row, RowChanges, group_rows, read_rows, write_rows
from rolebridge.store.transaction import Transaction

_SUBJECT_BYTES = 16


def mint_subject_id(ids: IdSource) -> str:
    """A new opaque id of a person; it says nothing and never changes."""
    return ids.random_bytes(_SUBJECT_BYTES).hex()


def read_people(transaction: Transaction) -> tuple[PersonEntry, ...]:
    """All people in their order, credentials included: for export."""
    groups = group_rows(read_rows(transaction, StoredMembership, "subject_id"), "subject_id")
    return tuple(
        PersonEntry(
            username=row["username"],
            display_name=row["display_name"],
            email=row["email"],
            disabled=row["is_disabled"],
            groups=tuple(group["group_name"] for group in groups(row["subject_id"])),
            attributes={name: tuple(values) for name, values in row["attributes"].items()},
            password_hash=row["password_hash"],
            initial_token_hash=row["initial_token_hash"],
        )
        for row in read_rows(transaction, StoredPerson)
    )


def write_people(transaction: Transaction, people: tuple[PersonEntry, ...], ids: IdSource) -> None:
    """Make the people these. A name that stays, however it is written, stays the same person.

    An entry with neither hash nor token leaves the person's credential as it is: people change
    their passwords, and a file that is silent about them must not take that back. Sessions end
    with a person who goes, is disabled, or is given another credential.
    """
    present = {row["canonical_username"]: row for row in transaction.read(_CREDENTIALS).mappings()}
    rows = []
    for position, person in enumerate(people):
        before = present.get(canonicalise_username(person.username))
        rows.append(
            {
                "subject_id": before["subject_id"] if before else mint_subject_id(ids),
                "position": position,
                **_as_row(person),
                **_credential(person, before),
            }
        )
    changes = write_rows(transaction, StoredPerson, rows)
    _write_memberships(transaction, people, rows)
    _end_sessions(transaction, changes)


_CREDENTIALS = select(
    StoredPerson.subject_id,
    StoredPerson.canonical_username,
    StoredPerson.password_hash,
    StoredPerson.initial_token_hash,
)


def _as_row(person: PersonEntry) -> Row:
    return {
        "username": person.username,
        "canonical_username": canonicalise_username(person.username),
        "display_name": person.display_name,
        "email": person.email,
        "is_disabled": person.disabled,
        "attributes": {name: list(values) for name, values in person.attributes.items()},
    }


def _credential(person: PersonEntry, before: Any) -> Row:
    source = before
    if before is None or person.password_hash or person.initial_token_hash:
        source = {
            "password_hash": person.password_hash,
            "initial_token_hash": person.initial_token_hash,
        }
    return {name: source[name] for name in ("password_hash", "initial_token_hash")}


def _write_memberships(
    transaction: Transaction, people: tuple[PersonEntry, ...], rows: list[Row]
) -> None:
    write_rows(
        transaction,
        StoredMembership,
        [
            {"subject_id": row["subject_id"], "group_name": group, "position": position}
            for person, row in zip(people, rows, strict=True)
            for position, group in enumerate(person.groups)
        ],
    )


def _end_sessions(transaction: Transaction, changes: RowChanges) -> None:
    ended = [
        after["subject_id"]
        for before, after in changes.updated
        if after["is_disabled"] or after["password_hash"] != before["password_hash"]
    ]
    for subject_id in ended:
        sessions = StoredBrowserSession.subject_id == subject_id
        transaction.write(delete(StoredBrowserSession).where(sessions))
