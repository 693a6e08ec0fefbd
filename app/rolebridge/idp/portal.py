"""The portal: which accounts and roles are mine, and what stands between me and others."""

from collections.abc import Callable
from dataclasses import dataclass

from rolebridge.directory.mapping import collect_grants, evaluate_rules
from rolebridge.directory.people import Person
from rolebridge.directory.rules import RoleGrant, RuleResult
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import SPProfile
from rolebridge.idp.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """An account with the roles in it, by name."""

    id: str
    alias: str | None
    partition: str
    roles: tuple[RoleGrant, ...]


@dataclass(frozen=True, slots=True)
class PortalView:
    """What one person sees. `service_provider` is AWS's entity id, empty where there is none."""

    accounts: tuple[PortalAccount, ...]
    results: tuple[RuleResult, ...]
    service_provider: str


@dataclass(frozen=True, slots=True)
class Portal:
    """Reads the rules; changes nothing."""

    unit_of_work: Callable[[], UnitOfWork]

    def view(self, person: Person) -> PortalView:
        """The roles of a person by account, and the result of every rule."""
        with self.unit_of_work() as work:
            configuration = work.configuration.current()
        results = evaluate_rules(person, configuration.rules, configuration)
        accounts = _group(collect_grants(results), configuration)
        return PortalView(accounts, results, _find_aws(configuration))


def _group(
    grants: tuple[RoleGrant, ...], configuration: Configuration
) -> tuple[PortalAccount, ...]:
    """By account, in the order of alias or number; one line for each role."""
    roles: dict[str, dict[str, RoleGrant]] = {}
    for grant in grants:
        roles.setdefault(grant.account, {}).setdefault(grant.role_arn, grant)
    accounts = [configuration.accounts[account] for account in roles]
    return tuple(
        PortalAccount(
            account.id,
            account.alias,
            account.partition,
            tuple(sorted(roles[account.id].values(), key=lambda grant: grant.role_name)),
        )
        for account in sorted(accounts, key=lambda account: account.alias or account.id)
    )


def _find_aws(configuration: Configuration) -> str:
    entries = configuration.service_providers.values()
    return next((e.entity_id for e in entries if e.profile is SPProfile.AWS), "")
