"""Signing in with name and password: a new session, or one text for every cause of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock
from rolebridge.directory import authenticate
from rolebridge.directory.authenticate import Authentication, MustSetPassword
from rolebridge.directory.lockout import LockoutPolicy, SignInThrottled
from rolebridge.directory.passwords import Passwords
from rolebridge.directory.people import Person
from rolebridge.errors import RolebridgeError
from rolebridge.idp.ports import BrowserSessionRow, UnitOfWork
from rolebridge.ids import IdSource, hash_token, new_token

__all__ = ["MustSetPassword", "SignIn", "SignInRefused", "SignInThrottled", "SignedIn"]

LIFETIME = timedelta(hours=12)
_TOKEN_BYTES = 32
_HANDLE_BYTES = 9
_LONGEST_USER_AGENT = 512


class SignInRefused(RolebridgeError):
    """Name and password do not belong together. It says nothing about which of them is wrong."""

    code = "sign_in_refused"

    def __init__(self) -> None:
        super().__init__("The user name or password is not correct.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session's token, for the browser alone, and whose it is."""

    token: str
    person: Person


@dataclass(frozen=True, slots=True)
class SignIn:
    """The use case. `lifetime` ends a session however much it is used."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    passwords: Passwords
    policy: LockoutPolicy = field(default_factory=LockoutPolicy)
    lifetime: timedelta = LIFETIME

    def __call__(self, username: str, password: str, origin: Origin) -> SignedIn:
        """Sign somebody in: a session of its own for each sign-in, never an old one renewed.

        Raises SignInRefused, SignInThrottled or, for a one-time token, MustSetPassword.
        """
        now = self.clock()
        return self._enter(
            lambda door: door.authenticate(username, password, origin.source_address, now),
            origin,
            now,
        )

    def set_initial_password(
        self, username: str, token: str, new_password: str, origin: Origin
    ) -> SignedIn:
        """Choose the first password with a one-time token, and be signed in.

        Raises PasswordRefused, SignInRefused or SignInThrottled.
        """
        now = self.clock()
        return self._enter(
            lambda door: door.set_initial_password(
                username, token, new_password, origin.source_address, now
            ),
            origin,
            now,
        )

    def change_password(self, token: str, current: str, new: str, origin: Origin) -> None:
        """Replace the password of whoever holds this session and end their other sessions.

        Raises PasswordRefused, SignInRefused or SignInThrottled.
        """
        now, token_hash = self.clock(), hash_token(token)
        with self.unit_of_work() as work:
            found = work.sessions.find(token_hash)
            if found is None or found[0].expires_at <= now:
                raise SignInRefused
            person = found[1]
            try:
                door = self._door(work)
                door.change_password(person, current, new, origin.source_address, now)
            except (authenticate.SignInRefused, SignInThrottled) as refusal:
                _conclude_refused(work, Action.PASSWORD_CHANGE, refusal, origin, now)
            ended = work.sessions.remove_all(person.subject_id, except_token_hash=token_hash)
            event = Event(
                at=now,
                action=Action.PASSWORD_CHANGE,
                outcome=Outcome.SUCCESS,
                origin=origin,
                person=person.username,
                facts={"sessions_ended": str(ended)},
            )
            work.audit.record(event)
            work.commit()

    def _enter(
        self, attempt: Callable[[Authentication], Person], origin: Origin, now: datetime
    ) -> SignedIn:
        with self.unit_of_work() as work:
            try:
                person = attempt(self._door(work))
            except (authenticate.SignInRefused, SignInThrottled, MustSetPassword) as refusal:
                _conclude_refused(work, Action.SIGN_IN, refusal, origin, now)
            token = self._open_session(work, person, origin, now)
            work.commit()
        return SignedIn(token, person)

    def _door(self, work: UnitOfWork) -> Authentication:
        return Authentication(work.people, work.throttles, self.passwords, self.policy)

    def _open_session(self, work: UnitOfWork, person: Person, origin: Origin, now: datetime) -> str:
        token = new_token(self.ids, _TOKEN_BYTES)
        row = BrowserSessionRow(
            token_hash=hash_token(token),
            handle=new_token(self.ids, _HANDLE_BYTES),
            subject_id=person.subject_id,
            authenticated_at=now,
            last_seen_at=now,
            expires_at=now + self.lifetime,
            source_address=origin.source_address,
            user_agent=origin.user_agent[:_LONGEST_USER_AGENT],
        )
        work.sessions.remove_expired(now)
        work.sessions.add(row)
        work.audit.record(
            Event(
                at=now,
                action=Action.SIGN_IN,
                outcome=Outcome.SUCCESS,
                origin=origin,
                person=person.username,
                target=row.handle,
            )
        )
        return token


def _conclude_refused(
    work: UnitOfWork,
    action: Action,
    refusal: authenticate.SignInRefused | SignInThrottled | MustSetPassword,
    origin: Origin,
    now: datetime,
) -> NoReturn:
    """Commit the counters with the audit row, and raise what the caller may see.

    A name that nobody has is not recorded: people type passwords into the name field.
    """
    person = None if isinstance(refusal, SignInThrottled) else refusal.person
    is_plain = isinstance(refusal, authenticate.SignInRefused)
    event = Event(
        at=now,
        action=action,
        outcome=Outcome.REFUSED,
        origin=origin,
        person=person.username if person else None,
        reason=refusal.detail if is_plain else refusal.code,
    )
    work.audit.record(event)
    work.commit()
    raise (SignInRefused() if is_plain else refusal) from None
