"""Users, groups of users, profiles, OpenID Connect providers; what a role owns in its own row.

What exists is taken to be made at the instant of this version. Unique ids of providers and
policies are drawn here, for what stands already.
"""

import base64
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    now = datetime.now(UTC)
    _upgrade_revisions()
    _upgrade_providers(now)
    _upgrade_roles(now)
    _upgrade_policies(now)
    _create_users()
    _create_profiles_and_oidc_providers()
    _upgrade_access_keys(now)
    _create_mfa_devices()


def downgrade() -> None:
    op.drop_table("mfa_devices")
    _downgrade_access_keys()
    op.drop_table("oidc_providers")
    op.drop_table("instance_profiles")
    op.drop_table("user_group_memberships")
    op.drop_table("users")
    op.drop_table("user_groups")
    _downgrade_policies()
    _downgrade_roles()
    op.drop_table("saml_provider_keys")
    with op.batch_alter_table("saml_providers") as table:
        table.drop_constraint(op.f("uq_saml_providers_unique_id"), type_="unique")
        _drop_columns(table, "unique_id", "created_at", "assertion_encryption", "tags")
    with op.batch_alter_table("accounts") as table:
        table.drop_column("changed_revision")
    with op.batch_alter_table("organisation") as table:
        table.drop_column("sections_revision")


def _upgrade_revisions() -> None:
    (present,) = _read("SELECT revision FROM organisation")
    _add_columns("accounts", {"changed_revision": (sa.Integer(), present["revision"])})
    _add_columns("organisation", {"sections_revision": (sa.Integer(), present["revision"])})


def _upgrade_providers(now: datetime) -> None:
    _add_columns(
        "saml_providers",
        {
            "unique_id": (sa.Text(), ""),
            "created_at": (_INSTANT, now),
            "tags": (sa.Text(), "{}"),
        },
        sa.Column("assertion_encryption", sa.Text(), nullable=True),
    )
    for row in _read("SELECT account_id, name FROM saml_providers"):
        unique_id = "SAMLSP" + base64.b32encode(secrets.token_bytes(10)).decode()
        _run(
            "UPDATE saml_providers SET unique_id = :unique_id"
            " WHERE account_id = :account_id AND name = :name",
            row | {"unique_id": unique_id},
        )
    with op.batch_alter_table("saml_providers") as table:
        table.create_unique_constraint(op.f("uq_saml_providers_unique_id"), ["unique_id"])
    op.create_table(
        "saml_provider_keys",
        *_texts("account_id", "provider_name", "key_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("sealed_pem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "provider_name"],
            ["saml_providers.account_id", "saml_providers.name"],
            name=op.f("fk_saml_provider_keys_account_id_provider_name_saml_providers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "provider_name", "key_id", name=op.f("pk_saml_provider_keys")
        ),
    )


def _upgrade_roles(now: datetime) -> None:
    _add_columns(
        "roles",
        {
            "inline_policies": (sa.Text(), "{}"),
            "attached_policies": (sa.Text(), "[]"),
            "tags": (sa.Text(), "{}"),
            "created_at": (_INSTANT, now),
        },
        sa.Column("permissions_boundary", sa.Text(), nullable=True),
        sa.Column("principal_ids", sa.Text(), nullable=True),
    )
    owned: dict[str, dict[str, Any]] = {}
    for row in _read("SELECT role_id, name, document FROM role_inline_policies ORDER BY position"):
        _of(owned, row)["inline_policies"][row["name"]] = row["document"]
    for row in _read("SELECT role_id, policy_arn FROM role_attached_policies ORDER BY position"):
        _of(owned, row)["attached_policies"].append(row["policy_arn"])
    for row in _read("SELECT role_id, key, value FROM role_tags ORDER BY position"):
        _of(owned, row)["tags"][row["key"]] = row["value"]
    for role_id, values in owned.items():
        _run(
            "UPDATE roles SET inline_policies = :inline_policies,"
            " attached_policies = :attached_policies, tags = :tags WHERE unique_id = :role_id",
            {name: json.dumps(value, separators=(",", ":")) for name, value in values.items()}
            | {"role_id": role_id},
        )
    for table in ("role_inline_policies", "role_attached_policies", "role_tags"):
        op.drop_table(table)


def _of(owned: dict[str, dict[str, Any]], row: dict[str, Any]) -> dict[str, Any]:
    nothing: dict[str, Any] = {"inline_policies": {}, "attached_policies": [], "tags": {}}
    return owned.setdefault(row["role_id"], nothing)


