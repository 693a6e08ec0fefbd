"""What the policy of a resource says about a caller: whether it names them, and how closely."""

from rolebridge.iam.callers import CallerKind, Grade
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.policy import Effect, Statement
from rolebridge.iam.request import Request

_BOUNDED = (CallerKind.USER, CallerKind.ROLE, CallerKind.SESSION)


def find_statement_grade(statement: Statement, request: Request, layers: Layers) -> Grade | None:
    """How closely a statement of the resource's policy speaks of the caller, if it does."""
    element, principal = statement.principals, request.principal
    if element is None:
        return None
    if element.negated:
        spared = principal.is_named_by(element)
        if spared and statement.effect is Effect.DENY and layers.boundary is not None:
            # Documented: such a Deny always hits users and roles with a permissions boundary.
            spared = principal.kind not in _BOUNDED
        return None if spared else Grade.SELF
    if principal.kind is CallerKind.ANONYMOUS and statement.effect is Effect.ALLOW:
        # "*" in a trust policy is everybody who has proven who they are.
        is_trust = find_resource_layer(request, layers) is Layer.TRUST
        return None if is_trust else principal.find_grade(element)
    return principal.find_grade(element)


def must_be_named(request: Request, layers: Layers) -> bool:
    """Whether the account's own policies reach the resource only if its policy lets them."""
    return find_resource_layer(request, layers) is Layer.TRUST or request.asks_for_kms_key


def find_resource_layer(request: Request, layers: Layers) -> Layer:
    """What the policy of the resource is called here, attached or not."""
    resource = layers.resource
    is_trust = request.asks_for_role if resource is None else resource.kind is PolicyKind.TRUST
    return Layer.TRUST if is_trust else Layer.RESOURCE
