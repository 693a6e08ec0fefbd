"""The organisation without its people, indexed for the questions asked on every request."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rolebridge.directory.rules import MappingRule
from rolebridge.federation.account import (
    AccountEntry,
    InstanceProfileEntry,
    OIDCProviderEntry,
    PolicyEntry,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
)
from rolebridge.federation.organisation import Organisation, ServiceProviderEntry


@dataclass(frozen=True)
class Configuration:
    """One revision of the set-up. The store hands out the same object until a change commits.

    Roles, providers, users, policies and profiles are found by their ARN; `principals` has the
    unique id of every role and user by its ARN.
    """

    revision: int
    organisation: Organisation
    accounts: dict[str, AccountEntry] = field(init=False)
    roles: dict[str, tuple[AccountEntry, RoleEntry]] = field(init=False)
    providers: dict[str, tuple[AccountEntry, SAMLProviderEntry]] = field(init=False)
    oidc_providers: dict[str, tuple[AccountEntry, OIDCProviderEntry]] = field(init=False)
    users: dict[str, tuple[AccountEntry, UserEntry]] = field(init=False)
    users_by_id: dict[str, tuple[AccountEntry, UserEntry]] = field(init=False)
    policies: dict[str, PolicyEntry] = field(init=False)
    instance_profiles: dict[str, tuple[AccountEntry, InstanceProfileEntry]] = field(init=False)
    principals: dict[str, str] = field(init=False)
    service_providers: dict[str, ServiceProviderEntry] = field(init=False)

    def __post_init__(self) -> None:
        accounts = self.organisation.accounts or ()
        services = self.organisation.service_providers or ()
        self._index("accounts", ((each.id, each) for each in accounts))
        self._index("roles", ((a.role_arn(r), (a, r)) for a in accounts for r in a.roles))
        self._index(
            "providers", ((a.provider_arn(p), (a, p)) for a in accounts for p in a.saml_providers)
        )
        self._index(
            "oidc_providers",
            ((a.oidc_provider_arn(p), (a, p)) for a in accounts for p in a.oidc_providers),
        )
        self._index("users", ((a.user_arn(u), (a, u)) for a in accounts for u in a.users))
        self._index("users_by_id", ((u.unique_id, (a, u)) for a, u in self.users.values()))
        self._index("policies", ((a.policy_arn(p), p) for a in accounts for p in a.policies))
        self._index(
            "instance_profiles",
            ((a.instance_profile_arn(p), (a, p)) for a in accounts for p in a.instance_profiles),
        )
        self._index("principals", (pair for a in accounts for pair in a.list_principals()))
        self._index("service_providers", ((entry.entity_id, entry) for entry in services))

    def _index(self, name: str, pairs: Iterable[tuple[str, object]]) -> None:
        object.__setattr__(self, name, dict(pairs))

    @property
    def name(self) -> str:
        """The organisation's name, for pages."""
        return self.organisation.name or "rolebridge"

    @property
    def rules(self) -> tuple[MappingRule, ...]:
        """The mapping rules in the order they were written."""
        return self.organisation.mapping_rules or ()

    def find_account(self, name: str) -> AccountEntry | None:
        """An account by its 12-digit id or its alias."""
        by_id = self.accounts.get(name)
        if by_id is not None:
            return by_id
        return next((a for a in self.accounts.values() if a.alias == name), None)
