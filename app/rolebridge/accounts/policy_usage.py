"""Who uses a managed policy: as a permissions policy, and as a permissions boundary."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry, UserGroupEntry

Entity = UserEntry | RoleEntry | UserGroupEntry


class Use(StrEnum):
    """The two uses (IAM PolicyUsageType)."""

    PERMISSIONS = "PermissionsPolicy"
    BOUNDARY = "PermissionsBoundary"


@dataclass(frozen=True, slots=True)
class PolicyUsage:
    """How often the managed policies of AWS and of an account are used in it, by ARN."""

    attachments: Mapping[str, int]
    boundaries: Mapping[str, int]

    @classmethod
    def of(cls, account: AccountEntry) -> Self:
        """Count what users, groups and roles of the account say."""
        entities = list(list_entities(account))
        attachments = Counter(arn for entity in entities for arn in entity.attached_policies)
        boundaries = Counter(arn for entity in entities if (arn := find_boundary(entity)))
        return cls(attachments, boundaries)

    def is_used(self, arn: str, use: Use | None) -> bool:
        """Whether a policy is used so, or at all."""
        as_permissions = arn in self.attachments and use is not Use.BOUNDARY
        return as_permissions or (arn in self.boundaries and use is not Use.PERMISSIONS)


def list_entities(account: AccountEntry) -> Iterator[Entity]:
    """Everything in the account that policies are attached to."""
    yield from account.user_groups
    yield from account.users
    yield from account.roles


def list_users_of(account: AccountEntry, arn: str, use: Use | None) -> Iterator[Entity]:
    """Those that use a policy so, or at all."""
    for entity in list_entities(account):
        is_attached = arn in entity.attached_policies and use is not Use.BOUNDARY
        if is_attached or (find_boundary(entity) == arn and use is not Use.PERMISSIONS):
            yield entity


def find_boundary(entity: Entity) -> str | None:
    """The ARN of the boundary; groups have none."""
    return None if isinstance(entity, UserGroupEntry) else entity.permissions_boundary
