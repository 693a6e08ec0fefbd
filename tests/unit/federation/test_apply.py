import pytest

from rolebridge.audit.events import Action, Origin, Outcome
from rolebridge.federation.apply import Federation
from rolebridge.federation.demonstration import read_demonstration, read_demonstration_text
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.parse import parse_federation
from support.federation_store import FakeFederationStore
from support.organisations import KIND, PERMISSIONS, RULES, WHOLE

ORIGIN = Origin("request-1", "127.0.0.1")


@pytest.fixture
def store():
    return FakeFederationStore()


@pytest.fixture
def federation(store, now):
    return Federation(store, lambda: now)


def test_applying_makes_the_set_up_what_the_file_says(federation, store, now):
    plan = federation.apply_text(WHOLE, ORIGIN, file="f.yaml")
    assert store.organisation == parse_federation(WHOLE).organisation
    assert plan.counts["add"] == 11
    (event,) = store.events
    assert (event.at, event.action, event.outcome) == (
        now,
        Action.FEDERATION_APPLY,
        Outcome.SUCCESS,
    )
    assert event.origin == ORIGIN
    assert event.target == "f.yaml"
    assert event.facts == {
        "add": "11",
        "change": "0",
        "remove": "0",
        "sections": "organisation, groups, people, accounts, service_providers, oidc_clients, mapping_rules",
    }


def test_applying_again_changes_and_writes_nothing(federation, store):
    federation.apply_text(WHOLE, ORIGIN, file="f.yaml")
    assert federation.apply_text(WHOLE, ORIGIN, file="f.yaml").changes == ()
    assert store.commits == 1


def test_an_export_changes_nothing(federation, store):
    federation.apply_text(WHOLE, ORIGIN, file="f.yaml")
    assert federation.plan_text(federation.export(), file="export.yaml").changes == ()
    assert "username: bob" in federation.export()
    assert "username: bob" not in federation.export(with_people=False)


def test_a_plan_writes_nothing(federation, store):
    assert federation.plan_text(WHOLE, file="f.yaml").counts["add"] == 11
    assert store.commits == 0
    assert store.organisation.groups == ()


def test_a_faulty_file_writes_nothing_but_a_row(federation, store):
    federation.apply_text(WHOLE, ORIGIN, file="f.yaml")
    before = store.organisation
    with pytest.raises(FederationRefused):
        federation.apply_text(KIND + "\ngroups: [{name: a, member_of: [b]}]", ORIGIN, file="f.yaml")
    with pytest.raises(FederationRefused, match="the store names it in"):
        federation.apply_text(KIND + "\naccounts: []", ORIGIN, file="f.yaml")
    assert store.organisation is before
    outcomes = [event.outcome for event in store.events]
    assert outcomes == [Outcome.SUCCESS, Outcome.REFUSED, Outcome.REFUSED]


def test_a_section_alone_speaks_for_itself_alone(federation, store):
    federation.apply_text(WHOLE, ORIGIN, file="f.yaml")
    before = store.organisation
    federation.apply_text(KIND + RULES.replace("developers", "builders"), ORIGIN, file="f.yaml")
    assert [rule.name for rule in store.organisation.mapping_rules] == ["builders"]
    assert store.organisation.people == before.people
    assert store.organisation.mapping_rules[0].grants == before.mapping_rules[0].grants


def test_a_refused_file_leaves_a_row_that_quotes_nothing_of_it(federation, store):
    with pytest.raises(FederationRefused):
        federation.apply_text(f"{KIND}\ncanary-in-the-file: 1", ORIGIN, file="f.yaml")
    (event,) = store.events
    assert (event.action, event.outcome) == (Action.FEDERATION_APPLY, Outcome.REFUSED)
    assert (event.target, event.reason) == ("f.yaml", "federation_refused")
    assert event.facts == {"faults": "1"}
    assert "canary" not in repr(event)
    assert store.commits == 1


def test_new_accounts_are_told_once_within_the_transaction(store, now):
    told = []
    federation = Federation(
        store, lambda: now, lambda unit, ids: told.append((unit.store.commits, ids))
    )
    federation.apply_text(read_demonstration_text(), ORIGIN, file="demo.yaml")
    federation.apply_organisation(read_demonstration(), ORIGIN, source="demo")
    assert told == [(0, ("111122223333", "444455556666"))]


def test_what_is_parsed_already_is_applied_alike(federation, store):
    plan = federation.apply_organisation(read_demonstration(), ORIGIN, source="demonstration")
    assert store.organisation == read_demonstration()
    assert plan.counts["remove"] == 0
    assert store.events[0].target == "demonstration"


def test_a_first_set_up_is_applied_once_and_changes_to_it_are_kept(federation, store):
    federation.begin_with(read_demonstration(), ORIGIN, source="demonstration")
    assert store.organisation == read_demonstration()
    federation.apply_text(f"{KIND}\nmapping_rules: []", ORIGIN, file="f.yaml")
    changed = store.organisation
    federation.begin_with(read_demonstration(), ORIGIN, source="demonstration")
    assert store.organisation == changed
    assert [event.target for event in store.events] == ["demonstration", "f.yaml"]


def test_files_beside_are_read_by_the_reader_that_is_given(federation, store):
    import json

    text = f'{KIND}\naccounts: [{{id: "444455556666", policies: [{{name: P, document: {{file: p.json}}}}]}}]'
    documents = {"p.json": json.dumps(PERMISSIONS)}
    federation.apply_text(text, ORIGIN, file="f.yaml", read_file=documents.__getitem__)
    assert store.organisation.accounts[0].policies[0].document == documents["p.json"]
    assert federation.plan_text(text, file="f.yaml", read_file=documents.__getitem__).changes == ()
