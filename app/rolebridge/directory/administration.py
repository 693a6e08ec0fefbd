"""What an administrator does to people, as values, refusals and a port."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rolebridge.directory.people import Person
from rolebridge.directory.ports import PeopleRepository
from rolebridge.errors import RolebridgeError


class UsernameTaken(RolebridgeError):
    """The directory has somebody of that name; upper and lower case are one."""

    code = "username_taken"

    def __init__(self, username: str) -> None:
        super().__init__(f"There is a person named {username!r} already.")
        self.username = username


class PersonUnknown(RolebridgeError):
    """The directory has nobody of that name."""

    code = "person_unknown"

    def __init__(self, username: str) -> None:
        super().__init__(f"There is no person named {username!r}.")
        self.username = username


class GroupUnknown(RolebridgeError):
    """The directory has no such group."""

    code = "group_unknown"

    def __init__(self, group: str) -> None:
        super().__init__(
            f"There is no group named {group!r}. Groups are made by the federation file."
        )
        self.group = group


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be added, without a credential."""

    username: str
    display_name: str
    email: str | None = None
    groups: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class AdministeredPeople(PeopleRepository, Protocol):
    """People, with what only an administrator may do."""

    def list_people(self) -> tuple[Person, ...]:
        """Everybody, in the order of the federation file and of being added."""
        ...

    def add_person(self, new: NewPerson) -> Person:
        """Raises UsernameTaken or GroupUnknown."""
        ...

    def set_disabled(self, subject_id: str, *, is_disabled: bool) -> None:
        """Disabling ends the person's sessions."""
        ...

    def set_initial_token_hash(self, subject_id: str, token_hash: str) -> None:
        """Replace password or token; the person's sessions end."""
        ...

    def set_groups(self, subject_id: str, groups: tuple[str, ...]) -> None:
        """Make these the groups that the person is put into. Raises GroupUnknown."""
        ...
