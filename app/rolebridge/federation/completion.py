"""What an account's entries leave open, given: unique ids, instants, versions, secrets.

What is stored stays where an entry says nothing of it, as one from a file does. Pure, so that
every store follows the same rules.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

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
from rolebridge.federation.policy_versions import complete_versions
from rolebridge.ids import IdSource, new_aws_id

Entity = TypeVar("Entity", RoleEntry, UserEntry, UserGroupEntry, InstanceProfileEntry, PolicyEntry)

_PROVIDER_ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class Completion:
    """What completing an account needs: the instant, and where ids come from."""

    now: datetime
    ids: IdSource

    def complete(self, wanted: AccountEntry, stored: AccountEntry | None) -> AccountEntry:
        """`wanted` with everything said but `principal_ids`, which need all accounts.

        A role, user, group, profile or policy is the stored one that has its unique id, or, where
        it comes without, the one of its path and name. Raises ValueError where a policy's versions
        contradict its document.
        """
        before = stored or AccountEntry(wanted.id)
        policies = {policy.unique_id: policy for policy in before.policies}

        def name(prefix: str) -> Callable[[], str]:
            return lambda: new_aws_id(prefix, wanted.id, self.ids)

        return replace(
            wanted,
            saml_providers=tuple(self._providers(wanted.saml_providers, before.saml_providers)),
            oidc_providers=tuple(self._issuers(wanted.oidc_providers, before.oidc_providers)),
            roles=tuple(self._entities(wanted.roles, before.roles, name("AROA"))),
            policies=tuple(
                complete_versions(policy, policies.get(policy.unique_id), self.now)
                for policy in self._entities(wanted.policies, before.policies, name("ANPA"))
            ),
            users=tuple(self._entities(wanted.users, before.users, name("AIDA"))),
            user_groups=tuple(self._entities(wanted.user_groups, before.user_groups, name("AGPA"))),
            instance_profiles=tuple(
                self._entities(wanted.instance_profiles, before.instance_profiles, name("AIPA"))
            ),
        )

    def _entities(
        self, wanted: Sequence[Entity], stored: Sequence[Entity], new_id: Callable[[], str]
    ) -> Iterator[Entity]:
        by_id = {entry.unique_id: entry for entry in stored}
        claimed = {entry.unique_id for entry in wanted}
        by_name = {
            (entry.path, entry.name): entry for entry in stored if entry.unique_id not in claimed
        }
        for entry in wanted:
            before = by_id.get(entry.unique_id) or by_name.get((entry.path, entry.name))
            yield replace(
                entry,
                unique_id=entry.unique_id or (before.unique_id if before else new_id()),
                created_at=entry.created_at or (before and before.created_at) or self.now,
            )

    def _providers(
        self, wanted: Iterable[SAMLProviderEntry], stored: Iterable[SAMLProviderEntry]
    ) -> Iterator[SAMLProviderEntry]:
        by_name = {provider.name: provider for provider in stored}
        for entry in wanted:
            before = by_name.get(entry.name, SAMLProviderEntry(entry.name))
            keys = before.private_keys or ()
            yield replace(
                entry,
                unique_id=entry.unique_id or before.unique_id or new_provider_id(self.ids),
                created_at=entry.created_at or before.created_at or self.now,
                private_keys=keys if entry.private_keys is None else entry.private_keys,
            )

    def _issuers(
        self, wanted: Iterable[OIDCProviderEntry], stored: Iterable[OIDCProviderEntry]
    ) -> Iterator[OIDCProviderEntry]:
        made = {provider.url: provider.created_at for provider in stored}
        for entry in wanted:
            yield replace(entry, created_at=entry.created_at or made.get(entry.url) or self.now)


def new_provider_id(ids: IdSource) -> str:
    """A SAMLProviderUUID: 22 to 64 of A to Z and 0 to 9 (IAM GetSAMLProvider)."""
    return "SAMLSP" + base64.b32encode(ids.random_bytes(_PROVIDER_ID_BYTES)).decode()