def _downgrade_roles() -> None:
    for part, key, value in (
        ("role_inline_policies", "name", "document"),
        ("role_attached_policies", "policy_arn", None),
        ("role_tags", "key", "value"),
    ):
        op.create_table(
            part,
            sa.Column("role_id", sa.Text(), nullable=False),
            sa.Column(key, sa.Text(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            *([sa.Column(value, sa.Text(), nullable=False)] if value else []),
            _reference(part, "role_id", "roles.unique_id"),
            sa.PrimaryKeyConstraint("role_id", key, name=op.f(f"pk_{part}")),
        )
    for row in _read("SELECT unique_id, inline_policies, attached_policies, tags FROM roles"):
        for part, columns in (
            ("inline_policies", "name, document"),
            ("attached_policies", "policy_arn"),
            ("tags", "key, value"),
        ):
            into = f"INSERT INTO role_{part} (role_id, position, {columns})"
            _insert_parts(into, row["unique_id"], json.loads(row[part]))
    with op.batch_alter_table("roles") as table:
        _drop_columns(
            table,
            "inline_policies",
            "attached_policies",
            "tags",
            "created_at",
            "permissions_boundary",
            "principal_ids",
        )


def _insert_parts(statement: str, role_id: str, entries: dict[str, str] | list[str]) -> None:
    for position, name in enumerate(entries):
        values = {"role_id": role_id, "position": position, "name": name}
        places = ":role_id, :position, :name"
        if isinstance(entries, dict):
            values["value"] = entries[name]
            places += ", :value"
        _run(f"{statement} VALUES ({places})", values)


def _upgrade_policies(now: datetime) -> None:
    _add_columns(
        "managed_policies",
        {
            "unique_id": (sa.Text(), ""),
            "tags": (sa.Text(), "{}"),
            "created_at": (_INSTANT, now),
            "updated_at": (_INSTANT, now),
            "default_version": (sa.Integer(), 1),
            "last_version": (sa.Integer(), 1),
        },
    )
    op.create_table(
        "policy_versions",
        *_texts("account_id", "policy_name"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "policy_name"],
            ["managed_policies.account_id", "managed_policies.name"],
            name=op.f("fk_policy_versions_account_id_policy_name_managed_policies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "policy_name", "number", name=op.f("pk_policy_versions")
        ),
    )
    _run(
        "INSERT INTO policy_versions"
        " (account_id, policy_name, number, position, document, created_at)"
        " SELECT account_id, name, 1, 0, document, created_at FROM managed_policies"
    )
    for row in _read("SELECT account_id, name FROM managed_policies"):
        _run(
            "UPDATE managed_policies SET unique_id = :unique_id"
            " WHERE account_id = :account_id AND name = :name",
            row | {"unique_id": _new_policy_id(row["account_id"])},
        )
    with op.batch_alter_table("managed_policies") as table:
        table.drop_column("document")
        table.create_unique_constraint(op.f("uq_managed_policies_unique_id"), ["unique_id"])


def _new_policy_id(account: str) -> str:
    """As `rolebridge.ids.new_aws_id` makes one; a version of the schema stands for itself."""
    random = bytearray(secrets.token_bytes(11))
    head = (1 << 47) | (int(account) << 7) | (random[5] & 0x7F)
    random[0:6] = head.to_bytes(6, "big")
    return "ANPA" + base64.b32encode(bytes(random)).decode()[:17]


def _downgrade_policies() -> None:
    _add_columns("managed_policies", {"document": (sa.Text(), "")})
    _run(
        "UPDATE managed_policies SET document = ("
        "SELECT document FROM policy_versions AS version"
        " WHERE version.account_id = managed_policies.account_id"
        " AND version.policy_name = managed_policies.name"
        " AND version.number = managed_policies.default_version)"
    )
    op.drop_table("policy_versions")
    with op.batch_alter_table("managed_policies") as table:
        table.drop_constraint(op.f("uq_managed_policies_unique_id"), type_="unique")
        _drop_columns(table, "unique_id", "tags", "created_at", "updated_at")
        _drop_columns(table, "default_version", "last_version")


def _create_users() -> None:
    boundary = sa.Column("permissions_boundary", sa.Text(), nullable=True)
    for name, more in (("user_groups", ()), ("users", (boundary, *_texts("tags")))):
        op.create_table(
            name,
            *_entity_columns(),
            *_texts("inline_policies", "attached_policies"),
            *more,
            *_entity_constraints(name),
        )
    op.create_table(
        "user_group_memberships",
        *_texts("account_id", "user_id", "group_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        _reference("user_group_memberships", "account_id", "accounts.id"),
        _reference("user_group_memberships", "user_id", "users.unique_id"),
        _reference("user_group_memberships", "group_id", "user_groups.unique_id"),
        sa.PrimaryKeyConstraint("user_id", "group_id", name=op.f("pk_user_group_memberships")),
    )
    op.create_index(
        op.f("ix_user_group_memberships_account_id"), "user_group_memberships", ["account_id"]
    )


def _create_profiles_and_oidc_providers() -> None:
    op.create_table(
        "instance_profiles",
        *_entity_columns(),
        sa.Column("role_id", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        *_entity_constraints("instance_profiles"),
        _reference("instance_profiles", "role_id", "roles.unique_id", "SET NULL"),
    )
    op.create_table(
        "oidc_providers",
        *_texts("account_id", "url"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("client_ids", "thumbprints"),
        sa.Column("jwks", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        _reference("oidc_providers", "account_id", "accounts.id"),
        sa.PrimaryKeyConstraint("account_id", "url", name=op.f("pk_oidc_providers")),
    )


def _entity_columns() -> Iterator[sa.Column[Any]]:
    yield from _texts("unique_id", "account_id", "name", "path")
    yield sa.Column("position", sa.Integer(), nullable=False)
    yield sa.Column("created_at", _INSTANT, nullable=False)


def _entity_constraints(table: str) -> Iterator[sa.Constraint]:
    yield _reference(table, "account_id", "accounts.id")
    yield sa.PrimaryKeyConstraint("unique_id", name=op.f(f"pk_{table}"))
    yield sa.UniqueConstraint("account_id", "name", name=op.f(f"uq_{table}_account_id_name"))


def _upgrade_access_keys(now: datetime) -> None:
    _add_columns(
        "access_keys",
        {"created_at": (_INSTANT, now)},
        sa.Column("last_used_at", _INSTANT, nullable=True),
        sa.Column("last_used_region", sa.Text(), nullable=True),
        sa.Column("last_used_service", sa.Text(), nullable=True),
    )
    with op.batch_alter_table("access_keys") as table:
        table.alter_column("user_id", existing_type=sa.Text(), nullable=True)
    # There were only keys of account roots so far.
    _run("UPDATE access_keys SET user_id = NULL")
    with op.batch_alter_table("access_keys") as table:
        table.create_foreign_key(
            op.f("fk_access_keys_user_id_users"),
            "users",
            ["user_id"],
            ["unique_id"],
            ondelete="CASCADE",
        )
        table.create_index(op.f("ix_access_keys_user_id"), ["user_id"])


def _downgrade_access_keys() -> None:
    _run("DELETE FROM access_keys WHERE user_id IS NOT NULL")
    with op.batch_alter_table("access_keys") as table:
        table.drop_index(op.f("ix_access_keys_user_id"))
        table.drop_constraint(op.f("fk_access_keys_user_id_users"), type_="foreignkey")
        _drop_columns(table, "created_at", "last_used_at", "last_used_region", "last_used_service")
    _run("UPDATE access_keys SET user_id = account_id")
    with op.batch_alter_table("access_keys") as table:
        table.alter_column("user_id", existing_type=sa.Text(), nullable=False)


def _create_mfa_devices() -> None:
    op.create_table(
        "mfa_devices",
        *_texts("serial", "account_id"),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("sealed_seed", sa.Text(), nullable=False),
        sa.Column("enabled_at", _INSTANT, nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        _reference("mfa_devices", "account_id", "accounts.id"),
        _reference("mfa_devices", "user_id", "users.unique_id"),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_mfa_devices")),
    )
    op.create_index(op.f("ix_mfa_devices_account_id"), "mfa_devices", ["account_id"])
    op.create_index(op.f("ix_mfa_devices_user_id"), "mfa_devices", ["user_id"])


def _add_columns(
    table_name: str, required: dict[str, tuple[Any, Any]], *optional: sa.Column[Any]
) -> None:
    """Add columns to a table that may have rows: those that are required get a first value."""
    with op.batch_alter_table(table_name) as table:
        for name, (kind, _) in required.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        for column in optional:
            table.add_column(column)
    columns = [sa.column(name, kind) for name, (kind, _) in required.items()]
    first = {name: value for name, (_, value) in required.items()}
    op.execute(sa.update(sa.table(table_name, *columns)).values(first))
    with op.batch_alter_table(table_name) as table:
        for name, (kind, _) in required.items():
            table.alter_column(name, existing_type=kind, nullable=False)


def _drop_columns(table: BatchOperations, *names: str) -> None:
    for name in names:
        table.drop_column(name)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _reference(table: str, column: str, key: str, ondelete: str = "CASCADE") -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}_{key.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [key], name=name, ondelete=ondelete)


def _read(statement: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(statement)).mappings()]


def _run(statement: str, values: dict[str, Any] | None = None) -> None:
    op.get_bind().execute(sa.text(statement), values or {})
