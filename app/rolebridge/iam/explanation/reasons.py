"""Why the layers combined as they did, told in the order in which they were combined.

Reference: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from rolebridge.iam.callers import CallerKind, Grade
from rolebridge.iam.explanation.layers import LayerReport
from rolebridge.iam.explanation.sentences import name_policy
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.naming import find_resource_layer, must_be_named
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.request import Request


class ReasonCode(StrEnum):
    """What made the difference."""

    NEEDS_NO_PERMISSION = "needs_no_permission"
    EXPLICIT_DENY = "explicit_deny"
    CALLER_WITHOUT_POLICIES = "caller_without_policies"
    ANONYMOUS_IN_TRUST = "anonymous_in_trust"
    ROOT_SKIPS_LAYERS = "root_skips_layers"
    SERVICE_LINKED_ROLE = "service_linked_role"
    SCP_LEVEL_SILENT = "scp_level_silent"
    SAME_ACCOUNT = "same_account"
    OWNER_NOT_TOLD = "owner_not_told"
    CROSS_ACCOUNT = "cross_account"
    NO_RESOURCE_POLICY = "no_resource_policy"
    NAMES_CALLER = "names_caller"
    NAMES_PARENT = "names_parent"
    NAMES_ACCOUNT = "names_account"
    NAMES_NOBODY = "names_nobody"
    MUST_BE_NAMED = "must_be_named"
    NO_IDENTITY_POLICY = "no_identity_policy"
    IDENTITY_SILENT = "identity_silent"
    BOUNDARY_SILENT = "boundary_silent"
    SESSION_SILENT = "session_silent"
    NO_SESSION_POLICY = "no_session_policy"


_SENTENCES = {
    ReasonCode.NEEDS_NO_PERMISSION: "Whoever has credentials may ask whose they are: no policy can "
    "allow or deny it.",
    ReasonCode.EXPLICIT_DENY: "An explicit deny outweighs every allow.",
    ReasonCode.CALLER_WITHOUT_POLICIES: "{caller} has no policies of its own: the {policy} alone "
    "decides.",
    ReasonCode.ANONYMOUS_IN_TRUST: "A role trust policy names nobody who is anonymous: there "
    '"*" is everybody who has proven who they are.',
    ReasonCode.ROOT_SKIPS_LAYERS: "Identity-based policies, boundary and session policies do not "
    "limit the root user of an account.",
    ReasonCode.SERVICE_LINKED_ROLE: "Service control and resource control policies do not limit a "
    "service-linked role.",
    ReasonCode.SCP_LEVEL_SILENT: "Level {level} of the service control policies has nothing that "
    "allows it, and every level from the root of the organization down must.",
    ReasonCode.SAME_ACCOUNT: "The caller and the resource belong to the same account.",
    ReasonCode.OWNER_NOT_TOLD: "Neither the request nor the ARN tells whose the resource is: it is "
    "taken to belong to the caller's account.",
    ReasonCode.CROSS_ACCOUNT: "The resource belongs to another account than the caller: the "
    "{policy} and the caller's own policies must both allow it.",
    ReasonCode.NO_RESOURCE_POLICY: "No {policy} is attached.",
    ReasonCode.NAMES_CALLER: "The {policy} names the caller: within one account that is enough, "
    "and only an explicit deny could limit it.",
    ReasonCode.NAMES_PARENT: "The {policy} names the role or user behind the caller: "
    "identity-based policies need not allow it, boundary and session policies must.",
    ReasonCode.NAMES_ACCOUNT: "The {policy} names the caller's account only: that leaves the "
    "decision to the caller's own policies.",
    ReasonCode.NAMES_NOBODY: "No {policy} allows it: within one account the caller's own policies "
    "decide.",
    ReasonCode.MUST_BE_NAMED: "The {policy} must name the caller or the account, even within one "
    "account: without that the caller's own policies do not reach {what}.",
    ReasonCode.NO_IDENTITY_POLICY: "No identity-based policy is attached to the caller.",
    ReasonCode.IDENTITY_SILENT: "Of the caller's identity-based policies none allows it.",
    ReasonCode.BOUNDARY_SILENT: "The permissions boundary does not allow it, whatever other "
    "policies of the caller say.",
    ReasonCode.SESSION_SILENT: "The session policies do not allow it, whatever other policies of "
    "the caller say.",
    ReasonCode.NO_SESSION_POLICY: "Without a session policy the session of a federated user has "
    "the permissions that resource-based policies give it, and no others.",
}
_CALLERS = {
    CallerKind.PROVIDER: "A caller whom an identity provider vouches for",
    CallerKind.SERVICE: "A service",
    CallerKind.ANONYMOUS: "An anonymous caller",
}
_GRADES = {
    Grade.SELF: ReasonCode.NAMES_CALLER,
    Grade.PARENT: ReasonCode.NAMES_PARENT,
    Grade.ACCOUNT: ReasonCode.NAMES_ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the way to the decision."""

    code: ReasonCode
    text: str

    @classmethod
    def of(cls, code: ReasonCode, **facts: str) -> Self:
        return cls(code, _SENTENCES[code].format(**facts))

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code.value, "text": self.text}


