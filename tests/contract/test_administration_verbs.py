"""`rolebridge people`, `keys` and `audit` over a home folder of their own."""

import json
import re
import shutil
import stat

import pytest
from click.testing import CliRunner

from rolebridge.access.seal import unseal_secret
from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.audit.follow import Follower
from rolebridge.audit.trail import NumberedEvent, TrailFilter
from rolebridge.bootstrap import initialise
from rolebridge.cli import rolebridge
from rolebridge.cli.audit import look_again, parse_since
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.organisation import GroupEntry, Organisation
from rolebridge.keys import KeyChangeRefused, RootKeyUnknown
from rolebridge.settings import Settings

PROD, DEV = "111122223333", "444455556666"
ORGANISATION = Organisation(
    name="Example Corp",
    groups=(GroupEntry("platform", member_of=("staff",)), GroupEntry("staff")),
    accounts=(AccountEntry(PROD, "example-prod"), AccountEntry(DEV, "example-dev", "aws-cn")),
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A home folder is slow to make; each test gets a copy."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    workplace = initialise(Settings.from_env({"ROLEBRIDGE_HOME": str(home)}))
    workplace.federation.apply_organisation(ORGANISATION, Origin("r"), source="test")
    workplace.close()
    return home


@pytest.fixture
def home(prepared, tmp_path):
    return shutil.copytree(prepared, tmp_path / "home")


@pytest.fixture
def open_home(home):
    opened = []

    def open_it():
        opened.append(initialise(Settings.from_env({"ROLEBRIDGE_HOME": str(home)})))
        return opened[-1]

    yield open_it
    for workplace in opened:
        workplace.close()


@pytest.fixture
def run(home):
    def run(*arguments, password=None, expect=0):
        env = {"ROLEBRIDGE_HOME": str(home), "ROLEBRIDGE_PASSWORD": password}
        result = CliRunner(env=env).invoke(rolebridge, arguments)
        if expect == 0 and result.exception:
            raise result.exception
        assert result.exit_code == expect, result.output
        return result.output

    return run


def test_a_person_is_added_listed_disabled_and_enabled(run):
    assert "nobody yet" in run("people", "list")
    added = run("people", "add", "zoë", "--group", "platform", "--attribute", "a=1", "--attribute", "a=2=x")  # fmt: skip
    assert re.search(r"^  [A-Za-z0-9_-]{27}$", added, re.MULTILINE)
    run("people", "add", "bob", "--display-name", "Bob Brown", "--email", "bob@example.com")
    run("people", "disable", "bob")
    assert run("people", "list") == "zoë  zoë                  platform\nbob  Bob Brown  disabled\n"
    zoe, bob = json.loads(run("people", "list", "--json"))
    assert zoe.pop("subject_id") != bob.pop("subject_id")
    assert zoe == {
        "username": "zoë",
        "display_name": "zoë",
        "email": None,
        "disabled": False,
        "groups": ["platform"],
        "nested_groups": ["staff"],
        "attributes": {"a": ["1", "2=x"]},
    }
    assert bob["disabled"]
    run("people", "enable", "bob")
    assert not json.loads(run("people", "list", "--json"))[1]["disabled"]


def test_groups_are_shown_with_their_way_and_changed(run):
    run("people", "add", "zoë")
    assert run("people", "groups", "zoë") == "zoë is in no group.\n"
    assert run("people", "groups", "zoë", "--add", "platform") == "platform\nplatform > staff\n"
    assert json.loads(run("people", "groups", "zoë", "--json")) == [
        {"name": "platform", "path": ["platform"]},
        {"name": "staff", "path": ["platform", "staff"]},
    ]
    out = run("people", "groups", "zoë", "--add", "staff", "--remove", "platform")
    assert out == "staff\n"


def test_a_password_comes_from_the_terminal_and_never_from_an_argument(run, open_home):
    run("people", "add", "zoë")
    run("people", "set-password", "zoë", "correct horse battery", expect=2)
    run("people", "set-password", "zoë", password="correct horse battery")
    with open_home().store.unit_of_work() as unit:
        assert unit.people.find_password_record("zoë").password_hash.startswith("$argon2id$")
    token = run("people", "token", "zoë")
    assert re.search(r"^  [A-Za-z0-9_-]{27}$", token, re.MULTILINE)


def test_a_refusal_is_a_reason_and_a_misuse_is_told_apart(run):
    run("people", "disable", "nobody", expect=1)
    run("people", "add", "a b", expect=1)
    run("people", "add", "zoë", "--attribute", "novalue", expect=2)
    run("keys", "root", "--new", expect=2)
    run("audit", "--since", "yesterday", expect=2)


def test_a_name_cannot_write_to_the_terminal(run):
    run("people", "add", "zoë", "--display-name", "x\x1b[2J\u202ey\nz")
    out = run("people", "list")
    assert "x\\u001b[2J\\u202ey\\u000az" in out
    assert len(out.splitlines()) == 1


def test_every_change_of_people_and_keys_is_in_the_trail(run):
    run("people", "add", "zoë")
    run("people", "disable", "zoë")
    run("people", "enable", "zoë")
    run("people", "token", "zoë")
    run("people", "set-password", "zoë", password="correct horse battery")
    run("people", "groups", "zoë", "--add", "staff")
    run("keys", "new")
    run("keys", "promote")
    run("keys", "rotate-sealing")
    run("keys", "root", "--account", "example-dev", "--new")
    events = [json.loads(line) for line in run("audit", "--json").splitlines()]
    assert events[0]["action"] == "federation.apply"
    changes = [(event["action"], event["facts"]["change"]) for event in events[1:]]
    assert changes == [
        ("people.change", "add"),
        ("people.change", "disable"),
        ("people.change", "enable"),
        ("people.change", "token"),
        ("people.change", "password"),
        ("people.change", "groups"),
        ("keys.change", "new"),
        ("keys.change", "promote"),
        ("keys.change", "rotate"),
        ("keys.change", "root"),
    ]
    assert {event["source_address"] for event in events[1:]} == {"local"}
    assert "correct horse" not in json.dumps(events)


def test_the_trail_is_filtered_and_limited(run):
    run("people", "add", "zoë")
    run("people", "add", "bob")
    assert len(run("audit").splitlines()) == 3
    assert len(run("audit", "--limit", "1").splitlines()) == 1
    (line,) = run("audit", "--person", "zoë", "--since", "1h").splitlines()
    assert "success  people.change  zoë  from=local" in line
    assert run("audit", "--since", "2999-01-01T00:00:00Z") == ""


def test_a_rollover_in_three_steps(run):
    (first,) = [key for key in json.loads(run("keys", "list", "--json")) if key["use"] == "signing"]
    assert first["slot"] == "current"
    assert re.fullmatch(r"[0-9a-f]{64}", first["sha256"])
    second = run("keys", "new", "--bits", "3072").split()[0]
    assert run("keys", "promote").startswith(second)
    slots = {(key["slot"], key["id"]) for key in json.loads(run("keys", "list", "--json"))}
    assert {("current", second), ("previous", first["id"])} <= slots
    run("keys", "retire", second, expect=1)
    assert run("keys", "retire", first["id"]) == f"{first['id']} is gone.\n"
    listed = run("keys", "list")
    assert first["id"] not in listed
    assert re.search(rf"^signing     current   {second}  until [0-9-]+  sha256 ", listed)
    assert "sealing     current" in listed


def test_an_encryption_key_rolls_over_on_its_own(run):
    key_id = run("keys", "new", "--use", "encryption").split()[0]
    run("keys", "promote", expect=1)
    assert run("keys", "promote", "--use", "encryption").startswith(key_id)


def test_a_key_that_there_is_not_cannot_be_retired(run):
    with pytest.raises(KeyChangeRefused, match="keys list"):
        run("keys", "retire", "20200101-000000")


def test_after_rotating_and_retiring_stored_secrets_still_open(run, open_home):
    out = run("keys", "rotate-sealing")
    assert "2 stored secrets were sealed anew" in out
    old_id = out.split()[-1]
    run("keys", "retire", old_id)
    workplace = open_home()
    shown = workplace.key_ring.read_root_key(PROD)
    with workplace.store.unit_of_work() as unit:
        stored = unit.access_keys.find(shown.access_key_id)
    opened = unseal_secret(stored.sealed_secret, stored.access_key_id, workplace.key_ring)
    assert opened == shown.secret_access_key


def test_root_keys_are_shown_with_their_secrets_on_request_only(run, home):
    accounts = json.loads(run("keys", "root", "--json"))
    assert [key["account"] for key in accounts] == [PROD, DEV]
    assert "secret_access_key" not in accounts[0]
    (shown,) = json.loads(run("keys", "root", "--account", "example-prod", "--show", "--json"))
    assert len(shown["secret_access_key"]) == 40
    line = run("keys", "root", "--account", PROD, "--show")
    assert line.split() == [PROD, shown["access_key_id"], shown["secret_access_key"]]
    with pytest.raises(Exception, match="no account 'nowhere'"):
        run("keys", "root", "--account", "nowhere")
    mode = stat.S_IMODE((home / "root-keys" / f"{PROD}.json").stat().st_mode)
    assert mode == 0o600
    shutil.rmtree(home / "root-keys")
    assert "no root keys" in run("keys", "root")
    with pytest.raises(RootKeyUnknown):
        run("keys", "root", "--account", PROD)


def test_a_new_root_key_takes_the_place_of_the_old_one(run, open_home):
    (old,) = json.loads(run("keys", "root", "--account", DEV, "--json"))
    (new,) = json.loads(run("keys", "root", "--account", DEV, "--new", "--json"))
    assert new["access_key_id"] != old["access_key_id"]
    with open_home().store.unit_of_work() as unit:
        (stored,) = unit.access_keys.list_of(DEV)
    assert stored.access_key_id == new["access_key_id"]
    assert stored.principal_arn == f"arn:aws-cn:iam::{DEV}:root"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", "2026-11-23T09:58:30+00:00"),
        ("15m", "2026-11-23T09:45:00+00:00"),
        ("12h", "2026-11-22T22:00:00+00:00"),
        ("7d", "2026-11-16T10:00:00+00:00"),
        ("2026-11-01", "2026-11-01T00:00:00+00:00"),
        ("2026-11-01T12:00:00+02:00", "2026-11-01T12:00:00+02:00"),
    ],
)
def test_since_is_an_instant_or_a_span(now, text, expected):
    assert parse_since(text, now).isoformat() == expected


@pytest.mark.parametrize("text", ["", "m", "-5m", "١٥m", "9999999d", "soon"])
def test_since_is_nothing_else(now, text):
    with pytest.raises(Exception, match="neither"):
        parse_since(text, now)


def test_following_asks_for_what_came_after(now):
    event = Event(now, Action.SIGN_IN, Outcome.SUCCESS, Origin("r"))
    asked = []

    def look(wanted: TrailFilter, limit: int):
        asked.append(wanted)
        return (NumberedEvent(8, event),)

    follower = Follower(7)
    wanted = TrailFilter("alice", now)
    assert [e.number for e in look_again(follower, wanted, look)] == [8]
    assert look_again(follower, wanted, look) == ()
    assert asked[0] == TrailFilter("alice", now, 7)
