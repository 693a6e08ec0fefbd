"""What each layer of policies said to one request, statement by statement."""

from collections.abc import Iterator
from typing import NamedTuple

from rolebridge.iam.callers import Grade
from rolebridge.iam.explanation.differences import Element
from rolebridge.iam.explanation.statements import StatementReport
from rolebridge.iam.layers import Layer, Layers
from rolebridge.iam.naming import find_resource_layer, find_statement_grade
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Effect, Statement
from rolebridge.iam.policy_set import PolicySet
from rolebridge.iam.request import Request

_Answer = tuple[Element | None, Grade | None]

_OTHER_ACTIONS: _Answer = (Element.ACTION, None)


class LayerReport(NamedTuple):
    """One layer, or one level of a layer that has levels, and what it says on its own.

    `level` counts from 0, at the root of the organisation. `grade` is how closely the resource's
    policy names the caller in what it allows.
    """

    layer: Layer
    level: int | None
    outcome: Outcome
    grade: Grade | None
    statements: tuple[StatementReport, ...]

    @property
    def name(self) -> str:
        level = "" if self.level is None else f" level {self.level + 1}"
        return f"{self.layer.value}{level}"

    def as_dict(self) -> dict[str, object]:
        return {
            "layer": self.layer.value,
            "level": self.level,
            "outcome": self.outcome.value,
            "grade": None if self.grade is None else self.grade.name.lower(),
            "statements": [statement.as_dict() for statement in self.statements],
        }


def report_layers(request: Request, layers: Layers) -> tuple[LayerReport, ...]:
    """Ask every layer that counts for the caller and has something attached."""
    return tuple(
        _report_layer(layer, level, policies, request, layers)
        for layer, level, policies in _list_attached(request, layers)
    )


def _list_attached(
    request: Request, layers: Layers
) -> Iterator[tuple[Layer, int | None, PolicySet]]:
    caller = request.principal
    if not caller.is_service_linked:
        for level, policies in enumerate(layers.scp if caller.account is not None else ()):
            yield Layer.SCP, level, policies
        for level, policies in enumerate(layers.rcp):
            yield Layer.RCP, level, policies
    own = ((Layer.IDENTITY, layers.identity), (Layer.BOUNDARY, layers.boundary))
    for layer, attached in (
        (find_resource_layer(request, layers), layers.resource_set),
        *(own if caller.has_identity_side else ()),
        (Layer.SESSION, layers.session if caller.has_identity_side else None),
    ):
        if attached is not None:
            yield layer, None, attached


def _report_layer(
    layer: Layer, level: int | None, policies: PolicySet, request: Request, layers: Layers
) -> LayerReport:
    attached = layers if layer in (Layer.RESOURCE, Layer.TRUST) else None
    asked = _ask_candidates(policies, request, attached)
    several = len(policies.policies) > 1
    reports = tuple(
        StatementReport(
            policy,
            number if several else None,
            statement,
            request,
            *asked.get(id(statement), _OTHER_ACTIONS),
        )
        for number, policy in enumerate(policies.policies)
        for statement in policy.statements
    )
    matched = [report for report in reports if report.failed is None]
    grants = [report for report in matched if report.statement.effect is Effect.ALLOW]
    outcome = Outcome.ALLOWED if grants else Outcome.IMPLICIT_DENY
    if len(grants) < len(matched):
        outcome = Outcome.EXPLICIT_DENY
    grade = max((report.grade for report in grants if report.grade is not None), default=None)
    return LayerReport(layer, level, outcome, grade, reports)


def _ask_candidates(
    policies: PolicySet, request: Request, layers: Layers | None
) -> dict[int, _Answer]:
    """The answers of the statements that cover the action, by identity: equal ones may stand in
    several policies.
    """
    candidates = policies.find_candidates(request)
    covering = (*candidates.denies, *candidates.allows)
    return {id(statement): _ask(statement, request, layers) for statement in covering}


def _ask(statement: Statement, request: Request, layers: Layers | None) -> _Answer:
    """The first element that does not match. `layers` is given where principals count."""
    grade = None if layers is None else find_statement_grade(statement, request, layers)
    if layers is not None and grade is None:
        return Element.PRINCIPAL, None
    if statement.resources is not None and not statement.resources.covers(request):
        return Element.RESOURCE, grade
    if not all(condition.is_met(request.context) for condition in statement.conditions):
        return Element.CONDITION, grade
    return None, grade
