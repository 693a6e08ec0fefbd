"""Accounts as they stand in a file."""

from collections.abc import Mapping

from rolebridge.federation.account import (
    AccountEntry,
    InstanceProfileEntry,
    OIDCProviderEntry,
    PolicyEntry,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
    UserGroupEntry,
)
from rolebridge.federation.export.words import Tree, WritePolicy, list_present


def build_account_tree(account: AccountEntry, write: WritePolicy) -> Tree:
    """One item of `accounts`."""
    return {"id": account.id} | list_present(
        alias=account.alias,
        partition=None if account.partition == "aws" else account.partition,
        saml_providers=[_saml_provider(provider) for provider in account.saml_providers],
        oidc_providers=[_oidc_provider(provider) for provider in account.oidc_providers],
        roles=[_role(role, write) for role in account.roles],
        policies=[_policy(policy, write) for policy in account.policies],
        user_groups=[_user_group(group, write) for group in account.user_groups],
        users=[_user(user, write) for user in account.users],
        instance_profiles=[_instance_profile(profile) for profile in account.instance_profiles],
    )


def _saml_provider(provider: SAMLProviderEntry) -> Tree:
    metadata = "self" if provider.metadata is None else provider.metadata
    encryption = provider.assertion_encryption
    return {"name": provider.name, "metadata": metadata} | list_present(
        assertion_encryption=encryption and encryption.value, tags=dict(provider.tags)
    )


def _oidc_provider(provider: OIDCProviderEntry) -> Tree:
    return {"url": provider.url} | list_present(
        client_ids=list(provider.client_ids),
        thumbprints=list(provider.thumbprints),
        jwks=provider.jwks,
        tags=dict(provider.tags),
    )


def _role(role: RoleEntry, write: WritePolicy) -> Tree:
    return (
        {"name": role.name}
        | list_present(path=_path(role.path), description=role.description)
        | {"trust_policy": write(role.trust_policy)}
        | list_present(
            max_session_duration=role.max_session_duration,
            inline_policies=_written(role.inline_policies, write),
            attached_policies=list(role.attached_policies),
            permissions_boundary=role.permissions_boundary,
            tags=dict(role.tags),
        )
    )


def _policy(policy: PolicyEntry, write: WritePolicy) -> Tree:
    return (
        {"name": policy.name}
        | list_present(path=_path(policy.path), description=policy.description)
        | {"document": write(policy.document)}
        | list_present(tags=dict(policy.tags))
    )


def _user(user: UserEntry, write: WritePolicy) -> Tree:
    return {"name": user.name} | list_present(
        path=_path(user.path),
        groups=list(user.groups),
        inline_policies=_written(user.inline_policies, write),
        attached_policies=list(user.attached_policies),
        permissions_boundary=user.permissions_boundary,
        tags=dict(user.tags),
    )


def _user_group(group: UserGroupEntry, write: WritePolicy) -> Tree:
    return {"name": group.name} | list_present(
        path=_path(group.path),
        inline_policies=_written(group.inline_policies, write),
        attached_policies=list(group.attached_policies),
    )


def _instance_profile(profile: InstanceProfileEntry) -> Tree:
    return {"name": profile.name} | list_present(
        path=_path(profile.path), role=profile.role, tags=dict(profile.tags)
    )


def _path(path: str) -> str | None:
    return None if path == "/" else path


def _written(policies: Mapping[str, str], write: WritePolicy) -> Tree:
    return {name: write(text) for name, text in policies.items()}
