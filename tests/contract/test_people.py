"""People: found in one canonical spelling, with their groups, whatever is typed."""

import pytest

from rolebridge.directory.administration import GroupUnknown, NewPerson, UsernameTaken
from rolebridge.directory.people import GroupMembership
from rolebridge.federation.organisation import GroupEntry, PersonEntry
from support.stored import ALICE, BOB, find_person, make_session, read, write, write_people


def test_a_person_is_found_with_everything_that_is_known(store):
    write_people(store)
    alice = find_person(store, "alice")
    assert alice.username == "alice"
    assert alice.display_name == "Alice Adams"
    assert alice.email == "alice@example.com"
    assert alice.attributes == {"department": ("Platform", "On call")}
    assert alice.memberships == (
        GroupMembership("platform", ("platform",)),
        GroupMembership("engineering", ("platform", "engineering")),
    )
    with store.unit_of_work() as unit:
        assert unit.people.find_person_by_subject(alice.subject_id) == alice
        record = unit.people.find_password_record("alice")
    assert record.person == alice
    assert record.password_hash == ALICE.password_hash
    assert record.initial_token_hash is None


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("alice", "ALICE"),
        ("Alice", "alice"),
        ("Zoë", "ZOE\u0308"),  # decomposed
        ("straße", "STRASSE"),
        ("Ἀλέξανδρος", "ἈΛΈΞΑΝΔΡΟΣ"),
    ],
)
def test_names_are_compared_without_case_and_in_one_normal_form(store, stored, typed):
    write_people(store, PersonEntry(stored, "Somebody"))
    assert find_person(store, typed).username == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "%",
        "_____",
        "ali%",
        "alice'--",
        "alice' OR '1'='1",
        'alice"',
        "alice\\",
        "alice\0",
        "\0",
        "ali\ud800ce",
        "alice ",
        "a" * 100_000,
    ],
)
def test_text_that_is_no_name_of_anybody_finds_nobody(store, typed):
    write_people(store)
    assert find_person(store, typed) is None
    with store.unit_of_work() as unit:
        assert unit.people.find_person_by_subject(typed) is None
        assert unit.people.find_password_record(typed) is None


def test_a_person_in_no_group_and_one_without_attributes(store):
    write_people(store, PersonEntry("carol", "Carol"))
    carol = find_person(store, "carol")
    assert carol.memberships == ()
    assert carol.attributes == {}
    assert carol.email is None


def test_nested_groups_come_once_by_the_shortest_way_and_cycles_end(store):
    groups = (
        GroupEntry("a", member_of=("b", "c")),
        GroupEntry("b", member_of=("d",)),
        GroupEntry("c", member_of=("a", "e")),
        GroupEntry("d", member_of=("e",)),
        GroupEntry("e", member_of=("a",)),
    )
    write_people(store, PersonEntry("carol", "Carol", groups=("a", "d")), groups=groups)
    assert [m.path for m in find_person(store, "carol").memberships] == [
        ("a",),
        ("d",),
        ("a", "b"),
        ("a", "c"),
        ("d", "e"),
    ]


def test_a_change_of_the_nesting_is_seen_by_every_process(store, open_store):
    write_people(store)
    other = open_store()
    assert find_person(other, "alice").groups == {"platform", "engineering"}
    write(store, groups=(GroupEntry("platform"), GroupEntry("engineering")))
    assert find_person(other, "alice").groups == {"platform"}


def test_setting_a_password_drops_the_token(store):
    write_people(store)
    bob = find_person(store, "bob")
    with store.unit_of_work() as unit:
        unit.people.set_password_hash(bob.subject_id, "$argon2id$new")
        unit.commit()
    with store.unit_of_work() as unit:
        record = unit.people.find_password_record("bob")
    assert (record.password_hash, record.initial_token_hash) == ("$argon2id$new", None)


def test_a_new_token_drops_the_password_and_ends_the_sessions(store, now):
    write_people(store)
    alice = find_person(store, "alice")
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        unit.people.set_initial_token_hash(alice.subject_id, "token")
        unit.commit()
    with store.unit_of_work() as unit:
        record = unit.people.find_password_record("alice")
        assert (record.password_hash, record.initial_token_hash) == (None, "token")
        assert unit.sessions.find("token-1") is None


def test_disabling_ends_the_sessions_of_that_person_only(store, now):
    write_people(store)
    alice, bob = find_person(store, "alice"), find_person(store, "bob")
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now, "1"))
        unit.sessions.add(make_session(bob.subject_id, now, "2"))
        unit.people.set_disabled(alice.subject_id, is_disabled=True)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.sessions.find("token-1") is None
        assert unit.sessions.find("token-2") is not None
        assert unit.people.find_person("alice").is_disabled
        unit.people.set_disabled(alice.subject_id, is_disabled=False)
        assert not unit.people.find_person("alice").is_disabled


def test_an_added_person_comes_last_and_has_a_subject_of_their_own(store):
    write_people(store)
    new = NewPerson("Carol", "Carol Clark", "c@example.com", ("engineering",), {"a": ("1",)})
    with store.unit_of_work() as unit:
        carol = unit.people.add_person(new)
        unit.commit()
    assert find_person(store, "carol") == carol
    assert len(carol.subject_id) == 32
    with store.unit_of_work() as unit:
        assert [p.username for p in unit.people.list_people()] == ["alice", "bob", "Carol"]
        assert unit.people.list_people()[2] == carol
    assert [p.username for p in read(store).people] == ["alice", "bob", "Carol"]


def test_the_first_person_can_be_added_to_an_empty_directory(store):
    with store.unit_of_work() as unit:
        assert unit.people.list_people() == ()
        unit.people.add_person(NewPerson("carol", "Carol"))
        unit.commit()
    assert find_person(store, "carol") is not None


def test_a_name_is_taken_in_every_spelling_and_the_transaction_stays_usable(store, now):
    write_people(store)
    with store.unit_of_work() as unit:
        with pytest.raises(UsernameTaken, match="ALICE"):
            unit.people.add_person(NewPerson("ALICE", "Another"))
        unit.people.set_disabled(unit.people.find_person("bob").subject_id, is_disabled=True)
        unit.commit()
    assert find_person(store, "bob").is_disabled
    assert find_person(store, "alice").display_name == "Alice Adams"


def test_groups_of_a_person_can_be_replaced_by_groups_that_exist(store):
    write_people(store)
    alice = find_person(store, "alice")
    with store.unit_of_work() as unit:
        unit.people.set_groups(alice.subject_id, ("engineering", "engineering"))
        with pytest.raises(GroupUnknown, match="painters"):
            unit.people.set_groups(alice.subject_id, ("painters",))
        unit.commit()
    assert [m.path for m in find_person(store, "alice").memberships] == [("engineering",)]
    with store.unit_of_work() as unit:
        unit.people.set_groups(alice.subject_id, ())
        unit.commit()
    assert find_person(store, "alice").memberships == ()


def test_values_survive_whatever_they_hold(store):
    hostile = "Robert'); DROP TABLE people;-- %_\\ \u202e\u2028 é 👩‍👩‍👧"
    person = PersonEntry("bob", hostile, hostile, attributes={hostile: (hostile, "", "a\0b")})
    write_people(store, person)
    assert read(store).people == (person,)
    assert find_person(store, "bob").attributes == {hostile: (hostile, "", "a\0b")}


def test_the_passwords_of_others_do_not_change(store):
    write_people(store, ALICE, BOB)
    with store.unit_of_work() as unit:
        unit.people.set_password_hash(unit.people.find_person("bob").subject_id, "$new")
        unit.commit()
    assert read(store).people[0] == ALICE
