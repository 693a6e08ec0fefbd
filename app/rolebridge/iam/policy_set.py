"""Policies that are asked together: a request is looked at by their union."""

from collections.abc import Iterable
from functools import lru_cache

from rolebridge.iam.action_index import ActionIndex, Candidates
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.policy import Policy
from rolebridge.iam.request import Request

_WITH_PRINCIPALS = (PolicyKind.TRUST, PolicyKind.RESOURCE)


class PolicySet:
    """A union of policies, prepared for being asked. It never changes and is shared by decisions.

    `names_principals` says whether one of them tells whom it is for, as those of resources do.
    """

    __slots__ = ("_index", "names_principals", "policies")

    def __init__(self, policies: tuple[Policy, ...]) -> None:
        self.policies = policies
        self.names_principals = any(policy.kind in _WITH_PRINCIPALS for policy in policies)
        self._index = ActionIndex([s for policy in policies for s in policy.statements])

    @staticmethod
    def of(policies: Iterable[Policy]) -> "PolicySet":
        """The set of these policies: one and the same for the same documents, as long as it is
        remembered.
        """
        return _prepare(tuple(policies))

    def find_candidates(self, request: Request) -> Candidates:
        """The statements that cover the request's action."""
        return self._index.find(request.folded_action)

    def denies(self, request: Request) -> bool:
        """Whether a Deny matches. Principals are not looked at."""
        for statement in self._index.find(request.folded_action).denies:
            if statement.applies(request):
                return True
        return False

    def allows(self, request: Request) -> bool:
        """Whether an Allow matches. Principals are not looked at."""
        for statement in self._index.find(request.folded_action).allows:
            if statement.applies(request):
                return True
        return False


# Preparing costs as much as thousands of decisions. Policies are equal if their texts are.
@lru_cache(maxsize=1024)
def _prepare(policies: tuple[Policy, ...]) -> PolicySet:
    return PolicySet(policies)
