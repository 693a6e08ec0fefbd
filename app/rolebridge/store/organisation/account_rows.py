"""The rows that an account's entries become."""

from collections.abc import Iterable, Iterator

from rolebridge.federation.account import (
    AccountEntry,
    InstanceProfileEntry,
    PolicyEntry,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
    UserGroupEntry,
)
from rolebridge.store.models import (
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
from rolebridge.store.organisation.account_entries import Rows
from rolebridge.store.organisation.rows import Row


def build_rows(account: AccountEntry) -> Rows:
    """The rows of what is in an account, which must be complete (`federation.completion`)."""
    rows: Rows = {
        StoredSAMLProvider: [_of_saml_provider(each) for each in account.saml_providers],
        StoredProviderKey: list(_of_provider_keys(account)),
        StoredOIDCProvider: list(_of_oidc_providers(account)),
        StoredRole: [_of_role(role) for role in account.roles],
        StoredManagedPolicy: [_of_policy(policy) for policy in account.policies],
        StoredPolicyVersion: list(_of_versions(account)),
        StoredUserGroup: [_of_user_group(group) for group in account.user_groups],
        StoredUser: [_of_user(user) for user in account.users],
        StoredUserGroupMembership: list(_of_memberships(account)),
        StoredInstanceProfile: list(_of_profiles(account)),
    }
    # Rows that belong to a row bring their position within it.
    for of_table in rows.values():
        for position, row in enumerate(of_table):
            row["account_id"] = account.id
            row.setdefault("position", position)
    return rows


def _of_saml_provider(provider: SAMLProviderEntry) -> Row:
    encryption = provider.assertion_encryption
    return {
        "name": provider.name,
        "metadata_xml": provider.metadata,
        "unique_id": provider.unique_id,
        "created_at": provider.created_at,
        "assertion_encryption": encryption and encryption.value,
        "tags": dict(provider.tags),
    }


def _of_provider_keys(account: AccountEntry) -> Iterator[Row]:
    for provider in account.saml_providers:
        for position, key in enumerate(provider.private_keys or ()):
            yield {
                "position": position,
                "provider_name": provider.name,
                "key_id": key.key_id,
                "created_at": key.created_at,
                "sealed_pem": key.sealed_pem,
            }


def _of_oidc_providers(account: AccountEntry) -> Iterator[Row]:
    for provider in account.oidc_providers:
        yield {
            "url": provider.url,
            "client_ids": list(provider.client_ids),
            "thumbprints": list(provider.thumbprints),
            "jwks": provider.jwks,
            "tags": dict(provider.tags),
            "created_at": provider.created_at,
        }


def _of_role(role: RoleEntry) -> Row:
    return {
        **_identity(role),
        **_permissions(role),
        "description": role.description,
        "trust_policy": role.trust_policy,
        "max_session_duration": role.max_session_duration,
        "permissions_boundary": role.permissions_boundary,
        "tags": dict(role.tags),
        "principal_ids": None if role.principal_ids is None else dict(role.principal_ids),
    }


def _of_policy(policy: PolicyEntry) -> Row:
    return {
        **_identity(policy),
        "description": policy.description,
        "tags": dict(policy.tags),
        "updated_at": policy.updated_at,
        "default_version": policy.default_version,
        "last_version": policy.last_version,
    }


def _of_versions(account: AccountEntry) -> Iterator[Row]:
    for policy in account.policies:
        for position, version in enumerate(policy.versions or ()):
            yield {
                "position": position,
                "policy_name": policy.name,
                "number": version.number,
                "document": version.document,
                "created_at": version.created_at,
            }


def _of_user_group(group: UserGroupEntry) -> Row:
    return {**_identity(group), **_permissions(group)}


def _of_user(user: UserEntry) -> Row:
    return {
        **_identity(user),
        **_permissions(user),
        "permissions_boundary": user.permissions_boundary,
        "tags": dict(user.tags),
    }


def _of_memberships(account: AccountEntry) -> Iterator[Row]:
    ids = _ids_by_name(account.user_groups)
    for user in account.users:
        for position, group in enumerate(dict.fromkeys(user.groups)):
            yield {
                "position": position,
                "user_id": user.unique_id,
                "group_id": ids.get(group, group),
            }


def _of_profiles(account: AccountEntry) -> Iterator[Row]:
    ids = _ids_by_name(account.roles)
    for profile in account.instance_profiles:
        role_id = None if profile.role is None else ids.get(profile.role, profile.role)
        yield {**_identity(profile), "role_id": role_id, "tags": dict(profile.tags)}


def _ids_by_name(entries: Iterable[RoleEntry | UserGroupEntry]) -> dict[str, str]:
    """A name that is not among them is left to the foreign key, which refuses it."""
    return {entry.name: entry.unique_id for entry in entries}


def _identity(
    entry: RoleEntry | PolicyEntry | UserEntry | UserGroupEntry | InstanceProfileEntry,
) -> Row:
    return {
        "unique_id": entry.unique_id,
        "name": entry.name,
        "path": entry.path,
        "created_at": entry.created_at,
    }


def _permissions(entry: RoleEntry | UserEntry | UserGroupEntry) -> Row:
    return {
        "inline_policies": dict(entry.inline_policies),
        "attached_policies": list(entry.attached_policies),
    }
