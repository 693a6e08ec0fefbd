"""One simulated request: what is decided, by which statements, and what was not known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rolebridge.access.call import Fields
from rolebridge.accounts.simulation.context_keys import list_missing_keys
from rolebridge.accounts.simulation.positions import list_positions
from rolebridge.accounts.simulation.sources import Source, Sources, build_set
from rolebridge.iam import Effect, Layer, Layers, Outcome, Request, decide
from rolebridge.iam.explanation.layers import LayerReport, report_layers
from rolebridge.iam.policy import Statement

_DECISIONS = {
    Outcome.ALLOWED: "allowed",
    Outcome.EXPLICIT_DENY: "explicitDeny",
    Outcome.IMPLICIT_DENY: "implicitDeny",
}
_DETAILS = {
    Layer.IDENTITY: "IAM Policy",
    Layer.RESOURCE: "Resource Policy",
    Layer.TRUST: "Resource Policy",
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """The policies that one request is asked of. `resource` is the resource's own, if any."""

    sources: Sources
    resource: Source | None

    def write_result(self, request: Request) -> Fields:
        """An EvaluationResult."""
        layers = self._build_layers()
        decision, reports = decide(request, layers), report_layers(request, layers)
        outcome = _DECISIONS[decision.outcome]
        matched = [
            _write_statement(source, statement)
            for source, statement in self._list_matched(decision.outcome, reports)
        ]
        missing = list_missing_keys(self._list_all(), request)
        boundary = _write_boundary(reports)
        details = {} if request.is_same_account else _list_details(reports)
        specific = (
            ("EvalResourceName", request.resource),
            ("EvalResourceDecision", outcome),
            ("MatchedStatements", matched),
            ("MissingContextValues", missing),
            ("PermissionsBoundaryDecisionDetail", boundary),
        )
        return (
            ("EvalActionName", request.action),
            ("EvalResourceName", request.resource),
            ("EvalDecision", outcome),
            ("MatchedStatements", matched),
            ("MissingContextValues", missing),
            ("OrganizationsDecisionDetail", _write_organization(reports)),
            ("PermissionsBoundaryDecisionDetail", boundary),
            ("EvalDecisionDetails", details),
            ("ResourceSpecificResults", None if request.resource == "*" else [specific]),
        )

    def _build_layers(self) -> Layers:
        sources = self.sources
        return Layers(
            identity=build_set(sources.identity),
            resource=None if self.resource is None else self.resource.policy,
            boundary=None if sources.boundary is None else build_set(sources.boundary),
            scp=tuple(build_set(level) for level in sources.organization),
        )

    def _list_all(self) -> list[Source]:
        return [*self.sources, *([] if self.resource is None else [self.resource])]

    def _list_matched(
        self, outcome: Outcome, reports: Sequence[LayerReport]
    ) -> Iterator[tuple[Source, Statement]]:
        """The statements that made the decision: Denies alone where there is one."""
        if outcome is Outcome.IMPLICIT_DENY:
            return
        effect = Effect.ALLOW if outcome is Outcome.ALLOWED else Effect.DENY
        for report in reports:
            sources = self._list_sources(report)
            for statement in report.statements:
                if statement.is_match and statement.effect is effect:
                    yield sources[statement.policy_index or 0], statement.statement

    def _list_sources(self, report: LayerReport) -> Sequence[Source]:
        """The sources of a layer's policies, in their order."""
        if report.layer is Layer.SCP:
            return self.sources.organization[report.level or 0]
        if report.layer is Layer.BOUNDARY:
            return self.sources.boundary or ()
        if report.layer is Layer.IDENTITY or self.resource is None:
            return self.sources.identity
        return (self.resource,)


def _write_statement(source: Source, statement: Statement) -> Fields:
    start, end = list_positions(source.policy.text)[statement.index]
    return (
        ("SourcePolicyId", source.id),
        ("SourcePolicyType", source.type),
        ("StartPosition", start.write()),
        ("EndPosition", end.write()),
    )


def _write_organization(reports: Sequence[LayerReport]) -> Fields:
    """Without policies of an organisation, none forbids anything."""
    levels = [report for report in reports if report.layer is Layer.SCP]
    return (("AllowedByOrganizations", all(each.outcome is Outcome.ALLOWED for each in levels)),)


def _write_boundary(reports: Sequence[LayerReport]) -> Fields | None:
    for report in reports:
        if report.layer is Layer.BOUNDARY:
            is_allowed = report.outcome is Outcome.ALLOWED
            return (("AllowedByPermissionsBoundary", is_allowed),)
    return None


def _list_details(reports: Sequence[LayerReport]) -> dict[str, str]:
    """What either account says, where they are two."""
    outcomes = {_DETAILS[r.layer]: _DECISIONS[r.outcome] for r in reports if r.layer in _DETAILS}
    nobody = dict.fromkeys(_DETAILS.values(), _DECISIONS[Outcome.IMPLICIT_DENY])
    return nobody | outcomes
