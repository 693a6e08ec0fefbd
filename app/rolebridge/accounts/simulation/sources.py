"""Policies under simulation, each with the name that results give it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rolebridge.accounts.refusals import invalid_input
from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry, UserGroupEntry
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import MalformedPolicy, Policy, PolicyKind, PolicySet, parse_policy

Entity = UserEntry | UserGroupEntry | RoleEntry
_WORDS = {UserEntry: "user", UserGroupEntry: "group", RoleEntry: "role"}


@dataclass(frozen=True, slots=True)
class Source:
    """One policy. `type` is AWS's word for where it comes from.

    A managed policy has its `arn`; an inline one its `name` and its `holder`, `("user", "ann")`.
    """

    id: str
    type: str
    policy: Policy
    arn: str | None = None
    holder: tuple[str, str] | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Policies of the caller's side by layer; a boundary or organisation that is None is none."""

    identity: tuple[Source, ...]
    boundary: tuple[Source, ...] | None = None
    organization: tuple[tuple[Source, ...], ...] = ()

    def __iter__(self) -> Iterator[Source]:
        """All of them."""
        return chain(self.identity, self.boundary or (), *self.organization)


def build_set(sources: Sequence[Source]) -> PolicySet:
    """Policies to be asked together, in the order of their sources."""
    return PolicySet.of(source.policy for source in sources)


def read_input(text: str, kind: PolicyKind, name: str, type_: str) -> Source:
    """A policy out of a call. Raises AWSRefused (InvalidInput)."""
    try:
        return Source(name, type_, parse_policy(text, kind))
    except MalformedPolicy as error:
        raise invalid_input(f"{name}: {error.aws_text or error}", has_aws_text=False) from None


def read_inputs(texts: Sequence[str], kind: PolicyKind, name: str) -> tuple[Source, ...]:
    """A list of policies out of a call: `PolicyInputList.1` and so on. Raises AWSRefused."""
    return tuple(
        read_input(text, kind, f"{name}.{number}", "IAM Policy")
        for number, text in enumerate(texts, start=1)
    )


def list_sources(
    account: AccountEntry, entity: Entity, managed: ManagedPolicies
) -> Iterator[Source]:
    """The policies of an entity, those of a user's groups included. One that is not known here
    allows and denies nothing. Raises AWSRefused for one that cannot be read.
    """
    holders: list[Entity] = [entity]
    if isinstance(entity, UserEntry):
        holders += [group for group in account.user_groups if group.name in entity.groups]
    for holder in holders:
        word = _WORDS[type(holder)]
        for name, text in holder.inline_policies.items():
            inline = f"{word}_{holder.name}_{name}"
            found = read_input(text, PolicyKind.IDENTITY, inline, "IAM Policy")
            yield replace(found, holder=(word, holder.name), name=name)
        for arn in holder.attached_policies:
            yield from find_managed_source(account, arn, managed)


def find_managed_source(
    account: AccountEntry, arn: str, managed: ManagedPolicies
) -> Iterator[Source]:
    """A managed policy of the account or of AWS, by its name; none of an unknown one."""
    name = arn.rpartition("/")[2]
    own = {account.policy_arn(policy): policy for policy in account.policies}.get(arn)
    if own is not None:
        found = read_input(own.document, PolicyKind.MANAGED, name, "IAM Policy")
        yield replace(found, arn=arn)
    elif (of_aws := managed.find(arn)) is not None:
        yield Source(name, "IAM Policy", of_aws, arn)
