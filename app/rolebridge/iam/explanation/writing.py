"""The tree as lines for people: what decided comes first, what has nothing to say is counted."""

from collections.abc import Iterable, Iterator, Sequence

from rolebridge.iam.explanation.differences import Element
from rolebridge.iam.explanation.layers import LayerReport
from rolebridge.iam.explanation.statements import StatementReport
from rolebridge.iam.layers import Layer
from rolebridge.iam.outcome import Outcome
from rolebridge.iam.policy import Effect

# More than this nobody reads; the rest is in the tree as data.
_MOST_STATEMENTS = 40
_SAYINGS = {
    Outcome.ALLOWED: "allows it",
    Outcome.EXPLICIT_DENY: "denies it",
    Outcome.IMPLICIT_DENY: "does not allow it",
}
# The further a statement got, the more likely it was the one that was meant.
_PROGRESS = (None, Element.CONDITION, Element.RESOURCE, Element.PRINCIPAL)


def write_layers(
    reports: Iterable[LayerReport], deciding: Layer, outcome: Outcome
) -> Iterator[str]:
    """Every layer with its statements. The sort keeps the order of equals."""
    decided = (deciding, outcome)
    for report in sorted(reports, key=lambda report: (report.layer, report.outcome) != decided):
        yield f"{report.name} {_tell_outcome(report)}"
        for line in _write_statements(report.statements):
            yield f"  {line}"


def _tell_outcome(report: LayerReport) -> str:
    if report.layer is Layer.RCP and report.outcome is Outcome.IMPLICIT_DENY:
        return "does not deny it"
    return _SAYINGS[report.outcome]


def _write_statements(reports: Sequence[StatementReport]) -> Iterator[str]:
    if not reports:
        yield "nothing is attached here"
    others = [r for r in reports if r.failed is Element.ACTION]
    near = [r for r in others if r.near_misses]
    told = sorted((r for r in reports if r.failed is not Element.ACTION), key=_rank) + near
    for report in told[:_MOST_STATEMENTS]:
        yield from report.lines()
    if hidden := len(told[_MOST_STATEMENTS:]):
        yield f"{_count(hidden)} more"
    if silent := len(others) - len(near):
        yield f"{_count(silent)} {'is' if silent == 1 else 'are'} for other actions"


def _rank(report: StatementReport) -> tuple[int, bool]:
    """Of those that match, what denies comes before what allows."""
    return _PROGRESS.index(report.failed), report.is_match and report.effect is Effect.ALLOW


def _count(number: int) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"
