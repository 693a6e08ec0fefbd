"""Roles with their policies and tags."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.ids import IdSource, new_aws_id
from rolebridge.store.models import (
    StoredAttachedPolicy,
    StoredInlinePolicy,
    StoredRole,
    StoredRoleTag,
)
from rolebridge.store.organisation.rows import Row, group_rows, read_rows, write_rows
from rolebridge.store.transaction import Transaction


def read_roles(transaction: Transaction) -> dict[str, tuple[RoleEntry, ...]]:
    """The roles of each account in their order, each with its unique id."""
    parts = (StoredInlinePolicy, StoredAttachedPolicy, StoredRoleTag)
    inline, attached, tags = (
        group_rows(read_rows(transaction, part, "role_id"), "role_id") for part in parts
    )
    of_account = group_rows(read_rows(transaction, StoredRole, "account_id"), "account_id")
    accounts = {row["account_id"] for row in transaction.read(_ACCOUNTS_WITH_ROLES).mappings()}
    return {
        account: tuple(_as_entry(row, inline, attached, tags) for row in of_account(account))
        for account in accounts
    }


_ACCOUNTS_WITH_ROLES = select(StoredRole.account_id).distinct()


def _as_entry(
    row: Row,
    inline: Callable[[str], list[Row]],
    attached: Callable[[str], list[Row]],
    tags: Callable[[str], list[Row]],
) -> RoleEntry:
    unique_id = row["unique_id"]
    return RoleEntry(
        name=row["name"],
        trust_policy=row["trust_policy"],
        path=row["path"],
        description=row["description"],
        max_session_duration=row["max_session_duration"],
        inline_policies={policy["name"]: policy["document"] for policy in inline(unique_id)},
        attached_policies=tuple(policy["policy_arn"] for policy in attached(unique_id)),
        tags={tag["key"]: tag["value"] for tag in tags(unique_id)},
        unique_id=unique_id,
    )


def write_roles(
    transaction: Transaction, accounts: tuple[AccountEntry, ...], ids: IdSource
) -> None:
    """Make the roles these. A role keeps its unique id while account, name and path stay.

    One that was deleted and comes back is another role, as in IAM: policies that name the old
    unique id do not match it.
    """
    present = {
        (row["account_id"], row["path"], row["name"]): row["unique_id"]
        for row in transaction.read(_IDENTITIES).mappings()
    }
    roles = [
        (present.get((account.id, role.path, role.name)), account.id, position, role)
        for account in accounts
        for position, role in enumerate(account.roles)
    ]
    identified = [
        (unique_id or new_aws_id("AROA", account, ids), account, position, role)
        for unique_id, account, position, role in roles
    ]
    write_rows(
        transaction,
        StoredRole,
        [_as_row(*identity_and_role) for identity_and_role in identified],
    )
    entries = [(unique_id, role) for unique_id, _, _, role in identified]
    write_rows(transaction, StoredInlinePolicy, list(_inline_rows(entries)))
    write_rows(transaction, StoredAttachedPolicy, list(_attached_rows(entries)))
    write_rows(transaction, StoredRoleTag, list(_tag_rows(entries)))


_IDENTITIES = select(StoredRole.account_id, StoredRole.path, StoredRole.name, StoredRole.unique_id)


def _as_row(unique_id: str, account: str, position: int, role: RoleEntry) -> Row:
    return {
        "unique_id": unique_id,
        "account_id": account,
        "name": role.name,
        "path": role.path,
        "position": position,
        "description": role.description,
        "trust_policy": role.trust_policy,
        "max_session_duration": role.max_session_duration,
    }


def _inline_rows(entries: list[tuple[str, RoleEntry]]) -> Iterator[Row]:
    for unique_id, role in entries:
        for position, (name, document) in enumerate(role.inline_policies.items()):
            yield {
                "role_id": unique_id,
                "name": name,
                "position": position,
                "document": document,
            }


def _attached_rows(entries: list[tuple[str, RoleEntry]]) -> Iterator[Row]:
    for unique_id, role in entries:
        for position, arn in enumerate(role.attached_policies):
            yield {"role_id": unique_id, "policy_arn": arn, "position": position}


def _tag_rows(entries: list[tuple[str, RoleEntry]]) -> Iterator[Row]:
    for unique_id, role in entries:
        for position, (key, value) in enumerate(role.tags.items()):
            yield {"role_id": unique_id, "key": key, "position": position, "value": value}
