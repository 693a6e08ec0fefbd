"""What entries leave open is given by one set of rules, whatever the store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.federation.account import (
    AccountEntry,
    OIDCProviderEntry,
    PolicyEntry,
    PolicyVersion,
    ProviderKey,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
)
from rolebridge.federation.completion import Completion, new_provider_id
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.policy_versions import add_version, complete_versions
from rolebridge.ids import account_of_aws_id
from support.fakes import MemoryStore
from support.sealing import SeededIds

PROD = "111122223333"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def complete(account, stored=None, now=NOW, seed=1):
    return Completion(now, SeededIds(seed)).complete(account, stored)


def test_ids_say_their_kind_and_their_account():
    account = complete(AccountEntry(PROD, roles=(RoleEntry("R", "{}"),), users=(UserEntry("u"),)))
    for entry, prefix in ((account.roles[0], "AROA"), (account.users[0], "AIDA")):
        assert entry.unique_id.startswith(prefix)
        assert account_of_aws_id(entry.unique_id) == PROD
        assert entry.created_at == NOW


def test_an_id_that_is_given_is_kept_and_so_is_when_it_was_made():
    stored = complete(AccountEntry(PROD, users=(UserEntry("u"),)))
    (user,) = stored.users
    renamed = replace(user, name="v", path="/x/", created_at=None)
    after = complete(AccountEntry(PROD, users=(renamed,)), stored, LATER, 2)
    assert (after.users[0].unique_id, after.users[0].created_at) == (user.unique_id, NOW)
    moved = complete(AccountEntry(PROD, users=(UserEntry("u", "/x/"),)), stored, LATER, 2)
    assert moved.users[0].unique_id != user.unique_id
    assert moved.users[0].created_at == LATER
    brought = UserEntry("w", unique_id="AIDABROUGHTALONG00001", created_at=NOW)
    assert complete(AccountEntry(PROD, users=(brought,)), stored).users == (brought,)


def test_providers_keep_what_no_file_says():
    key = ProviderKey("K", NOW, "sealed")
    provider = SAMLProviderEntry("Corp", private_keys=(key,))
    issuer = OIDCProviderEntry("https://a.example")
    stored = complete(AccountEntry(PROD, saml_providers=(provider,), oidc_providers=(issuer,)))
    silent = AccountEntry(
        PROD, saml_providers=(SAMLProviderEntry("Corp"),), oidc_providers=(issuer,)
    )
    after = complete(silent, stored, LATER, 2)
    assert after.saml_providers[0].unique_id == stored.saml_providers[0].unique_id
    assert after.saml_providers[0].private_keys == (key,)
    assert after.oidc_providers[0].created_at == NOW
    without = replace(silent, saml_providers=(SAMLProviderEntry("Corp", private_keys=()),))
    assert complete(without, stored).saml_providers[0].private_keys == ()


def test_an_id_of_a_provider_has_the_form_of_aws():
    made = new_provider_id(SeededIds())
    assert 22 <= len(made) <= 64
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def version(number):
    return PolicyVersion(number, f'{{"Id": "{number}"}}', NOW + timedelta(hours=number))


def test_the_oldest_version_but_the_default_makes_room():
    kept = tuple(version(number) for number in (2, 3, 5, 6, 7))
    policy = PolicyEntry("P", version(7).document, versions=kept, default_version=7, last_version=9)
    after = add_version(policy, "{}", LATER)
    assert [each.number for each in after.versions] == [3, 5, 6, 7, 10]
    assert (after.default_version, after.last_version, after.document) == (10, 10, "{}")


def test_versions_that_are_given_are_kept_with_their_numbers():
    stored = complete_versions(PolicyEntry("P", "{}"), None, NOW)
    (first,) = stored.versions
    second = PolicyVersion(2, '{"Id": "2"}', LATER)
    more = replace(stored, versions=(first, second), updated_at=None)
    after = complete_versions(more, stored, LATER)
    assert (after.default_version, after.last_version, after.updated_at) == (1, 2, LATER)
    fewer = complete_versions(replace(after, versions=(first,)), after, LATER)
    assert fewer.last_version == 2
    again = complete_versions(replace(after, updated_at=None), after, LATER + timedelta(1))
    assert again.updated_at == LATER


@pytest.mark.parametrize(
    "policy",
    [
        PolicyEntry("P", "{}", versions=()),
        PolicyEntry("P", "{}", versions=(version(1),), default_version=1),
        PolicyEntry("P", version(1).document, versions=(version(1),), default_version=2),
    ],
)
def test_a_document_that_is_not_the_default_versions_is_refused(policy):
    with pytest.raises(ValueError, match="is not that of version"):
        complete_versions(policy, None, NOW)


def test_the_store_of_tests_follows_the_same_rules():
    trust = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",'
        f' "Principal": {{"AWS": "arn:aws:iam::{PROD}:user/u"}}}}}}'
    )
    wanted = AccountEntry(PROD, users=(UserEntry("u"),), roles=(RoleEntry("R", trust),))
    store = MemoryStore(Configuration(1, Organisation(accounts=())))
    with store.unit_of_work() as unit:
        written = unit.organisation.write_account(wanted)
        assert unit.organisation.read_account(PROD) is written
        assert unit.configuration.current().revision == 2
    assert store.configuration.accounts == {}
    with store.unit_of_work() as unit:
        unit.organisation.begin_writing()
        written = unit.organisation.write_account(wanted)
        unit.commit()
    assert store.configuration.accounts == {PROD: written}
    (user,), (role,) = written.users, written.roles
    assert role.principal_ids == {f"arn:aws:iam::{PROD}:user/u": user.unique_id}


def test_a_configuration_takes_over_what_is_known_of_unchanged_accounts():
    accounts = tuple(
        complete(AccountEntry(number, users=(UserEntry("u"),)), seed=int(number[:1]))
        for number in (PROD, "444455556666")
    )
    first = Configuration(1, Organisation(accounts=accounts))
    changed = replace(accounts[1], users=())
    second = Configuration(2, Organisation(accounts=(accounts[0], changed)), first)
    assert second.indices[PROD] is first.indices[PROD]
    assert second == Configuration(2, Organisation(accounts=(accounts[0], changed)))
    assert list(second.users) == [f"arn:aws:iam::{PROD}:user/u"]
    assert list(second.users_by_id) == [accounts[0].users[0].unique_id]
