"""Accounts and what is in them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rolebridge.federation.account import (
    AccountEntry,
    AssertionEncryption,
    InstanceProfileEntry,
    OIDCProviderEntry,
    PolicyEntry,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
    UserGroupEntry,
)
from rolebridge.federation.checks.names import AccountNames
from rolebridge.federation.faults import Path

Texts = Mapping[Path, str]
"""The text of each document by its path in the file."""


def build_account(
    raw: Mapping[str, Any], path: Path, texts: Texts, names: AccountNames
) -> AccountEntry:
    """One item of `accounts`."""

    def items(section: str) -> Iterator[tuple[Any, Path]]:
        return ((item, (*path, section, i)) for i, item in enumerate(raw.get(section, ())))

    return AccountEntry(
        id=raw["id"],
        alias=raw.get("alias"),
        partition=raw.get("partition", "aws"),
        saml_providers=tuple(
            _build_saml_provider(item, texts.get((*at, "metadata")))
            for item, at in items("saml_providers")
        ),
        oidc_providers=tuple(
            _build_oidc_provider(item, texts.get((*at, "jwks")))
            for item, at in items("oidc_providers")
        ),
        roles=tuple(_build_role(item, at, texts, names) for item, at in items("roles")),
        policies=tuple(_build_policy(item, at, texts) for item, at in items("policies")),
        users=tuple(_build_user(item, at, texts, names) for item, at in items("users")),
        user_groups=tuple(
            _build_user_group(item, at, texts, names) for item, at in items("user_groups")
        ),
        instance_profiles=tuple(
            _build_instance_profile(item) for item, _ in items("instance_profiles")
        ),
    )


def _build_saml_provider(raw: Mapping[str, Any], metadata: str | None) -> SAMLProviderEntry:
    encryption = raw.get("assertion_encryption")
    return SAMLProviderEntry(
        raw["name"],
        metadata,
        None if encryption is None else AssertionEncryption(encryption),
        tags=dict(raw.get("tags", {})),
    )


def _build_oidc_provider(raw: Mapping[str, Any], jwks: str | None) -> OIDCProviderEntry:
    return OIDCProviderEntry(
        url=raw["url"],
        client_ids=tuple(raw.get("client_ids", ())),
        thumbprints=tuple(raw.get("thumbprints", ())),
        jwks=jwks,
        tags=dict(raw.get("tags", {})),
    )


def _build_role(raw: Mapping[str, Any], path: Path, texts: Texts, names: AccountNames) -> RoleEntry:
    return RoleEntry(
        name=raw["name"],
        trust_policy=texts[(*path, "trust_policy")],
        path=raw.get("path", "/"),
        description=raw.get("description", ""),
        max_session_duration=raw.get("max_session_duration", 3600),
        inline_policies=_inline_policies(raw, path, texts),
        attached_policies=_attached_policies(raw, names),
        permissions_boundary=_permissions_boundary(raw, names),
        tags=dict(raw.get("tags", {})),
    )


def _build_policy(raw: Mapping[str, Any], path: Path, texts: Texts) -> PolicyEntry:
    return PolicyEntry(
        name=raw["name"],
        document=texts[(*path, "document")],
        path=raw.get("path", "/"),
        description=raw.get("description", ""),
        tags=dict(raw.get("tags", {})),
    )


def _build_user(raw: Mapping[str, Any], path: Path, texts: Texts, names: AccountNames) -> UserEntry:
    return UserEntry(
        name=raw["name"],
        path=raw.get("path", "/"),
        groups=tuple(raw.get("groups", ())),
        inline_policies=_inline_policies(raw, path, texts),
        attached_policies=_attached_policies(raw, names),
        permissions_boundary=_permissions_boundary(raw, names),
        tags=dict(raw.get("tags", {})),
    )


def _build_user_group(
    raw: Mapping[str, Any], path: Path, texts: Texts, names: AccountNames
) -> UserGroupEntry:
    return UserGroupEntry(
        name=raw["name"],
        path=raw.get("path", "/"),
        inline_policies=_inline_policies(raw, path, texts),
        attached_policies=_attached_policies(raw, names),
    )


def _build_instance_profile(raw: Mapping[str, Any]) -> InstanceProfileEntry:
    return InstanceProfileEntry(
        name=raw["name"],
        path=raw.get("path", "/"),
        role=raw.get("role"),
        tags=dict(raw.get("tags", {})),
    )


def _inline_policies(raw: Mapping[str, Any], path: Path, texts: Texts) -> dict[str, str]:
    names: Iterable[str] = raw.get("inline_policies", ())
    return {name: texts[(*path, "inline_policies", name)] for name in names}


def _attached_policies(raw: Mapping[str, Any], names: AccountNames) -> tuple[str, ...]:
    attached = (names.policies.get(name, name) for name in raw.get("attached_policies", ()))
    return tuple(dict.fromkeys(attached))


def _permissions_boundary(raw: Mapping[str, Any], names: AccountNames) -> str | None:
    boundary: str | None = raw.get("permissions_boundary")
    return boundary and names.policies.get(boundary, boundary)
