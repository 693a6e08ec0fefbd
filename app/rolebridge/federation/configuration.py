"""The organisation without its people, indexed for the questions asked on every request."""

from dataclasses import dataclass, field

from rolebridge.directory.rules import MappingRule
from rolebridge.federation.organisation import (
    AccountEntry,
    Organisation,
    RoleEntry,
    SAMLProviderEntry,
    ServiceProviderEntry,
)


@dataclass(frozen=True)
class Configuration:
    """One revision of the set-up. The store hands out the same object until a change commits."""

    revision: int
    organisation: Organisation
    accounts: dict[str, AccountEntry] = field(init=False)
    roles: dict[str, tuple[AccountEntry, RoleEntry]] = field(init=False)
    providers: dict[str, tuple[AccountEntry, SAMLProviderEntry]] = field(init=False)
    service_providers: dict[str, ServiceProviderEntry] = field(init=False)

    def __post_init__(self) -> None:
        accounts = self.organisation.accounts or ()
        index = object.__setattr__
        index(self, "accounts", {account.id: account for account in accounts})
        index(self, "roles", {a.role_arn(r): (a, r) for a in accounts for r in a.roles})
        index(
            self,
            "providers",
            {a.provider_arn(p): (a, p) for a in accounts for p in a.saml_providers},
        )
        services = self.organisation.service_providers or ()
        index(self, "service_providers", {entry.entity_id: entry for entry in services})

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
