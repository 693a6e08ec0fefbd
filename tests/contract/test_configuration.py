"""The configuration: one object for each revision, and never one that was not committed."""

from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.federation.organisation import GroupEntry, Organisation
from support.stored import write

ACCOUNT = AccountEntry("111122223333", "example-prod", roles=(RoleEntry("ReadOnly", "{}"),))


def current(store):
    with store.unit_of_work() as unit:
        return unit.configuration.current()


def test_an_empty_store_has_an_empty_configuration(store):
    configuration = current(store)
    assert configuration.revision == 0
    assert configuration.name == "rolebridge"
    assert configuration.accounts == {}


def test_the_same_object_is_handed_out_until_a_change_commits(store, open_store, statements):
    write(store, name="Example Corp", accounts=(ACCOUNT,))
    first = current(store)
    statements.clear()
    assert current(store) is first
    assert len(statements) == 1
    write(open_store(), name="Example Inc.")
    second = current(store)
    assert second is not first
    assert second.revision == first.revision + 1
    assert second.name == "Example Inc."
    assert second.find_account("example-prod") is not None


def test_people_are_no_part_of_it(store):
    write(store, groups=(GroupEntry("g"),))
    assert current(store).organisation.people is None
    assert current(store).organisation.groups == (GroupEntry("g"),)


def test_one_transaction_sees_one_revision(store, open_store):
    write(store, name="Before")
    with store.unit_of_work() as unit:
        first = unit.configuration.current()
        write(open_store(), name="After")
        assert unit.configuration.current() is first
        unit.commit()
        assert unit.configuration.current().name == "After"


def test_a_change_is_seen_inside_its_transaction_and_nowhere_else_until_it_commits(store):
    write(store, name="Before")
    with store.unit_of_work() as unit:
        unit.organisation.begin_writing()
        unit.configuration.current()
        assert current(store).name == "Before"
    write(store, accounts=(ACCOUNT,))
    rolled_back_and_then_taken_by_another = current(store)
    assert rolled_back_and_then_taken_by_another.name == "Before"
    assert list(rolled_back_and_then_taken_by_another.accounts) == ["111122223333"]


def test_role_ids_are_in_the_configuration(store):
    write(store, accounts=(ACCOUNT,))
    (_, role) = current(store).roles["arn:aws:iam::111122223333:role/ReadOnly"]
    assert role.unique_id.startswith("AROA")
    assert len(role.unique_id) == 21


def recent(store):
    with store.unit_of_work() as unit:
        return unit.configuration.recent()


def test_recent_asks_the_database_at_most_once_a_second(store, open_store, statements, clock):
    write(store, name="Before")
    assert recent(store).name == "Before"
    write(open_store(), name="After")
    statements.clear()
    assert recent(store).name == "Before"
    assert not statements
    clock.advance(seconds=1.001)
    assert recent(store).name == "After"


def test_recent_sees_what_its_own_transaction_changed(store):
    write(store, name="Before")
    with store.unit_of_work() as unit:
        unit.organisation.write_organisation(Organisation(name="After"))
        assert unit.configuration.recent().name == "After"
