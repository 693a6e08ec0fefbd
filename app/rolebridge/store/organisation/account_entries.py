"""Accounts as rows of their tables, and back. Rows go in and come out complete."""

from collections.abc import Iterator

from rolebridge.federation.account import (
    AccountEntry,
    AssertionEncryption,
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
from rolebridge.store.models import (
    Base,
    StoredInstanceProfile,
    StoredManagedPolicy,
    StoredOIDCProvider,
    StoredPolicyVersion,
    StoredProviderKey,
    StoredRole,
    StoredSAMLProvider,
    StoredUser,
    StoredUserGroup,
    StoredUserGroupMembership,
)
from rolebridge.store.organisation.rows import Row, group_rows

Rows = dict[type[Base], list[Row]]
"""The rows of an account by their table; every one of TABLES is there."""

# In the order of their references: what is named stands before what names it.
TABLES: tuple[type[Base], ...] = (
    StoredSAMLProvider,
    StoredProviderKey,
    StoredOIDCProvider,
    StoredRole,
    StoredManagedPolicy,
    StoredPolicyVersion,
    StoredUserGroup,
    StoredUser,
    StoredUserGroupMembership,
    StoredInstanceProfile,
)


def build_entry(account: Row, rows: Rows) -> AccountEntry:
    """The account of its own row and the rows of what is in it."""
    return AccountEntry(
        id=account["id"],
        alias=account["alias"],
        partition=account["partition"],
        saml_providers=tuple(_saml_providers(rows)),
        oidc_providers=tuple(_as_oidc_provider(row) for row in rows[StoredOIDCProvider]),
        roles=tuple(_as_role(row) for row in rows[StoredRole]),
        policies=tuple(_policies(rows)),
        users=tuple(_users(rows)),
        user_groups=tuple(_as_user_group(row) for row in rows[StoredUserGroup]),
        instance_profiles=tuple(_instance_profiles(rows)),
    )


def _saml_providers(rows: Rows) -> Iterator[SAMLProviderEntry]:
    keys = group_rows(rows[StoredProviderKey], "provider_name")
    for row in rows[StoredSAMLProvider]:
        encryption = row["assertion_encryption"]
        yield SAMLProviderEntry(
            name=row["name"],
            metadata=row["metadata_xml"],
            assertion_encryption=encryption and AssertionEncryption(encryption),
            tags=row["tags"],
            unique_id=row["unique_id"],
            created_at=row["created_at"],
            private_keys=tuple(
                ProviderKey(key["key_id"], key["created_at"], key["sealed_pem"])
                for key in keys(row["name"])
            ),
        )


def _as_oidc_provider(row: Row) -> OIDCProviderEntry:
    return OIDCProviderEntry(
        url=row["url"],
        client_ids=tuple(row["client_ids"]),
        thumbprints=tuple(row["thumbprints"]),
        jwks=row["jwks"],
        tags=row["tags"],
        created_at=row["created_at"],
    )


def _as_role(row: Row) -> RoleEntry:
    return RoleEntry(
        name=row["name"],
        trust_policy=row["trust_policy"],
        path=row["path"],
        description=row["description"],
        max_session_duration=row["max_session_duration"],
        inline_policies=row["inline_policies"],
        attached_policies=tuple(row["attached_policies"]),
        permissions_boundary=row["permissions_boundary"],
        tags=row["tags"],
        unique_id=row["unique_id"],
        created_at=row["created_at"],
        principal_ids=row["principal_ids"],
    )


def _policies(rows: Rows) -> Iterator[PolicyEntry]:
    of_policy = group_rows(rows[StoredPolicyVersion], "policy_name")
    for row in rows[StoredManagedPolicy]:
        versions = tuple(
            PolicyVersion(version["number"], version["document"], version["created_at"])
            for version in of_policy(row["name"])
        )
        documents = {version.number: version.document for version in versions}
        yield PolicyEntry(
            name=row["name"],
            document=documents[row["default_version"]],
            path=row["path"],
            description=row["description"],
            tags=row["tags"],
            unique_id=row["unique_id"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            versions=versions,
            default_version=row["default_version"],
            last_version=row["last_version"],
        )


def _users(rows: Rows) -> Iterator[UserEntry]:
    names = {row["unique_id"]: row["name"] for row in rows[StoredUserGroup]}
    groups = group_rows(rows[StoredUserGroupMembership], "user_id")
    for row in rows[StoredUser]:
        yield UserEntry(
            name=row["name"],
            path=row["path"],
            groups=tuple(names[group["group_id"]] for group in groups(row["unique_id"])),
            inline_policies=row["inline_policies"],
            attached_policies=tuple(row["attached_policies"]),
            permissions_boundary=row["permissions_boundary"],
            tags=row["tags"],
            unique_id=row["unique_id"],
            created_at=row["created_at"],
        )


def _as_user_group(row: Row) -> UserGroupEntry:
    return UserGroupEntry(
        name=row["name"],
        path=row["path"],
        inline_policies=row["inline_policies"],
        attached_policies=tuple(row["attached_policies"]),
        unique_id=row["unique_id"],
        created_at=row["created_at"],
    )


def _instance_profiles(rows: Rows) -> Iterator[InstanceProfileEntry]:
    names = {row["unique_id"]: row["name"] for row in rows[StoredRole]}
    for row in rows[StoredInstanceProfile]:
        yield InstanceProfileEntry(
            name=row["name"],
            path=row["path"],
            role=names[row["role_id"]] if row["role_id"] else None,
            tags=row["tags"],
            unique_id=row["unique_id"],
            created_at=row["created_at"],
        )
