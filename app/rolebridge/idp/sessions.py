"""Signed-in browsers: found by a token that only the browser has, ended by hand or by time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock
from rolebridge.directory.people import Person
from rolebridge.idp.ports import BrowserSession, BrowserSessionRow, UnitOfWork
from rolebridge.ids import hash_token

IDLE = timedelta(minutes=30)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BrowserSessions:
    """The sessions of this identity provider. `idle` ends one that is not used for so long."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    idle: timedelta = IDLE
    touch_every: timedelta = TOUCH_EVERY

    def find(self, token: str) -> BrowserSession | None:
        """The live session of a token, with its person as the directory has them now."""
        now, token_hash = self.clock(), hash_token(token)
        with self.unit_of_work() as work:
            found = work.sessions.find(token_hash)
            if found is None:
                return None
            row, person = found
            if person.is_disabled or not self._is_live(row, now):
                return None
            if now - row.last_seen_at >= self.touch_every:
                work.sessions.touch(token_hash, now)
                work.commit()
        return _build_session(row, person)

    def list_of(self, subject_id: str) -> tuple[BrowserSession, ...]:
        """A person's live sessions, the one used last first."""
        now = self.clock()
        with self.unit_of_work() as work:
            person = work.people.find_person_by_subject(subject_id)
            rows = work.sessions.list_of(subject_id)
        if person is None:
            return ()
        live = [row for row in rows if self._is_live(row, now)]
        live.sort(key=lambda row: row.last_seen_at, reverse=True)
        return tuple(_build_session(row, person) for row in live)

    def revoke(self, subject_id: str, handle: str, origin: Origin) -> bool:
        """End a person's session by its handle; False where there is none such."""
        now = self.clock()
        with self.unit_of_work() as work:
            person = work.people.find_person_by_subject(subject_id)
            ended = work.sessions.remove_handle(subject_id, handle)
            if ended:
                name = person.username if person else None
                work.audit.record(_ended(Action.SESSION_REVOKE, now, origin, name, handle))
                work.commit()
        return ended

    def sign_out(self, token: str, origin: Origin) -> None:
        """End the session of a token; nothing happens where there is none."""
        now, token_hash = self.clock(), hash_token(token)
        with self.unit_of_work() as work:
            found = work.sessions.find(token_hash)
            if found is None:
                return
            row, person = found
            work.sessions.remove(token_hash)
            work.audit.record(_ended(Action.SIGN_OUT, now, origin, person.username, row.handle))
            work.commit()

    def _is_live(self, row: BrowserSessionRow, now: datetime) -> bool:
        return now < row.expires_at and now - row.last_seen_at < self.idle


def _build_session(row: BrowserSessionRow, person: Person) -> BrowserSession:
    return BrowserSession(
        handle=row.handle,
        person=person,
        authenticated_at=row.authenticated_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        source_address=row.source_address,
        user_agent=row.user_agent,
    )


def _ended(action: Action, now: datetime, origin: Origin, person: str | None, handle: str) -> Event:
    return Event(
        at=now,
        action=action,
        outcome=Outcome.SUCCESS,
        origin=origin,
        person=person,
        target=handle,
    )
