"""Deciding requests: explicit deny first, then allow, then the implicit denial."""

from collections.abc import Sequence
from dataclasses import dataclass

from rolebridge.iam.context import RequestContext
from rolebridge.iam.explain import Question, explain_trust
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Policy, Statement
from rolebridge.iam.principals import Principal
from rolebridge.iam.report import Explanation
from rolebridge.iam.text import fold


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one call. `action` is the one that decided it: None when all are allowed.

    Why it is so is worked out only when `explain()` is asked.
    """

    outcome: Outcome
    action: str | None
    policy: Policy
    question: Question

    @property
    def is_allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED

    def explain(self) -> Explanation:
        """Every statement looked at, with the first element that failed."""
        return explain_trust(self.outcome, self.action, self.policy, self.question)


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
    them must be allowed. The trust policy's resource is the role itself, so `resource_arn` is told
    in the explanation and compared with nothing.
    """
    if policy.kind is not PolicyKind.TRUST or not actions:
        raise ValueError("deciding about a role takes its trust policy and at least one action")
    question = Question(principal, tuple(actions), resource_arn, context)
    wanted = [(action, fold(action)) for action in actions]
    for statement in policy.denies:
        denied = _find_covered(statement, wanted)
        if denied and _applies(statement, principal, context):
            return Decision(Outcome.EXPLICIT_DENY, denied[0][0], policy, question)
    for statement in policy.allows:
        allowed = _find_covered(statement, wanted)
        if allowed and _applies(statement, principal, context):
            wanted = [action for action in wanted if action not in allowed]
            if not wanted:
                return Decision(Outcome.ALLOWED, None, policy, question)
    return Decision(Outcome.IMPLICIT_DENY, wanted[0][0], policy, question)


def _find_covered(statement: Statement, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [action for action in wanted if statement.actions.covers(action[1])]


def _applies(statement: Statement, principal: Principal, context: RequestContext) -> bool:
    element = statement.principals
    if element is None or not principal.is_named_by(element):
        return False
    return all(condition.is_met(context) for condition in statement.conditions)
