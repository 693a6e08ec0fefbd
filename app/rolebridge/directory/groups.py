"""Nested groups: from the groups somebody was put into to all the groups they are in."""

from collections import deque
from collections.abc import Iterable, Mapping

from rolebridge.directory.people import GroupMembership


def resolve_memberships(
    direct: Iterable[str], member_of: Mapping[str, tuple[str, ...]]
) -> tuple[GroupMembership, ...]:
    """Every group once, by its shortest way, nearest first.

    `member_of` names the groups that a group is nested in. A cycle ends where it began, because
    a group is visited once; among ways of one length the order of the file decides.
    """
    queue: deque[tuple[str, tuple[str, ...]]] = deque((name, (name,)) for name in direct)
    found: dict[str, GroupMembership] = {}
    while queue:
        name, path = queue.popleft()
        if name not in found:
            found[name] = GroupMembership(name, path)
            queue.extend((parent, (*path, parent)) for parent in member_of.get(name, ()))
    return tuple(found.values())
