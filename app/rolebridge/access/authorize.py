"""Whether a caller may do what it asks for: all policies that have a say, in one decision."""

from dataclasses import dataclass

from rolebridge.access.caller import Caller
from rolebridge.access.context import Sources, Values, describe_call, describe_caller
from rolebridge.access.permissions import Permissions
from rolebridge.access.refusals import access_denied
from rolebridge.access.session import SessionKind
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import (
    CallerKind,
    Decision,
    Grade,
    Principal,
    Request,
    RequestContext,
    build_principal,
    decide,
)


@dataclass(frozen=True, slots=True)
class Question:
    """One action on one resource; `context` has the keys that the action brings along.

    `resource_account` is the caller's where only the caller's own policies have a say about a
    resource of another account.
    """

    action: str
    resource: str
    context: Values
    resource_account: str | None = None


def decide_call(
    caller: Caller, question: Question, sources: Sources, managed: ManagedPolicies | None
) -> Decision:
    """Decide by the caller's own policies. Raises AWSRefused for a caller that is there no more,
    and InvalidRequest for what is more than a policy can be asked about.
    """
    layers = Permissions(sources.configuration, managed).read_layers(caller)
    context = describe_call(sources) | describe_caller(caller, sources) | question.context
    request = Request(
        build_caller_principal(caller),
        question.action,
        question.resource,
        question.resource_account,
        RequestContext.of(context),
    )
    return decide(request, layers)


def authorize_call(
    caller: Caller, question: Question, sources: Sources, managed: ManagedPolicies | None
) -> Decision:
    """The same; raises AWSRefused (AccessDenied) where it is not allowed."""
    decision = decide_call(caller, question, sources, managed)
    if not decision.is_allowed:
        raise access_denied(decision)
    return decision


def build_caller_principal(caller: Caller) -> Principal:
    """The caller as Principal elements may name it.

    A session of a role also answers to the role's ARN with its path. The root that AssumeRoot
    gives is limited by the policy of its task, unlike the root itself.
    """
    principal = build_principal(caller.arn)
    session = caller.session
    if session is None or session.kind is not SessionKind.ROOT:
        return principal
    return Principal(
        principal.arn,
        CallerKind.SESSION,
        principal.account,
        ((principal.names[0][0], Grade.ACCOUNT),),
    )
