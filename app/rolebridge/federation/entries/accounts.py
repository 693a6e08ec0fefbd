"""Accounts, providers, roles and policies."""

from collections.abc import Mapping
from typing import Any

from rolebridge.federation.account import AccountEntry, PolicyEntry, RoleEntry, SAMLProviderEntry
from rolebridge.federation.checks.names import AccountNames
from rolebridge.federation.faults import Path

Texts = Mapping[Path, str]
"""The text of each document by its path in the file."""


def build_account(
    raw: Mapping[str, Any], path: Path, texts: Texts, names: AccountNames
) -> AccountEntry:
    """One item of `accounts`."""
    providers = enumerate(raw.get("saml_providers", ()))
    roles = enumerate(raw.get("roles", ()))
    policies = enumerate(raw.get("policies", ()))
    return AccountEntry(
        id=raw["id"],
        alias=raw.get("alias"),
        partition=raw.get("partition", "aws"),
        saml_providers=tuple(
            SAMLProviderEntry(item["name"], texts.get((*path, "saml_providers", i, "metadata")))
            for i, item in providers
        ),
        roles=tuple(_build_role(item, (*path, "roles", i), texts, names) for i, item in roles),
        policies=tuple(_build_policy(item, (*path, "policies", i), texts) for i, item in policies),
    )


def _build_role(raw: Mapping[str, Any], path: Path, texts: Texts, names: AccountNames) -> RoleEntry:
    attached = (names.policies.get(name, name) for name in raw.get("attached_policies", ()))
    return RoleEntry(
        name=raw["name"],
        trust_policy=texts[(*path, "trust_policy")],
        path=raw.get("path", "/"),
        description=raw.get("description", ""),
        max_session_duration=raw.get("max_session_duration", 3600),
        inline_policies={
            name: texts[(*path, "inline_policies", name)] for name in raw.get("inline_policies", ())
        },
        attached_policies=tuple(dict.fromkeys(attached)),
        tags=dict(raw.get("tags", {})),
    )


def _build_policy(raw: Mapping[str, Any], path: Path, texts: Texts) -> PolicyEntry:
    return PolicyEntry(
        name=raw["name"],
        document=texts[(*path, "document")],
        path=raw.get("path", "/"),
        description=raw.get("description", ""),
    )
