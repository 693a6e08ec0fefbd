"""The tree that explains a decision, as values, as plain data and as lines for people.

It holds condition values: it is for whoever administers the policies, never for the caller.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rolebridge.iam.callers import Principal
from rolebridge.iam.explanation.layers import LayerReport
from rolebridge.iam.explanation.mistakes import NearMiss
from rolebridge.iam.explanation.reasons import Decided, Reason, ReasonCode, list_reasons
from rolebridge.iam.explanation.sentences import build_cause, build_sentence
from rolebridge.iam.explanation.statements import StatementReport
from rolebridge.iam.explanation.writing import write_layers
from rolebridge.iam.layers import Layer
from rolebridge.iam.outcome import Outcome


class ActionReport(NamedTuple):
    """One action of the call: what was decided, and what every layer had to say about it."""

    decided: Decided

    @property
    def action(self) -> str:
        return self.decided.request.action

    @property
    def outcome(self) -> Outcome:
        return self.decided.outcome

    @property
    def layer(self) -> Layer:
        return self.decided.layer

    @property
    def layers(self) -> tuple[LayerReport, ...]:
        return self.decided.reports

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the layers combined as they did."""
        return list_reasons(self.decided)

    @property
    def statements(self) -> tuple[StatementReport, ...]:
        """Those of all layers, in the order of the layers."""
        return tuple(statement for layer in self.layers for statement in layer.statements)

    def as_dict(self) -> dict[str, object]:
        return {
            "action": self.action,
            "outcome": self.outcome.value,
            "decidingLayer": self.layer.value,
            "reasons": [reason.as_dict() for reason in self.reasons],
            "layers": [layer.as_dict() for layer in self.layers],
        }

    def lines(self) -> Iterator[str]:
        """What decided, why, and the layers, the deciding one first."""
        yield f"{self.action}: {self.outcome.value} ({self.layer.value})"
        for reason in self.reasons:
            yield f"  - {reason.text}"
        for line in write_layers(self.layers, self.layer, self.outcome):
            yield f"  {line}"


class Explanation(NamedTuple):
    """Why a call was allowed or denied. `action` is the one that decided a denial."""

    outcome: Outcome
    layer: Layer
    action: str | None
    caller: Principal
    resource_arn: str
    actions: tuple[ActionReport, ...]
    near_misses: tuple[NearMiss, ...]

    @property
    def principal(self) -> str:
        return self.caller.arn

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the layers combined as they did, for the action that decided."""
        return self.actions[self._find_deciding()].reasons

    @property
    def cause(self) -> str:
        """AWS's half sentence: it tells the action and the kind of policy, and no value."""
        if any(reason.code is ReasonCode.NEEDS_NO_PERMISSION for reason in self.reasons):
            return "because it needs no permission"
        return build_cause(self.caller, self.outcome, self.layer, self.action)

    @property
    def sentence(self) -> str:
        """Which action decided, and why, in AWS's words."""
        asked = [report.action for report in self.actions]
        decided = asked if self.action is None else [self.action]
        return build_sentence(self.caller, self.outcome, decided, self.resource_arn, self.cause)

    def as_dict(self) -> dict[str, object]:
        """The tree as plain data, for JSON."""
        actions = [report.as_dict() for report in self.actions]
        return {
            "outcome": self.outcome.value,
            "decidingLayer": self.layer.value,
            "decidingAction": self.action,
            "principal": self.principal,
            "resource": self.resource_arn,
            "sentence": self.sentence,
            "reasons": actions[self._find_deciding()]["reasons"],
            "nearMisses": [miss.as_dict() for miss in self.near_misses],
            "actions": actions,
        }

    def lines(self) -> list[str]:
        """The tree as text, most important first."""
        lines = [self.sentence, *(miss.text for miss in self.near_misses)]
        for report in sorted(self.actions, key=lambda report: report.action != self.action):
            lines += report.lines()
        return lines

    def _find_deciding(self) -> int:
        """Which of the actions decided; the first, if all are allowed."""
        names = [report.action for report in self.actions]
        return 0 if self.action is None else names.index(self.action)
