"""A database from before users existed keeps what it has, and can go back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from rolebridge.federation.account import AccountEntry, PolicyEntry, RoleEntry, SAMLProviderEntry
from rolebridge.store import Store
from rolebridge.store.engine import build_engine
from rolebridge.store.migrations import downgrade_schema, upgrade_schema
from support.sealing import SeededIds
from support.stored import read

PROD = "111122223333"
OLD_ROWS = {
    "accounts": {"id": PROD, "position": 0, "alias": "prod", "partition": "aws"},
    "saml_providers": {"account_id": PROD, "name": "Corp", "position": 0, "metadata_xml": None},
    "roles": {
        "unique_id": "AROAEXAMPLE",
        "account_id": PROD,
        "name": "Admin",
        "path": "/team/",
        "position": 0,
        "description": "Everything",
        "trust_policy": "{}",
        "max_session_duration": 7200,
    },
    "role_inline_policies": {
        "role_id": "AROAEXAMPLE",
        "name": "p",
        "position": 0,
        "document": '{"a": "ü"}',
    },
    "role_attached_policies": {"role_id": "AROAEXAMPLE", "policy_arn": "arn:b", "position": 0},
    "role_tags": {"role_id": "AROAEXAMPLE", "key": "team", "position": 0, "value": "ü"},
    "managed_policies": {
        "account_id": PROD,
        "name": "Read",
        "path": "/",
        "position": 0,
        "description": "",
        "document": '{"x": []}',
    },
    "access_keys": {
        "access_key_id": "AKIAROOT",
        "account_id": PROD,
        "principal_arn": f"arn:aws:iam::{PROD}:root",
        "user_id": PROD,
        "sealed_secret": "sealed",
        "is_active": True,
    },
}


@pytest.fixture
def old_engine(empty_url):
    engine = build_engine(empty_url)
    upgrade_schema(engine, "0006")
    with engine.begin() as connection:
        connection.execute(text("UPDATE organisation SET revision = 7"))
        for table, row in OLD_ROWS.items():
            places = ", ".join(f":{name}" for name in row)
            names = ", ".join(f'"{name}"' for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)
    yield engine
    engine.dispose()


def read_rows(engine):
    with engine.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]
            for table in OLD_ROWS
        }  # fmt: skip


def test_what_was_there_is_there_and_dates_from_the_migration(old_engine, clock):
    before = datetime.now(UTC)
    store = Store(old_engine, clock, SeededIds())
    store.upgrade()
    (account,) = read(store).accounts
    assert account == AccountEntry(
        PROD,
        "prod",
        saml_providers=(SAMLProviderEntry("Corp"),),
        roles=(
            RoleEntry(
                "Admin",
                "{}",
                "/team/",
                "Everything",
                7200,
                inline_policies={"p": '{"a": "ü"}'},
                attached_policies=("arn:b",),
                tags={"team": "ü"},
            ),
        ),
        policies=(PolicyEntry("Read", '{"x": []}'),),
    )
    (provider,), (role,), (policy,) = account.saml_providers, account.roles, account.policies
    assert role.unique_id == "AROAEXAMPLE"
    assert (len(policy.unique_id), policy.unique_id[:4]) == (21, "ANPA")
    assert 22 <= len(provider.unique_id) <= 64
    assert provider.unique_id.isalnum()
    assert {entry.created_at for entry in (provider, role, policy)} == {policy.updated_at}
    assert before <= policy.created_at <= datetime.now(UTC)
    with store.unit_of_work() as unit:
        assert unit.configuration.current().revision == 7
        (key,) = unit.access_keys.list_of_user(PROD)
        assert (key.access_key_id, key.user_id) == ("AKIAROOT", PROD)


def test_the_way_back_loses_only_what_is_new(old_engine):
    before = read_rows(old_engine)
    upgrade_schema(old_engine)
    downgrade_schema(old_engine, "0006")
    assert read_rows(old_engine) == before
