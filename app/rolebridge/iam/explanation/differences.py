"""What an element of a statement asks for, and what the request has instead."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from rolebridge.iam.explanation.conditions import ConditionReport
from rolebridge.iam.policy import Statement
from rolebridge.iam.principals import describe
from rolebridge.iam.request import Request

_MOST_SHOWN = 6


class Element(StrEnum):
    """The elements of a statement that can fail to match, in the order they are looked at."""

    ACTION = "Action"
    PRINCIPAL = "Principal"
    RESOURCE = "Resource"
    CONDITION = "Condition"


class Difference(NamedTuple):
    """What was asked for, one entry a value, and what there is."""

    expected: tuple[str, ...]
    actual: str

    @property
    def text(self) -> str:
        """Both, for people; of a long list the beginning."""
        more = len(self.expected) - _MOST_SHOWN
        shown = " or ".join(self.expected[:_MOST_SHOWN]) or "nobody"
        return f"{self.actual}, not {shown}" + (f" or {more} more" if more > 0 else "")


def build_difference(
    failed: Element,
    statement: Statement,
    request: Request,
    conditions: Sequence[ConditionReport],
) -> Difference:
    """The difference in the element that failed."""
    if failed is Element.ACTION:
        actions = statement.actions
        return Difference(_mark(actions.written, negated=actions.negated), request.action)
    if failed is Element.PRINCIPAL:
        return _compare_principals(statement, request)
    if failed is Element.RESOURCE:
        return _compare_resources(statement, request)
    return next(list_unmet(conditions))


def list_unmet(conditions: Iterable[ConditionReport]) -> Iterator[Difference]:
    """One for each condition that is not met."""
    for condition in conditions:
        if not condition.is_met:
            values = zip(condition.policy_values, condition.resolved_values, strict=True)
            expected = tuple(f"{condition.operator} {_tell(*value)}" for value in values)
            yield Difference(expected, f"{condition.key} = {condition.actual}")


def _compare_principals(statement: Statement, request: Request) -> Difference:
    element = statement.principals
    expected = _mark(describe(element), negated=element.negated) if element else ()
    return Difference(expected, request.principal.arn)


def _compare_resources(statement: Statement, request: Request) -> Difference:
    element = statement.resources
    templates = element.templates if element else ()
    expected = [_tell(t.source, t.resolve_text(request.context)) for t in templates]
    negated = element is not None and element.negated
    return Difference(_mark(expected, negated=negated), request.resource)


def _tell(written: str, resolved: str | None) -> str:
    """A value of the policy, with what its variables became."""
    if written == resolved:
        return written
    return f"{written} (here {'without a value' if resolved is None else resolved})"


def _mark(written: Sequence[str], *, negated: bool) -> tuple[str, ...]:
    return tuple(f"anything but {text}" for text in written) if negated else tuple(written)
