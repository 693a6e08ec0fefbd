"""Policies that are asked together: a request is looked at by their union."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rolebridge.iam.action_index import ActionIndex, Candidates
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.policy import Policy
from rolebridge.iam.request import Request

# As much as all of AWS's managed policies together; prepared, it is some fifty megabytes.
_MOST_CHARACTERS = 4 * 1024 * 1024
_OVERHEAD = 1024
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
        return _PREPARED.get(tuple(policies))

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


@dataclass(slots=True)
class _Prepared:
    """Policy sets that were prepared, by the content of their documents.

    Preparing one costs as much as thousands of decisions. How much is kept is counted in characters
    of the documents; when there is no room all are forgotten, as whoever asks again is few.
    """

    _sets: dict[tuple[Policy, ...], PolicySet] = field(default_factory=dict)
    _characters: int = 0

    def get(self, policies: tuple[Policy, ...]) -> PolicySet:
        found = self._sets.get(policies)
        return found or self._prepare(policies)

    def _prepare(self, policies: tuple[Policy, ...]) -> PolicySet:
        # A set of no documents takes room as well.
        size = _OVERHEAD + sum(len(policy.text) for policy in policies)
        if self._characters + size > _MOST_CHARACTERS:
            self._sets, self._characters = {}, 0
        prepared = PolicySet(policies)
        if size <= _MOST_CHARACTERS:
            self._sets[policies] = prepared
            self._characters += size
        return prepared


_PREPARED = _Prepared()
