"""Accounts with everything in them: all of them, or one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from rolebridge.federation.account import AccountEntry
from rolebridge.federation.completion import Completion
from rolebridge.federation.trust_principals import (
    forget_principal_ids,
    keep_principal_ids,
    list_named_accounts,
    pin_principals,
)
from rolebridge.store.models import Base, StoredAccessKey, StoredAccount
from rolebridge.store.organisation.account_entries import TABLES, Rows, build_entry
from rolebridge.store.organisation.account_rows import build_rows
from rolebridge.store.organisation.rows import Row, group_rows, read_rows, write_rows
from rolebridge.store.transaction import Transaction

# More accounts than this are found as fast by reading all of them.
_MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class _Present:
    """An account as it is stored."""

    row: Row
    rows: Rows
    entry: AccountEntry


def read_accounts(
    transaction: Transaction, only: Collection[str] | None = None
) -> tuple[AccountEntry, ...]:
    """All accounts in their order, or those with one of these ids."""
    return tuple(present.entry for present in _read(transaction, only).values())


def list_account_revisions(transaction: Transaction) -> dict[str, int]:
    """The ids of all accounts in their order, each with the revision that changed it last."""
    return {row.id: row.changed_revision for row in transaction.read(_REVISIONS)}


_REVISIONS = select(StoredAccount.id, StoredAccount.changed_revision).order_by(
    StoredAccount.position
)


def write_accounts(
    transaction: Transaction,
    accounts: tuple[AccountEntry, ...],
    completion: Completion,
    revision: int,
) -> None:
    """Make the accounts these. What belongs to one that goes, access keys included, goes too."""
    present = _read(transaction)
    completed = []
    for account in accounts:
        stored = present[account.id].entry if account.id in present else None
        complete = completion.complete(account, stored)
        completed.append(keep_principal_ids(forget_principal_ids(complete, stored), stored))
    principals = _list_principals(completed)
    target = [pin_principals(account, principals) for account in completed]
    rows = [
        _build_row(account, position, present.get(account.id), revision)
        for position, account in enumerate(target)
    ]
    was = [each.row for each in present.values()]
    write_rows(transaction, StoredAccount, rows, present=was, frees="alias")
    _write_contents(transaction, target, present, revision)


def write_account(
    transaction: Transaction, account: AccountEntry, completion: Completion, revision: int
) -> AccountEntry:
    """Make one account this, a new one the last of all; gives it complete."""
    present = _read(transaction, (account.id,))
    before = present.get(account.id)
    stored = before.entry if before else None
    complete = forget_principal_ids(completion.complete(account, stored), stored)
    named = list_named_accounts(complete) - {account.id}
    others = read_accounts(transaction, named) if named else ()
    target = pin_principals(complete, _list_principals((*others, complete)))
    position = before.row["position"] if before else _read_next_position(transaction)
    row = _build_row(target, position, before, revision)
    write_rows(transaction, StoredAccount, [row], present=[before.row] if before else [])
    _write_contents(transaction, [target], present, revision)
    return target


def _read(transaction: Transaction, only: Collection[str] | None = None) -> dict[str, _Present]:
    if only is not None and len(only) > _MOST_NAMED:
        return {number: each for number, each in _read(transaction).items() if number in only}
    named = None if only is None else ("id", only)
    accounts = read_rows(transaction, StoredAccount, only=named)
    named = None if only is None else ("account_id", only)
    contents = {
        table: group_rows(read_rows(transaction, table, "account_id", only=named), "account_id")
        for table in TABLES
    }
    found = {}
    for row in accounts:
        rows = {table: of_account(row["id"]) for table, of_account in contents.items()}
        found[row["id"]] = _Present(row, rows, build_entry(row, rows))
    return found


def _list_principals(accounts: Iterable[AccountEntry]) -> dict[str, str]:
    return dict(pair for account in accounts for pair in account.list_principals())


def _read_next_position(transaction: Transaction) -> int:
    next_one = select(func.coalesce(func.max(StoredAccount.position) + 1, 0))
    return int(transaction.read(next_one).scalar_one())


def _build_row(account: AccountEntry, position: int, before: _Present | None, revision: int) -> Row:
    row = {
        "id": account.id,
        "position": position,
        "alias": account.alias,
        "partition": account.partition,
        "changed_revision": before.row["changed_revision"] if before else revision,
    }
    named = ("alias", "partition")
    if before and any(row[name] != before.row[name] for name in named):
        row["changed_revision"] = revision
    return row


def _write_contents(
    transaction: Transaction,
    accounts: Collection[AccountEntry],
    present: dict[str, _Present],
    revision: int,
) -> None:
    """Everything in the accounts; those that change are given the revision."""
    wanted = [build_rows(account) for account in accounts]
    stored = [present[account.id].rows for account in accounts if account.id in present]
    changed: set[str] = set()
    for table in TABLES:
        changes = write_rows(
            transaction,
            table,
            _join(table, wanted),
            present=_join(table, stored),
        )
        changed |= changes.list_values("account_id")
    if changed:
        _mark_changed(transaction, changed, revision)
        for account in accounts:
            if account.id in present and account.id in changed:
                _rename_keys(transaction, account, present[account.id].entry)


def _join(table: type[Base], accounts: Iterable[Rows]) -> list[Row]:
    return [row for rows in accounts for row in rows[table]]


def _mark_changed(transaction: Transaction, accounts: set[str], revision: int) -> None:
    this_one = StoredAccount.id == bindparam("account")
    change = update(StoredAccount).where(this_one).values(changed_revision=revision)
    transaction.write(change, [{"account": account} for account in sorted(accounts)])


def _rename_keys(transaction: Transaction, account: AccountEntry, before: AccountEntry) -> None:
    """The access keys of a user who is called otherwise now say so."""
    old = {user.unique_id: before.user_arn(user) for user in before.users}
    for user in account.users:
        arn = account.user_arn(user)
        if old.get(user.unique_id, arn) != arn:
            of_user = StoredAccessKey.user_id == user.unique_id
            transaction.write(update(StoredAccessKey).where(of_user).values(principal_arn=arn))
