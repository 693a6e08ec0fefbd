"""Everything that has a say about a request: one place for each layer of policies."""

from dataclasses import dataclass, field
from enum import StrEnum

from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.policy import Policy
from rolebridge.iam.policy_set import PolicySet


class Layer(StrEnum):
    """What can decide a request. A role's resource policy is its trust policy."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    SESSION = "session"
    BOUNDARY = "boundary"
    SCP = "scp"
    RCP = "rcp"


@dataclass(frozen=True, slots=True)
class Layers:
    """The policies that are attached. None is "nothing attached", which is not an empty set.

    `scp` and `rcp` have one set for each level, from the root of the organisation to the account.
    A level whose set is empty is still a level: nothing in it allows anything.
    """

    identity: PolicySet | None = None
    resource: Policy | None = None
    session: PolicySet | None = None
    boundary: PolicySet | None = None
    scp: tuple[PolicySet, ...] = ()
    rcp: tuple[PolicySet, ...] = ()
    resource_set: PolicySet | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for policies in (self.identity, self.session, self.boundary, *self.scp):
            if policies is not None and policies.names_principals:
                raise ValueError("a policy that names principals stands in the resource layer only")
        if self.resource is not None and self.resource.kind not in (
            PolicyKind.TRUST,
            PolicyKind.RESOURCE,
        ):
            raise ValueError("the policy of a resource is of the kind resource or trust")
        compiled = None if self.resource is None else PolicySet.of((self.resource,))
        object.__setattr__(self, "resource_set", compiled)
