"""What an administrator does to people. Each change is one transaction with its audit row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock
from rolebridge.directory.administration import AdministeredPeople, NewPerson, PersonUnknown
from rolebridge.directory.names import validate_username
from rolebridge.directory.passwords import (
    Passwords,
    hash_initial_token,
    mint_initial_token,
    validate_new_password,
)
from rolebridge.directory.people import Person
from rolebridge.idp.ports import UnitOfWork
from rolebridge.ids import IdSource


class PeopleUnitOfWork(UnitOfWork, Protocol):
    """One transaction in which people can be administered."""

    @property
    def people(self) -> AdministeredPeople: ...


@dataclass(frozen=True, slots=True)
class AddedPerson:
    """Somebody new, and the one-time token that stands in for a password until one is chosen."""

    person: Person
    token: str

    def __repr__(self) -> str:
        return f"AddedPerson({self.person.username!r})"


@dataclass(frozen=True, slots=True)
class PeopleAdministration:
    """The use cases. Names that nobody has raise PersonUnknown.

    `passwords` makes the hasher when a password is set: making one takes as long as a hash.
    """

    unit_of_work: Callable[[], PeopleUnitOfWork]
    clock: Clock
    ids: IdSource
    passwords: Callable[[], Passwords]

    def list_people(self) -> tuple[Person, ...]:
        """Everybody, with their groups."""
        with self.unit_of_work() as work:
            return work.people.list_people()

    def get_person(self, username: str) -> Person:
        """One person. Raises PersonUnknown."""
        with self.unit_of_work() as work:
            return _get(work, username)

    def add(self, new: NewPerson, origin: Origin) -> AddedPerson:
        """Add somebody with a one-time token.

        Raises UsernameRefused, UsernameTaken or GroupUnknown.
        """
        token = mint_initial_token(self.ids)
        with self.unit_of_work() as work:
            named = replace(new, username=validate_username(new.username))
            person = work.people.add_person(named)
            work.people.set_initial_token_hash(person.subject_id, hash_initial_token(token))
            facts = {"change": "add", "groups": ", ".join(new.groups)}
            self._conclude(work, person, facts, origin)
        return AddedPerson(person, token)

    def disable(self, username: str, origin: Origin) -> None:
        """Refuse sign-ins from now on, and end the person's sessions."""
        self._set_disabled(username, origin, is_disabled=True)

    def enable(self, username: str, origin: Origin) -> None:
        """Take sign-ins again."""
        self._set_disabled(username, origin, is_disabled=False)

    def issue_token(self, username: str, origin: Origin) -> str:
        """A new one-time token in place of password or token; the person's sessions end."""
        token = mint_initial_token(self.ids)
        with self.unit_of_work() as work:
            person = _get(work, username)
            work.people.set_initial_token_hash(person.subject_id, hash_initial_token(token))
            self._conclude(work, person, {"change": "token"}, origin)
        return token

    def set_password(self, username: str, password: str, origin: Origin) -> None:
        """Give the person this password; their sessions end. Raises PasswordRefused."""
        with self.unit_of_work() as work:
            person = _get(work, username)
            validate_new_password(password, person.username)
            work.people.set_password_hash(person.subject_id, self.passwords().mint_hash(password))
            ended = work.sessions.remove_all(person.subject_id)
            facts = {"change": "password", "sessions_ended": str(ended)}
            self._conclude(work, person, facts, origin)

    def change_groups(
        self, username: str, add: tuple[str, ...], remove: tuple[str, ...], origin: Origin
    ) -> Person:
        """Put the person into groups and take them out of others; gives the person as changed.

        Raises GroupUnknown.
        """
        with self.unit_of_work() as work:
            person = _get(work, username)
            direct = [m.name for m in person.memberships if m.is_direct and m.name not in remove]
            groups = tuple(dict.fromkeys([*direct, *add]))
            work.people.set_groups(person.subject_id, groups)
            facts = {"change": "groups", "groups": ", ".join(groups)}
            self._conclude(work, person, facts, origin)
        return self.get_person(username)

    def _set_disabled(self, username: str, origin: Origin, *, is_disabled: bool) -> None:
        with self.unit_of_work() as work:
            person = _get(work, username)
            work.people.set_disabled(person.subject_id, is_disabled=is_disabled)
            facts = {"change": "disable" if is_disabled else "enable"}
            self._conclude(work, person, facts, origin)

    def _conclude(
        self, work: PeopleUnitOfWork, person: Person, facts: Mapping[str, str], origin: Origin
    ) -> None:
        work.audit.record(
            Event(
                at=self.clock(),
                action=Action.PEOPLE_CHANGE,
                outcome=Outcome.SUCCESS,
                origin=origin,
                person=person.username,
                target=person.subject_id,
                facts=facts,
            )
        )
        work.commit()


def _get(work: PeopleUnitOfWork, username: str) -> Person:
    person = work.people.find_person(username)
    if person is None:
        raise PersonUnknown(username)
    return person
