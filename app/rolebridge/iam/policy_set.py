"""Policies that are asked together: a request is looked at by their union."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.policy import Policy, Statement
from rolebridge.iam.request import Request

_WITH_PRINCIPALS = (PolicyKind.TRUST, PolicyKind.RESOURCE)


@dataclass(frozen=True, slots=True)
class PolicySet:
    """A union of policies, prepared for being asked."""

    policies: tuple[Policy, ...]

    @classmethod
    def of(cls, policies: Iterable[Policy]) -> Self:
        return cls(tuple(policies))

    @property
    def names_principals(self) -> bool:
        """Whether one of the policies says whom it is for, as those of resources do."""
        return any(policy.kind in _WITH_PRINCIPALS for policy in self.policies)

    def denies(self, request: Request) -> bool:
        return any(True for _ in self.find_denials(request))

    def allows(self, request: Request) -> bool:
        return any(True for _ in self.find_grants(request))

    def find_denials(self, request: Request) -> Iterator[Statement]:
        """The Deny statements that match in action, resource and conditions."""
        return (s for p in self.policies for s in p.denies if _applies(s, request))

    def find_grants(self, request: Request) -> Iterator[Statement]:
        """The same of Allow statements."""
        return (s for p in self.policies for s in p.allows if _applies(s, request))


def _applies(statement: Statement, request: Request) -> bool:
    return (
        statement.actions.covers(request.folded_action)
        and (statement.resources is None or statement.resources.covers(request))
        and all(condition.is_met(request.context) for condition in statement.conditions)
    )
