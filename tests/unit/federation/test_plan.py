from dataclasses import replace

import pytest

from rolebridge.federation.organisation import GroupEntry, Organisation, PersonEntry
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.plan.changes import ChangeKind, FieldChange, Subject
from rolebridge.federation.plan.difference import build_plan
from rolebridge.federation.plan.text import NOTHING, plan_as_values, render_plan
from support.organisations import HASH, KIND, RULES, WHOLE

WHOLE_ORGANISATION = parse_federation(WHOLE).organisation
EMPTY = Organisation(
    groups=(), people=(), accounts=(), service_providers=(), oidc_clients=(), mapping_rules=()
)
OTHER_HASH = HASH.replace("V0ob", "AAAA")
TOKEN = "0123456789abcdef" * 4


def changed(*pairs):
    text = WHOLE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return build_plan(WHOLE_ORGANISATION, parse_federation(text).organisation)


def test_the_same_again_is_nothing_to_change():
    plan = build_plan(WHOLE_ORGANISATION, WHOLE_ORGANISATION)
    assert plan.changes == ()
    assert plan.target == Organisation()
    assert render_plan(plan, "f.yaml") == NOTHING


def test_everything_is_added_to_an_empty_store():
    plan = build_plan(EMPTY, WHOLE_ORGANISATION)
    assert [(c.kind.value, c.subject.value, c.name) for c in plan.changes] == [
        ("add", "organisation", "Corp"),
        ("add", "group", "staff"),
        ("add", "group", "dev"),
        ("add", "person", "bob"),
        ("add", "account", "444455556666"),
        ("add", "saml_provider", "444455556666/Corp"),
        ("add", "policy", "444455556666/Extra"),
        ("add", "role", "444455556666/team/Developer"),
        ("add", "service_provider", "urn:amazon:webservices"),
        ("add", "oidc_client", "shop"),
        ("add", "mapping_rule", "developers"),
    ]
    assert plan.target == WHOLE_ORGANISATION
    assert plan.new_accounts == ("444455556666",)
    assert plan.counts == {"add": 11, "change": 0, "remove": 0}


def test_an_empty_section_removes_everything_in_it_and_a_missing_one_nothing():
    plan = build_plan(
        WHOLE_ORGANISATION, parse_federation(KIND + "\nmapping_rules: []").organisation
    )
    (change,) = plan.changes
    assert (change.kind, change.subject, change.name) == (ChangeKind.REMOVE, Subject.MAPPING_RULE, "developers")  # fmt: skip
    assert plan.target == Organisation(mapping_rules=())
    assert render_plan(plan, "f.yaml") == (
        "f.yaml is the whole truth about: mapping_rules.\n"
        "What is missing from these sections is removed.\n"
        "Not in the file, so not touched: organisation, groups, people, accounts, service_providers, oidc_clients.\n"
        "\n"
        "- mapping rule developers\n"
        "    no longer grants team/Developer in 444455556666 through Corp\n"
        "\n"
        "0 to add, 0 to change, 1 to remove."
    )


def test_a_change_names_the_field_with_old_and_new():
    plan = changed(
        ("max_session_duration: 7200", "max_session_duration: 3600"),
        ("tags: {owner: dev}", "tags: {owner: ops, tier: '1'}"),
        ("email: bob@example.com", "disabled: true"),
        ("name: AWS", "name: Amazon"),
        ("transitive_tags: [team]", "source_identity: '{username}'"),
    )
    fields = {change.name: change.fields for change in plan.changes}
    assert fields == {
        "bob": (
            FieldChange("email", "bob@example.com", None),
            FieldChange("disabled", False, True),
        ),
        "444455556666/team/Developer": (
            FieldChange("max_session_duration", 7200, 3600),
            FieldChange("tags.owner", "dev", "ops"),
            FieldChange("tags.tier", None, "1"),
        ),
        "urn:amazon:webservices": (
            FieldChange("name", "AWS", "Amazon"),
            FieldChange("session.transitive_tags", ["team"], None),
            FieldChange("session.source_identity", None, "{username}"),
        ),
    }
    text = render_plan(plan, "f")
    assert (
        '~ person bob\n    email: "bob@example.com" -> (none)\n    disabled: false -> true\n'
        in text
    )
    assert '    session.transitive_tags: ["team"] -> (none)\n' in text
    assert plan.target.groups is None
    assert plan.target.people is not None


def test_only_what_a_policy_says_differently_is_shown():
    plan = changed(('"sts:TagSession"', '"sts:SetSourceIdentity"'))
    (change,) = plan.changes
    assert [field.field for field in change.fields] == ["trust_policy"]
    lines = render_plan(plan, "f").split("\n")
    signs = [line.strip() for line in lines if line.strip().startswith(("- ", "+ "))]
    assert signs == ['-        "sts:TagSession"', '+        "sts:SetSourceIdentity"']


def test_a_policy_that_is_laid_out_differently_says_so():
    (account,) = WHOLE_ORGANISATION.accounts
    (role,) = account.roles
    wanted = Organisation(accounts=(replace(account, roles=(replace(role, trust_policy=role.trust_policy + "\n"),)),))  # fmt: skip
    assert "it says the same" in render_plan(build_plan(WHOLE_ORGANISATION, wanted), "f")
    wanted = Organisation(accounts=(replace(account, roles=(replace(role, trust_policy="no json"),)),))  # fmt: skip
    assert "+no json" in render_plan(build_plan(WHOLE_ORGANISATION, wanted), "f")


