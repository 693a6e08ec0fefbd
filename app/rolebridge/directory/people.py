"""A person as the directory knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GroupMembership:
    """One group a person is in, with the way there: `path` runs from the direct group to this."""

    name: str
    path: tuple[str, ...]

    @property
    def is_direct(self) -> bool:
        """Whether the person was put into the group itself."""
        return len(self.path) == 1


@dataclass(frozen=True, slots=True)
class Person:
    """A corporate user with everything that mapping and issuing may read.

    `subject_id` is the stable opaque id that pairwise NameIDs are derived from; it survives a
    change of username. `memberships` holds nested groups too, each once, nearest path first.
    """

    subject_id: str
    username: str
    display_name: str
    email: str | None = None
    is_disabled: bool = False
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    memberships: tuple[GroupMembership, ...] = ()

    @property
    def groups(self) -> frozenset[str]:
        """The names of all groups, direct and nested."""
        return frozenset(membership.name for membership in self.memberships)
