"""Groups and their nesting."""

from rolebridge.federation.organisation import GroupEntry
from rolebridge.store.models import StoredGroup, StoredGroupNesting
from rolebridge.store.organisation.rows import group_rows, read_rows, write_rows
from rolebridge.store.transaction import Transaction


def read_groups(transaction: Transaction) -> tuple[GroupEntry, ...]:
    """All groups in their order."""
    nestings = group_rows(read_rows(transaction, StoredGroupNesting, "group_name"), "group_name")
    return tuple(
        GroupEntry(
            name=row["name"],
            description=row["description"],
            member_of=tuple(nesting["parent_name"] for nesting in nestings(row["name"])),
        )
        for row in read_rows(transaction, StoredGroup)
    )


def write_groups(transaction: Transaction, groups: tuple[GroupEntry, ...]) -> None:
    """Make the groups these. Whoever was in a group that goes is in it no longer."""
    write_rows(
        transaction,
        StoredGroup,
        [
            {"name": group.name, "position": position, "description": group.description}
            for position, group in enumerate(groups)
        ],
    )
    write_rows(
        transaction,
        StoredGroupNesting,
        [
            {"group_name": group.name, "parent_name": parent, "position": position}
            for group in groups
            for position, parent in enumerate(group.member_of)
        ],
    )
