"""Grants of a matching rule: templates to roles that exist, or the reason why not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from rolebridge.arn import (
    PROVIDER_NAME,
    ROLE_NAME,
    ROLE_PATH,
    build_role_arn,
    build_saml_provider_arn,
)
from rolebridge.directory.people import Person
from rolebridge.directory.placeholders import InvalidTemplate
from rolebridge.directory.rules import Grant, RefusedGrant, RoleGrant
from rolebridge.directory.substitution import (
    Expansion,
    MissingValue,
    expand_template,
    person_values,
)


class Account(Protocol):
    """What mapping needs to know of an AWS account."""

    @property
    def id(self) -> str: ...
    @property
    def alias(self) -> str | None: ...
    @property
    def partition(self) -> str: ...


class Estate(Protocol):
    """The accounts, roles and providers that exist; the last two by ARN."""

    @property
    def accounts(self) -> Mapping[str, Account]: ...
    @property
    def roles(self) -> Mapping[str, object]: ...
    @property
    def providers(self) -> Mapping[str, object]: ...

    def find_account(self, name: str) -> Account | None:
        """An account by its 12-digit id or its alias."""
        ...


class _Refused(Exception):
    """Why a piece of a grant came to nothing."""


@dataclass(frozen=True, slots=True)
class Granting:
    """One rule's grants for one person; `captured` is what a group's name said."""

    rule: str
    person: Person
    captured: Mapping[str, str]
    estate: Estate

    def expand(self, grant: Grant) -> Iterator[RoleGrant | RefusedGrant]:
        """Every role of the grant, given or refused."""
        for template in grant.accounts:
            try:
                names = self._expand(template, {})
            except _Refused as refusal:
                yield from self._refuse_all(template, grant, str(refusal))
                continue
            for name in names:
                account = self.estate.find_account(name.text)
                if account is None:
                    reason = f"there is no account {name.text!r}"
                    yield from self._refuse_all(name.text, grant, reason)
                    continue
                for role in grant.roles:
                    yield from self._expand_role(account, role, grant.provider)

    def _refuse_all(self, account: str, grant: Grant, reason: str) -> Iterator[RefusedGrant]:
        for role in grant.roles:
            yield RefusedGrant(self.rule, account, role, grant.provider, reason)

    def _expand_role(
        self, account: Account, template: str, provider: str
    ) -> Iterator[RoleGrant | RefusedGrant]:
        try:
            roles = self._expand(template, {"account": account.id, "alias": account.alias})
        except _Refused as refusal:
            yield RefusedGrant(self.rule, account.id, template, provider, str(refusal))
            return
        for role in roles:
            try:
                yield self._grant(account, role, provider)
            except _Refused as refusal:
                yield RefusedGrant(self.rule, account.id, role.text, provider, str(refusal))

    def _grant(self, account: Account, role: Expansion, provider: str) -> RoleGrant:
        path, _, name = ("/" + role.text).rpartition("/")
        if not all(map(ROLE_NAME.fullmatch, role.values)):
            raise _Refused("a value put in is no role name")
        if not ROLE_NAME.fullmatch(name):
            raise _Refused(f"{name!r} is no role name")
        if not ROLE_PATH.fullmatch(path + "/"):
            raise _Refused(f"{path + '/'!r} is no role path")
        role_arn = str(build_role_arn(account.partition, account.id, path + "/", name))
        if role_arn not in self.estate.roles:
            raise _Refused(f"there is no role {role_arn}")
        return RoleGrant(
            role_arn, self._provider_arn(account, name, provider), account.id, name, self.rule
        )

    def _provider_arn(self, account: Account, role: str, template: str) -> str:
        known = {"account": account.id, "alias": account.alias, "role": role}
        names = self._expand(template, known)
        if len(names) != 1:
            raise _Refused(f"{template!r} gives {len(names)} providers where one is needed")
        name = names[0].text
        if not PROVIDER_NAME.fullmatch(name):
            raise _Refused(f"{name!r} is no name of a SAML provider")
        arn = str(build_saml_provider_arn(account.partition, account.id, name))
        if arn not in self.estate.providers:
            raise _Refused(f"there is no SAML provider {arn}")
        return arn

    def _expand(self, template: str, known: Mapping[str, str | None]) -> tuple[Expansion, ...]:
        try:
            return expand_template(template, partial(self._find_values, known))
        except (MissingValue, InvalidTemplate) as error:
            raise _Refused(str(error)) from None

    def _find_values(self, known: Mapping[str, str | None], name: str) -> tuple[str, ...] | None:
        if name not in ("account", "alias", "role"):
            return person_values(self.person)(name)
        value = known.get(name, self.captured.get(name))
        return (value,) if value else ()
