"""Working out why a decision fell as it did. Nothing here runs for a plain yes or no."""

from collections.abc import Iterator, Sequence

from rolebridge.iam.callers import Grade
from rolebridge.iam.explanation.action_misses import find_missing_grants
from rolebridge.iam.explanation.layers import LayerReport, report_layers
from rolebridge.iam.explanation.mistakes import NearMiss
from rolebridge.iam.explanation.principal_misses import find_delegation
from rolebridge.iam.explanation.reasons import Decided
from rolebridge.iam.explanation.report import ActionReport, Explanation
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.request import Request

Verdict = tuple[Outcome, Layer]

_CALLER_LAYERS = (Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION)


def explain_decision(
    verdict: Verdict,
    action: str | None,
    requests: Sequence[Request],
    verdicts: Sequence[Verdict],
    layers: Layers,
) -> Explanation:
    """Why a call was decided as it was.

    A call is one request, or several that differ in their action only, each with its own verdict;
    `action` is the one that decided a denial.
    """
    outcome, layer = verdict
    reports = tuple(
        _report_action(request, layers, decided)
        for request, decided in zip(requests, verdicts, strict=True)
    )
    first = requests[0]
    return Explanation(
        outcome=outcome,
        layer=layer,
        action=action,
        caller=first.principal,
        resource_arn=first.resource,
        actions=reports,
        near_misses=tuple(_find_near_misses(action, reports)),
    )


def _report_action(request: Request, layers: Layers, verdict: Verdict) -> ActionReport:
    outcome, layer = verdict
    reports = report_layers(request, layers)
    return ActionReport(Decided(request, layers, outcome, layer, reports))


def _find_near_misses(action: str | None, reports: Sequence[ActionReport]) -> Iterator[NearMiss]:
    """What is wrong with the policies as a whole, and with no statement alone."""
    for report in reports:
        if report.action == action and report.outcome is Outcome.IMPLICIT_DENY:
            allowed = [other.action for other in reports if other.outcome is Outcome.ALLOWED]
            alone = report.statements if len(reports) == 1 else ()
            yield from find_missing_grants(report.action, allowed, (s.statement for s in alone))
            if report.layer in _CALLER_LAYERS:
                yield from _find_delegations(report.layers)


def _find_delegations(reports: Sequence[LayerReport]) -> Iterator[NearMiss]:
    for report in reports:
        for statement in report.statements if report.grade is Grade.ACCOUNT else ():
            if statement.is_match:
                principals = statement.statement.principals
                yield from find_delegation(principals, statement.request.principal)