class Decided(NamedTuple):
    """A request, what was decided about it, and what each layer said."""

    request: Request
    layers: Layers
    outcome: Outcome
    layer: Layer
    reports: tuple[LayerReport, ...]

    @property
    def policy(self) -> str:
        """What the policy of the resource is called."""
        return name_policy(find_resource_layer(self.request, self.layers))

    @property
    def grade(self) -> Grade | None:
        """How closely the policy of the resource names the caller in what it allows."""
        return max((r.grade for r in self.reports if r.grade is not None), default=None)


def list_reasons(decided: Decided) -> tuple[Reason, ...]:
    """The steps that led to the decision, the first one first."""
    return tuple(_list_reasons(decided))


def _list_reasons(decided: Decided) -> Iterator[Reason]:
    if decided.request.needs_no_permission:
        yield Reason.of(ReasonCode.NEEDS_NO_PERMISSION)
        return
    caller = decided.request.principal
    is_explicit = decided.outcome is Outcome.EXPLICIT_DENY
    if is_explicit:
        yield Reason.of(ReasonCode.EXPLICIT_DENY)
    if caller.account is None:
        yield from _tell_foreign_caller(decided)
        return
    if caller.kind is CallerKind.ROOT:
        yield Reason.of(ReasonCode.ROOT_SKIPS_LAYERS)
    if caller.is_service_linked:
        yield Reason.of(ReasonCode.SERVICE_LINKED_ROLE)
    if decided.layer is Layer.SCP and not is_explicit:
        yield _tell_scp_level(decided)
    elif not is_explicit:
        yield from _tell_accounts(decided)
        yield from _tell_own_side(decided)


def _tell_foreign_caller(decided: Decided) -> Iterator[Reason]:
    kind = decided.request.principal.kind
    facts = {"caller": _CALLERS[kind], "policy": decided.policy}
    yield Reason.of(ReasonCode.CALLER_WITHOUT_POLICIES, **facts)
    yield from _tell_nothing_attached(decided)
    if kind is CallerKind.ANONYMOUS and decided.layer is Layer.TRUST:
        yield Reason.of(ReasonCode.ANONYMOUS_IN_TRUST)


def _tell_nothing_attached(decided: Decided) -> Iterator[Reason]:
    """That a policy which would have to allow it does not even exist."""
    if decided.layers.resource is None and decided.outcome is Outcome.IMPLICIT_DENY:
        yield Reason.of(ReasonCode.NO_RESOURCE_POLICY, policy=decided.policy)


def _tell_scp_level(decided: Decided) -> Reason:
    silent = next(
        report.level or 0
        for report in decided.reports
        if report.layer is Layer.SCP and report.outcome is not Outcome.ALLOWED
    )
    return Reason.of(ReasonCode.SCP_LEVEL_SILENT, level=str(silent + 1))


def _tell_accounts(decided: Decided) -> Iterator[Reason]:
    """Whose account the resource is in, and what its policy says of the caller."""
    request = decided.request
    if not request.is_same_account:
        yield Reason.of(ReasonCode.CROSS_ACCOUNT, policy=decided.policy)
        yield from _tell_nothing_attached(decided)
        return
    is_told = request.resource_account is not None or request.principal.account in request.segments
    yield Reason.of(ReasonCode.SAME_ACCOUNT if is_told else ReasonCode.OWNER_NOT_TOLD)
    if decided.grade is not None:
        yield Reason.of(_GRADES[decided.grade], policy=decided.policy)
    elif must_be_named(decided.request, decided.layers):
        is_trust = decided.layer is Layer.TRUST
        what = "a role" if is_trust else "a key"
        yield Reason.of(ReasonCode.MUST_BE_NAMED, policy=decided.policy, what=what)
        yield from _tell_nothing_attached(decided)
    else:
        yield Reason.of(ReasonCode.NAMES_NOBODY, policy=decided.policy)


def _tell_own_side(decided: Decided) -> Iterator[Reason]:
    """Which of the caller's own layers stood in the way."""
    if decided.outcome is not Outcome.IMPLICIT_DENY:
        return
    layers = decided.layers
    if decided.layer is Layer.IDENTITY:
        none = layers.identity is None
        yield Reason.of(ReasonCode.NO_IDENTITY_POLICY if none else ReasonCode.IDENTITY_SILENT)
    elif decided.layer is Layer.BOUNDARY:
        yield Reason.of(ReasonCode.BOUNDARY_SILENT)
    elif decided.layer is Layer.SESSION:
        none = layers.session is None
        yield Reason.of(ReasonCode.NO_SESSION_POLICY if none else ReasonCode.SESSION_SILENT)
