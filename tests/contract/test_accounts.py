"""One account in and out: what it keeps, what is made, and what others see of it."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rolebridge.federation.account import (
    AccountEntry,
    InstanceProfileEntry,
    OIDCProviderEntry,
    PolicyEntry,
    PolicyVersion,
    ProviderKey,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
    UserGroupEntry,
)
from support.stored import read, write

PROD, DEV = "111122223333", "444455556666"
DOCUMENT = '{"Version":"2012-10-17","Statement":[]}'


def trust(*arns: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(arns)}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def user_arn(name: str, account: str = PROD) -> str:
    return f"arn:aws:iam::{account}:user/{name}"


def read_one(store, account=PROD):
    with store.unit_of_work() as unit:
        return unit.organisation.read_account(account)


def write_one(store, account):
    with store.unit_of_work() as unit:
        written = unit.organisation.write_account(account)
        unit.commit()
    return written


def current(store):
    with store.unit_of_work() as unit:
        return unit.configuration.current()


FULL = AccountEntry(
    PROD,
    "example-prod",
    saml_providers=(SAMLProviderEntry("Corp"),),
    oidc_providers=(OIDCProviderEntry("https://tokens.example.com"),),
    roles=(RoleEntry("Admin", DOCUMENT), RoleEntry("Reader", DOCUMENT)),
    policies=(PolicyEntry("Read", DOCUMENT),),
    users=(UserEntry("alice", groups=("staff",)), UserEntry("bob")),
    user_groups=(UserGroupEntry("staff"),),
    instance_profiles=(InstanceProfileEntry("Web", role="Admin"),),
)


def everything_in(account: AccountEntry) -> str:
    """With what is no part of a comparison."""
    return repr(account)


def test_an_account_that_is_not_there_is_none_and_one_that_is_written_is(store, clock):
    assert read_one(store) is None
    written = write_one(store, FULL)
    assert written == FULL
    assert everything_in(read_one(store)) == everything_in(written)
    assert everything_in(read(store).accounts[0]) == everything_in(written)
    assert everything_in(current(store).accounts[PROD]) == everything_in(written)


def test_what_is_missing_is_made(store, clock):
    account = write_one(store, FULL)
    made = {
        entry.unique_id[:4]: entry
        for section in (account.roles, account.policies, account.users, account.user_groups)
        for entry in (*section, *account.instance_profiles)
    }
    assert set(made) == {"AROA", "ANPA", "AIDA", "AGPA", "AIPA"}
    assert {len(entry.unique_id) for entry in made.values()} == {21}
    provider = account.saml_providers[0]
    assert provider.unique_id.isalnum()
    assert 22 <= len(provider.unique_id) <= 64
    assert provider.private_keys == ()
    dated = (provider, account.oidc_providers[0], *made.values())
    assert {entry.created_at for entry in dated} == {clock()}
    (policy,) = account.policies
    assert policy.versions == (PolicyVersion(1, DOCUMENT, clock()),)
    assert (policy.default_version, policy.last_version) == (1, 1)
    assert policy.updated_at == clock()


def test_what_an_entry_does_not_say_stays(store, clock, now):
    account = write_one(store, FULL)
    provider = account.saml_providers[0]
    keys = (ProviderKey("K1", now, "sealed-1"), ProviderKey("K0", now, "sealed-0"))
    providers = (replace(provider, private_keys=keys),)
    account = write_one(store, replace(account, saml_providers=providers))
    assert read_one(store).saml_providers[0].private_keys == keys
    clock.advance(days=1)
    write(store, accounts=(FULL,))
    assert everything_in(read_one(store)) == everything_in(account)
    assert "sealed-1" not in everything_in(account)


def test_writing_one_account_leaves_the_others(store, statements):
    write(store, accounts=(AccountEntry(DEV, users=(UserEntry("dan"),)), FULL))
    before = read_one(store, DEV)
    order = [account.id for account in read(store).accounts]
    write_one(store, replace(FULL, users=(), roles=(), instance_profiles=()))
    assert everything_in(read_one(store, DEV)) == everything_in(before)
    write_one(store, AccountEntry("999999999999"))
    assert [account.id for account in read(store).accounts] == [*order, "999999999999"]


def test_writing_an_account_as_it_is_changes_no_row(store, statements):
    account = write_one(store, FULL)
    statements.clear()
    write_one(store, account)
    changes = [s for s in statements if not s.startswith(("SELECT", "BEGIN", "COMMIT"))]
    assert [s.split()[:2] for s in changes] == [["UPDATE", "organisation"]]


def test_a_user_or_group_that_is_renamed_stays_the_same(store):
    account = write_one(store, FULL)
    (alice, bob), (staff,) = account.users, account.user_groups
    renamed = replace(
        account,
        users=(replace(alice, name="bob", path="/x/", groups=("team",)), replace(bob, name="robert")),
        user_groups=(replace(staff, name="team", path="/y/"),),
    )  # fmt: skip
    swapped_away = replace(renamed, users=renamed.users[::-1])
    # A name is free once nobody has it: the order in which both change is the caller's.
    write_one(store, replace(account, users=(alice, replace(bob, name="robert"))))
    after = write_one(store, swapped_away)
    assert {user.name: user.unique_id for user in after.users} == {
        "bob": alice.unique_id,
        "robert": bob.unique_id,
    }
    assert after.user_groups[0].unique_id == staff.unique_id
    assert read_one(store).users[1].groups == ("team",)


def test_a_new_user_under_the_old_name_of_a_renamed_one_is_somebody_else(store):
    account = write_one(store, FULL)
    alice, bob = account.users
    after = write_one(
        store, replace(account, users=(replace(alice, name="alicia"), UserEntry("alice"), bob))
    )
    assert after.users[0].unique_id == alice.unique_id
    assert after.users[1].unique_id not in {"", alice.unique_id}


def test_names_of_nothing_are_refused(store):
    for wrong in (
        replace(FULL, users=(UserEntry("alice", groups=("nobody",)),)),
        replace(FULL, instance_profiles=(InstanceProfileEntry("Web", role="Nobody"),)),
    ):
        with pytest.raises(IntegrityError):
            write_one(store, wrong)
    assert read_one(store) is None


def test_a_role_that_goes_leaves_its_profile(store):
    account = write_one(store, FULL)
    profile = replace(account.instance_profiles[0], role=None)
    after = write_one(
        store, replace(account, roles=account.roles[1:], instance_profiles=(profile,))
    )
    assert after.instance_profiles == (profile,)
    assert read_one(store).instance_profiles[0].role is None


def test_another_document_is_another_version_and_five_are_kept(store, clock):
    write_one(store, FULL)
    for number in range(2, 8):
        clock.advance(hours=1)
        policy = PolicyEntry("Read", f'{{"Statement": [], "Id": "{number}"}}')
        account = write_one(store, replace(FULL, policies=(policy,)))
    (policy,) = account.policies
    assert [version.number for version in policy.versions] == [3, 4, 5, 6, 7]
    assert policy.default_version == policy.last_version == 7
    assert policy.document == policy.versions[-1].document
    assert policy.updated_at == policy.versions[-1].created_at == clock()
    assert policy.created_at < clock()
    kept = policy.versions[:-1]
    back = replace(policy, versions=kept, default_version=4, document=kept[1].document)
    account = write_one(store, replace(account, policies=(back,)))
    assert account.policies[0].last_version == 7
    changed = write_one(store, replace(FULL, policies=(PolicyEntry("Read", DOCUMENT),)))
    assert [version.number for version in changed.policies[0].versions] == [3, 4, 5, 6, 8]
    assert everything_in(read_one(store)) == everything_in(changed)


def test_a_policy_whose_versions_contradict_it_is_refused(store):
    account = write_one(store, FULL)
    (policy,) = account.policies
    for wrong in (replace(policy, document="{}"), replace(policy, default_version=2)):
        with pytest.raises(ValueError, match="is not that of version"):
            write_one(store, replace(account, policies=(wrong,)))


def test_a_trust_policy_remembers_whom_it_named(store):
    arns = user_arn("alice"), user_arn("dan", DEV), user_arn("nobody"), f"arn:aws:iam::{DEV}:root"
    dev = AccountEntry(DEV, users=(UserEntry("dan"),))
    role = RoleEntry("Trusting", trust(*arns))
    write(store, accounts=(dev, replace(FULL, roles=(role,), instance_profiles=())))
    stored = read_one(store)
    alice, dan = stored.users[0].unique_id, read_one(store, DEV).users[0].unique_id
    pins = {arns[0]: alice, arns[1]: dan}
    assert stored.roles[0].principal_ids == pins
    # Another dan: what was written before does not mean him, whoever writes the account.
    write_one(store, AccountEntry(DEV))
    write_one(store, dev)
    write(store, accounts=(dev, replace(FULL, roles=(role,), instance_profiles=())))
    stored = read_one(store)
    assert stored.roles[0].principal_ids == pins
    assert write_one(store, stored).roles[0].principal_ids == pins
    anew = replace(stored, roles=(replace(stored.roles[0], principal_ids=None),))
    other_dan = read_one(store, DEV).users[0].unique_id
    assert write_one(store, anew).roles[0].principal_ids == {arns[0]: alice, arns[1]: other_dan}
    other = replace(stored, roles=(replace(stored.roles[0], trust_policy=trust(arns[1])),))
    assert write_one(store, other).roles[0].principal_ids == {arns[1]: other_dan}


def test_only_what_changed_is_loaded_again(store, statements, open_store):
    write(store, name="Example", accounts=(AccountEntry(DEV, users=(UserEntry("dan"),)), FULL))
    first = current(store)
    changed = replace(FULL, users=())
    write_one(open_store(), changed)
    statements.clear()
    second = current(store)
    assert second.revision == first.revision + 1
    assert second.accounts[DEV] is first.accounts[DEV]
    assert second.indices[DEV] is first.indices[DEV]
    assert second.accounts[PROD] == changed
    assert user_arn("alice") not in second.users
    assert user_arn("dan", DEV) in second.users
    assert not any("service_providers" in s or "mapping_rules" in s for s in statements)
    write(open_store(), name="Another", accounts=(changed,))
    third = current(store)
    assert third.name == "Another"
    assert list(third.accounts) == [PROD]
    assert third.accounts[PROD] is second.accounts[PROD]


def test_a_change_of_the_order_or_of_an_alias_is_seen(store, open_store):
    write(store, accounts=(AccountEntry(DEV, "dev"), AccountEntry(PROD, "prod")))
    current(store)
    write(open_store(), accounts=(AccountEntry(PROD, "dev"), AccountEntry(DEV, "prod")))
    after = current(store)
    assert [(account.id, account.alias) for account in after.accounts.values()] == [
        (PROD, "dev"),
        (DEV, "prod"),
    ]


def test_what_is_not_committed_is_nobody_elses(store, open_store):
    write_one(store, FULL)
    current(store)
    with store.unit_of_work() as unit:
        unit.organisation.write_account(replace(FULL, users=()))
        assert unit.configuration.current().users == {}
    write_one(open_store(), replace(FULL, users=(UserEntry("carol"),)))
    assert list(current(store).users) == [user_arn("carol")]


def test_a_database_that_was_put_back_is_loaded_whole(store, open_store):
    write_one(store, FULL)
    current(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE organisation SET revision = 0, name = 'Before'"))
        connection.execute(text("DELETE FROM users"))
    after = current(store)
    assert (after.revision, after.name, after.users) == (0, "Before", {})
