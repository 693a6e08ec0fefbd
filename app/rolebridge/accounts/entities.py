"""Users, groups and roles: what the operations that all of them have need to know of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from rolebridge.access.caller import Caller
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.names import append, find_named, swap
from rolebridge.accounts.operation import Target
from rolebridge.accounts.refusals import name_not_found
from rolebridge.accounts.tags import describe_resource_tags
from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry, UserGroupEntry

Entity = TypeVar("Entity", RoleEntry, UserEntry, UserGroupEntry)
AnyEntity = RoleEntry | UserEntry | UserGroupEntry


@dataclass(frozen=True, slots=True)
class EntityKind(Generic[Entity]):
    """One kind. `word` is its name in operations and parameters; `inline_quota` bounds its inline
    policies together, in characters but white space.
    """

    word: str
    list_entries: Callable[[AccountEntry], tuple[Entity, ...]]
    with_entries: Callable[[AccountEntry, tuple[Entity, ...]], AccountEntry]
    find_arn: Callable[[AccountEntry, Entity], str]
    inline_quota: int

    @property
    def parameter(self) -> str:
        """The parameter that names one."""
        return f"{self.word}Name"

    def find(self, account: AccountEntry, name: str) -> Entity | None:
        """The one of that name."""
        return find_named(self.list_entries(account), name)

    def get(self, account: AccountEntry, name: str) -> Entity:
        """The one of that name. Raises AWSRefused."""
        found = self.find(account, name)
        if found is None:
            raise name_not_found(self.word.lower(), name)
        return found

    def put(self, account: AccountEntry, old: Entity, new: Entity | None) -> AccountEntry:
        """The account with `new` in the place of `old`, or without it."""
        return self.with_entries(account, swap(self.list_entries(account), old, new))

    def add(self, account: AccountEntry, new: Entity) -> AccountEntry:
        """The account with one more."""
        return self.with_entries(account, append(self.list_entries(account), new))

    def name_arn(self, account: AccountEntry, name: str) -> str:
        """The ARN that one of that name has, or would have without a path."""
        found = self.find(account, name)
        if found is not None:
            return self.find_arn(account, found)
        return account.root_arn.removesuffix("root") + f"{self.word.lower()}/{name}"

    def find_target(self, account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
        """The one that a call names, with its tags and its boundary."""
        name = parameters.text(self.parameter)
        found = self.find(account, name)
        return Target(self.name_arn(account, name), {} if found is None else describe(found))


def describe(entity: AnyEntity) -> Values:
    """`aws:ResourceTag/K` and `iam:PermissionsBoundary` of what is there."""
    if isinstance(entity, UserGroupEntry):
        return {}
    boundary = entity.permissions_boundary
    bound: Values = {} if boundary is None else {"iam:PermissionsBoundary": boundary}
    return describe_resource_tags(entity.tags) | bound


USER: EntityKind[UserEntry] = EntityKind(
    "User",
    lambda account: account.users,
    lambda account, users: replace(account, users=users),
    AccountEntry.user_arn,
    2048,
)
ROLE: EntityKind[RoleEntry] = EntityKind(
    "Role",
    lambda account: account.roles,
    lambda account, roles: replace(account, roles=roles),
    AccountEntry.role_arn,
    10240,
)
GROUP: EntityKind[UserGroupEntry] = EntityKind(
    "Group",
    lambda account: account.user_groups,
    lambda account, groups: replace(account, user_groups=groups),
    AccountEntry.user_group_arn,
    5120,
)
