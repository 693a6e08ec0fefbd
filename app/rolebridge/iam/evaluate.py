"""Deciding requests: explicit denies first, then what must allow, layer by layer.

Reference: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rolebridge.iam.callers import CallerKind, Grade, Principal
from rolebridge.iam.context import RequestContext
from rolebridge.iam.explain import Verdict, explain_decision
from rolebridge.iam.explanation.report import Explanation
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.naming import find_resource_layer, find_statement_grade, must_be_named
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Policy
from rolebridge.iam.policy_set import PolicySet
from rolebridge.iam.request import Request


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one call. `action` is the one that decided it: None when all are allowed.

    `layer` is the one that decided. One call may be several requests, which differ in their action
    only. Why it is so is worked out only when `explain()` is asked.
    """

    outcome: Outcome
    layer: Layer
    action: str | None
    requests: tuple[Request, ...]
    layers: Layers

    @property
    def is_allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED

    def explain(self) -> Explanation:
        """Every statement looked at, with the first element that failed."""
        verdict = (self.outcome, self.layer)
        several = len(self.requests) > 1
        verdicts = [_judge(r, self.layers) for r in self.requests] if several else [verdict]
        return explain_decision(verdict, self.action, self.requests, verdicts, self.layers)


def decide(request: Request, layers: Layers) -> Decision:
    """Decide one action on one resource by all the policies that have a say."""
    outcome, layer = _judge(request, layers)
    action = None if outcome is Outcome.ALLOWED else request.action
    return Decision(outcome, layer, action, (request,), layers)


def decide_trust(
    policy: Policy,
    principal: Principal,
    actions: Sequence[str],
    resource_arn: str,
    context: RequestContext,
) -> Decision:
    """Decide a call on a role by the role's trust policy alone (AssumeRoleWithSAML and the like).

    One call is several actions in one and the same context (`sts:AssumeRoleWithSAML`, with
    `sts:TagSession` if tags are passed, with `sts:SetSourceIdentity` if one is passed): each of
    them must be allowed. Raises InvalidRequest.
    """
    if policy.kind is not PolicyKind.TRUST or not actions:
        raise ValueError("deciding about a role takes its trust policy and at least one action")
    return decide_together(principal, actions, resource_arn, context, Layers(resource=policy))


def decide_together(
    principal: Principal,
    actions: Sequence[str],
    resource_arn: str,
    context: RequestContext,
    layers: Layers,
) -> Decision:
    """Decide a call that is several actions in one and the same context: each must be allowed.

    An explicit denial of any counts first, then the first that nothing allows. Raises
    InvalidRequest.
    """
    requests = tuple(Request(principal, name, resource_arn, None, context) for name in actions)
    decisions = [decide(request, layers) for request in requests]
    for outcome in (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY, Outcome.ALLOWED):
        for decision in decisions:
            if decision.outcome is outcome:
                return Decision(outcome, decision.layer, decision.action, requests, layers)
    raise AssertionError("a decision has one of three outcomes")


def _judge(request: Request, layers: Layers) -> Verdict:
    if request.needs_no_permission:
        return Outcome.ALLOWED, Layer.IDENTITY
    denying = _find_denying_layer(request, layers)
    if denying is not None:
        return Outcome.EXPLICIT_DENY, denying
    grade = _find_grade(request, layers)
    if request.principal.account is None:
        outcome = Outcome.IMPLICIT_DENY if grade is None else Outcome.ALLOWED
        return outcome, find_resource_layer(request, layers)
    if not request.principal.is_service_linked:
        for level in layers.scp:
            if not level.allows(request):
                return Outcome.IMPLICIT_DENY, Layer.SCP
    if request.is_same_account:
        return _judge_within_account(request, layers, grade)
    return _judge_across_accounts(request, layers, grade)


def _judge_within_account(request: Request, layers: Layers, grade: Grade | None) -> Verdict:
    if grade is Grade.SELF:
        return Outcome.ALLOWED, find_resource_layer(request, layers)
    if grade is Grade.PARENT:
        gap = _find_guardrail_gap(request, layers)
        return _grant(gap, find_resource_layer(request, layers))
    if grade is None and must_be_named(request, layers):
        return Outcome.IMPLICIT_DENY, find_resource_layer(request, layers)
    return _grant(_find_identity_gap(request, layers), Layer.IDENTITY)


def _judge_across_accounts(request: Request, layers: Layers, grade: Grade | None) -> Verdict:
    if grade is None:
        return Outcome.IMPLICIT_DENY, find_resource_layer(request, layers)
    is_root = request.principal.kind is CallerKind.ROOT
    granting = find_resource_layer(request, layers) if is_root else Layer.IDENTITY
    return _grant(_find_identity_gap(request, layers), granting)


def _grant(gap: Layer | None, granting: Layer) -> Verdict:
    return (Outcome.ALLOWED, granting) if gap is None else (Outcome.IMPLICIT_DENY, gap)


def _find_denying_layer(request: Request, layers: Layers) -> Layer | None:
    """The first layer with a Deny, in the order in which denials are told."""
    principal = request.principal
    if not principal.is_service_linked:
        if principal.account is not None and _is_denied_by(layers.scp, request):
            return Layer.SCP
        if _is_denied_by(layers.rcp, request):
            return Layer.RCP
    if layers.resource_set is not None:
        for statement in layers.resource_set.find_candidates(request).denies:
            if find_statement_grade(statement, request, layers) is not None and statement.applies(
                request
            ):
                return find_resource_layer(request, layers)
    return _find_denying_identity_layer(request, layers) if principal.has_identity_side else None


def _is_denied_by(levels: Iterable[PolicySet], request: Request) -> bool:
    for level in levels:  # noqa: SIM110  (mostly there are none, which must cost nothing)
        if level.denies(request):
            return True
    return False


def _find_denying_identity_layer(request: Request, layers: Layers) -> Layer | None:
    if layers.identity is not None and layers.identity.denies(request):
        return Layer.IDENTITY
    if layers.boundary is not None and layers.boundary.denies(request):
        return Layer.BOUNDARY
    if layers.session is not None and layers.session.denies(request):
        return Layer.SESSION
    return None


def _find_grade(request: Request, layers: Layers) -> Grade | None:
    """How closely the resource's policy names the caller in what it allows."""
    best: Grade | None = None
    if layers.resource_set is None:
        return None
    for statement in layers.resource_set.find_candidates(request).allows:
        grade = find_statement_grade(statement, request, layers)
        if grade is not None and (best is None or grade > best) and statement.applies(request):
            best = grade
            if best is Grade.SELF:
                break
    return best


def _find_identity_gap(request: Request, layers: Layers) -> Layer | None:
    """The first of the caller's own layers that does not allow. Nothing limits a root."""
    if not request.principal.has_identity_side:
        return None
    if layers.identity is None or not layers.identity.allows(request):
        return Layer.IDENTITY
    return _find_guardrail_gap(request, layers)


def _find_guardrail_gap(request: Request, layers: Layers) -> Layer | None:
    if layers.boundary is not None and not layers.boundary.allows(request):
        return Layer.BOUNDARY
    if layers.session is None:
        # What GetFederationToken gives without a session policy is nothing.
        is_federated = request.principal.kind is CallerKind.FEDERATED_USER
        return Layer.SESSION if is_federated else None
    return None if layers.session.allows(request) else Layer.SESSION
