"""Rows to start from, for tests of the store."""

from datetime import datetime, timedelta

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.federation.organisation import GroupEntry, Organisation, PersonEntry
from rolebridge.idp.ports import BrowserSessionRow, SignInRequest

ALICE = PersonEntry(
    username="alice",
    display_name="Alice Adams",
    email="alice@example.com",
    groups=("platform",),
    attributes={"department": ("Platform", "On call")},
    password_hash="$argon2id$of-alice",
)
BOB = PersonEntry(username="bob", display_name="Bob Brown", initial_token_hash="of-bob")
GROUPS = (GroupEntry("platform", member_of=("engineering",)), GroupEntry("engineering"))


def write(store, **sections) -> None:
    """Commit sections of an organisation."""
    with store.unit_of_work() as unit:
        unit.organisation.write_organisation(Organisation(**sections))
        unit.commit()


def write_people(store, *people: PersonEntry, groups=GROUPS) -> None:
    write(store, groups=groups, people=people or (ALICE, BOB))


def read(store, *, with_people: bool = True) -> Organisation:
    with store.unit_of_work() as unit:
        return unit.organisation.read_organisation(with_people=with_people)


def find_person(store, username: str):
    with store.unit_of_work() as unit:
        return unit.people.find_person(username)


def make_session(subject_id: str, now: datetime, name: str = "1", **more) -> BrowserSessionRow:
    values = {
        "token_hash": f"token-{name}",
        "handle": f"handle-{name}",
        "subject_id": subject_id,
        "authenticated_at": now,
        "last_seen_at": now,
        "expires_at": now + timedelta(hours=12),
        "source_address": "192.0.2.1",
        "user_agent": "Browser/1.0",
    }
    return BrowserSessionRow(**values | more)


def make_request(now: datetime, **more) -> SignInRequest:
    values = {
        "service_provider": "https://wiki.example.com/saml",
        "acs_location": "https://wiki.example.com/acs",
        "received_at": now,
    }
    return SignInRequest(**values | more)


def make_event(now: datetime, **more) -> Event:
    values = {
        "at": now,
        "action": Action.SIGN_IN,
        "outcome": Outcome.SUCCESS,
        "origin": Origin("request-1", "192.0.2.1", "Browser/1.0"),
        "person": "alice",
    }
    return Event(**values | more)