def test_a_role_on_another_path_is_another_role():
    plan = build_plan(WHOLE_ORGANISATION, parse_federation(WHOLE.replace("/team/", "/ops/").replace("team/Dev", "ops/Dev")).organisation)  # fmt: skip
    kinds = [(c.kind.value, c.name) for c in plan.changes if c.subject is Subject.ROLE]
    assert kinds == [
        ("add", "444455556666/ops/Developer"),
        ("remove", "444455556666/team/Developer"),
    ]


def test_an_account_that_goes_takes_everything_with_it():
    plan = build_plan(WHOLE_ORGANISATION, Organisation(accounts=(), mapping_rules=()))
    assert plan.counts == {"add": 0, "change": 0, "remove": 5}
    assert plan.new_accounts == ()


def test_the_order_of_groups_says_nothing_and_that_of_rules_is_shown():
    current = parse_federation(WHOLE + RULES.partition("mapping_rules:")[2].replace("developers", "second")).organisation  # fmt: skip
    turned = replace(
        current, groups=current.groups[::-1], mapping_rules=current.mapping_rules[::-1]
    )
    (change,) = build_plan(current, turned).changes
    assert change.fields == (FieldChange("order", ["developers", "second"], ["second", "developers"]),)  # fmt: skip
    assert 'order: ["developers", "second"] -> ["second", "developers"]' in render_plan(build_plan(current, turned), "f")  # fmt: skip
    person = PersonEntry("x", "X", groups=("a", "b"))
    assert not build_plan(Organisation(people=(person,)), Organisation(people=(replace(person, groups=("b", "a")),))).changes  # fmt: skip


def test_a_username_in_another_case_is_the_same_person():
    plan = changed(("username: bob", "username: BOB"))
    (change,) = plan.changes
    assert change.kind is ChangeKind.CHANGE
    assert change.fields == (FieldChange("username", "bob", "BOB"),)


def people(**credential):
    return Organisation(people=(PersonEntry("bob", "Bob", **credential),))


def test_a_new_hash_replaces_the_password_and_stays_hidden():
    plan = build_plan(people(password_hash=HASH), people(password_hash=OTHER_HASH))
    (change,) = plan.changes
    assert change.fields == (FieldChange("password.argon2id", "(hidden)", "(hidden)"),)
    assert plan.target == people(password_hash=OTHER_HASH)
    assert HASH[-20:] not in render_plan(plan, "f") + repr(plan_as_values(plan))


@pytest.mark.parametrize("credential", [{}, {"initial_token_hash": TOKEN}])
def test_a_password_in_use_survives_a_file_that_is_silent_or_holds_the_first_token(credential):
    plan = build_plan(people(password_hash=HASH), people(**credential))
    assert plan.changes == ()


def test_a_token_is_set_while_there_is_no_password():
    plan = build_plan(people(), people(initial_token_hash=TOKEN))
    assert [f.field for c in plan.changes for f in c.fields] == ["password.initial_token_sha256"]
    assert plan.target == people(initial_token_hash=TOKEN)
    assert TOKEN not in repr(plan_as_values(plan))
    other = "f" * 64
    assert build_plan(people(initial_token_hash=TOKEN), people(initial_token_hash=other)).target == people(initial_token_hash=other)  # fmt: skip
    assert build_plan(people(initial_token_hash=TOKEN), people()).changes == ()


def test_what_is_kept_is_written_back_beside_what_changes():
    wanted = Organisation(people=(PersonEntry("BOB", "Robert", initial_token_hash=TOKEN),))
    plan = build_plan(people(password_hash=HASH), wanted)
    assert plan.target.people == (PersonEntry("BOB", "Robert", password_hash=HASH),)


def test_a_long_text_is_shown_by_its_digest():
    old = Organisation(groups=(GroupEntry("a", "x" * 200),))
    new = Organisation(groups=(GroupEntry("a", "y\nz"),))
    text = render_plan(build_plan(old, new), "f")
    assert "description: (200 characters, SHA-256 " in text
    assert "-> (3 characters, SHA-256 " in text


def test_the_plan_as_values_is_versioned_and_complete():
    assert plan_as_values(changed(("name: AWS", "name: Amazon"))) == {
        "version": 1,
        "sections": ["organisation", "groups", "people", "accounts", "service_providers", "oidc_clients", "mapping_rules"],
        "untouched": [],
        "changes": [
            {
                "kind": "change",
                "subject": "service_provider",
                "name": "urn:amazon:webservices",
                "fields": [{"field": "name", "old": "AWS", "new": "Amazon"}],
            }
        ],
        "summary": {"add": 0, "change": 1, "remove": 0},
        "warnings": [],
    }  # fmt: skip


def test_a_new_name_of_the_organisation_is_a_change():
    plan = build_plan(Organisation("Corp"), Organisation("Corp & Sons"))
    assert render_plan(plan, "f").split("\n")[-4:] == [
        "~ organisation Corp & Sons",
        '    name: "Corp" -> "Corp & Sons"',
        "",
        "0 to add, 1 to change, 0 to remove.",
    ]


def test_a_terminal_is_shown_what_a_name_hides():
    new = Organisation(groups=(GroupEntry("admins\u202e"), GroupEntry("b")))
    assert "+ group admins\\u202e\n" in render_plan(build_plan(Organisation(), new), "f")
    (account,) = WHOLE_ORGANISATION.accounts
    (role,) = account.roles
    policy = role.trust_policy.replace("Allow", "\x9b31m")
    wanted = Organisation(accounts=(replace(account, roles=(replace(role, trust_policy=policy),)),))
    assert "\\x9b31m" in render_plan(build_plan(WHOLE_ORGANISATION, wanted), "f")
