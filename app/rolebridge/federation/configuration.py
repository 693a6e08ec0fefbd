"""The organisation without its people, indexed for the questions asked on every request."""

from dataclasses import InitVar, dataclass, field, fields
from typing import Self

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
from rolebridge.federation.organisation import OIDCClientEntry, Organisation, ServiceProviderEntry


@dataclass(frozen=True, slots=True)
class AccountIndex:
    """What is in one account, by ARN."""

    roles: dict[str, tuple[AccountEntry, RoleEntry]]
    providers: dict[str, tuple[AccountEntry, SAMLProviderEntry]]
    oidc_providers: dict[str, tuple[AccountEntry, OIDCProviderEntry]]
    users: dict[str, tuple[AccountEntry, UserEntry]]
    users_by_id: dict[str, tuple[AccountEntry, UserEntry]]
    policies: dict[str, PolicyEntry]
    instance_profiles: dict[str, tuple[AccountEntry, InstanceProfileEntry]]
    principals: dict[str, str]

    @classmethod
    def of(cls, account: AccountEntry) -> Self:
        """Index an account."""
        return cls(
            roles={account.role_arn(each): (account, each) for each in account.roles},
            providers={
                account.provider_arn(each): (account, each) for each in account.saml_providers
            },
            oidc_providers={
                account.oidc_provider_arn(each): (account, each) for each in account.oidc_providers
            },
            users={account.user_arn(each): (account, each) for each in account.users},
            users_by_id={each.unique_id: (account, each) for each in account.users},
            policies={account.policy_arn(each): each for each in account.policies},
            instance_profiles={
                account.instance_profile_arn(each): (account, each)
                for each in account.instance_profiles
            },
            principals=dict(account.list_principals()),
        )


@dataclass(frozen=True)
class Configuration:
    """One revision of the set-up. The store hands out the same object until a change commits.

    Roles, providers, users, policies and profiles are found by their ARN; `principals` has the
    unique id of every role and user by its ARN. `previous` is the configuration before this one:
    an account that is the same object in both is not indexed again.
    """

    revision: int
    organisation: Organisation
    previous: InitVar["Configuration | None"] = None
    accounts: dict[str, AccountEntry] = field(init=False)
    indices: dict[str, AccountIndex] = field(init=False, repr=False, compare=False)
    roles: dict[str, tuple[AccountEntry, RoleEntry]] = field(init=False)
    providers: dict[str, tuple[AccountEntry, SAMLProviderEntry]] = field(init=False)
    oidc_providers: dict[str, tuple[AccountEntry, OIDCProviderEntry]] = field(init=False)
    users: dict[str, tuple[AccountEntry, UserEntry]] = field(init=False)
    users_by_id: dict[str, tuple[AccountEntry, UserEntry]] = field(init=False)
    policies: dict[str, PolicyEntry] = field(init=False)
    instance_profiles: dict[str, tuple[AccountEntry, InstanceProfileEntry]] = field(init=False)
    principals: dict[str, str] = field(init=False)
    service_providers: dict[str, ServiceProviderEntry] = field(init=False)
    oidc_clients: dict[str, OIDCClientEntry] = field(init=False)

    def __post_init__(self, previous: "Configuration | None") -> None:
        accounts = self.organisation.accounts or ()
        services = self.organisation.service_providers or ()
        indices = {
            account.id: previous.indices[account.id]
            if previous and previous.accounts.get(account.id) is account
            else AccountIndex.of(account)
            for account in accounts
        }
        self._set("accounts", {account.id: account for account in accounts})
        self._set("indices", indices)
        for part in fields(AccountIndex):
            whole: dict[str, object] = {}
            for index in indices.values():
                whole.update(getattr(index, part.name))
            self._set(part.name, whole)
        self._set("service_providers", {entry.entity_id: entry for entry in services})
        clients = self.organisation.oidc_clients or ()
        self._set("oidc_clients", {client.client_id: client for client in clients})

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

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
