"""Whether patterns, numbers, dates or addresses leave any room between them."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product
from typing import Protocol, Self, TypeVar

from rolebridge.iam.conditions import Condition
from rolebridge.iam.conditions.date import parse_date
from rolebridge.iam.conditions.ip_address import Range, parse_range
from rolebridge.iam.conditions.numeric import parse_number
from rolebridge.iam.lint.globs import Alphabet, Glob
from rolebridge.iam.lint.shapes import ResourceShape

_LIKE = ("StringEquals", "StringLike", "StringNotEquals", "StringNotLike")
_MOST_PAIRS = 4096


class _Comparable(Protocol):
    """A pattern that can be compared with others of its kind."""

    def covers(self, other: Self) -> bool:
        """Whether all that the other matches is certain to be matched by this one."""
        ...

    def can_meet(self, other: Self) -> bool:
        """Whether some text may be matched by both."""
        ...


Each = TypeVar("Each", bound=_Comparable)


def exclude_each_other(conditions: Sequence[Condition]) -> bool:
    """Whether no one value but an empty one can meet them all, as far as pairs of them tell."""
    return (
        _is_empty(conditions, "Numeric", parse_number)
        or _is_empty(conditions, "Date", parse_date)
        or any(
            _exclude(wanted, other)
            for wanted in conditions
            for other in conditions
            if wanted is not other and not wanted.operator.is_negated
        )
    )


def _is_empty(
    conditions: Sequence[Condition], family: str, read: Callable[[str], Decimal | None]
) -> bool:
    """Whether the lower bounds stand above the upper ones. Of several values the widest counts."""
    lowest: tuple[Decimal, bool] | None = None
    highest: tuple[Decimal, bool] | None = None
    for condition in conditions:
        name = condition.operator.name.removeprefix(family)
        read_values = (read(value.source) for value in condition.values)
        values = [value for value in read_values if value is not None]
        if name == condition.operator.name or not values:
            continue
        is_open = not name.endswith("Equals")
        if name.startswith("GreaterThan"):
            lowest = max(filter(None, (lowest, (min(values), is_open))))
        elif name.startswith("LessThan"):
            # An open end lies below a closed one of the same value.
            highest = min(
                filter(None, (highest, (max(values), is_open))),
                key=lambda end: (end[0], not end[1]),
            )
    if lowest is None or highest is None:
        return False
    return lowest[0] > highest[0] or (lowest[0] == highest[0] and (lowest[1] or highest[1]))


def _exclude(wanted: Condition, other: Condition) -> bool:
    """Whether what one asks for is all that the other rules out."""
    names = (wanted.operator.name, other.operator.name)
    negated = other.operator.is_negated
    if len(wanted.values) * len(other.values) > _MOST_PAIRS:
        return False
    if names[0] == "IpAddress" and names[1] in ("IpAddress", "NotIpAddress"):
        return _exclude_ranges(wanted, other)
    if all(name in _LIKE for name in names):
        return _exclude_patterns(_read_globs(wanted), _read_globs(other), negated=negated)
    if all(name.startswith("Arn") for name in names):
        return _exclude_patterns(_read_arns(wanted), _read_arns(other), negated=negated)
    return False


def _exclude_ranges(wanted: Condition, other: Condition) -> bool:
    ranges, others = _read_ranges(wanted), _read_ranges(other)
    if other.operator.is_negated:
        return all(any(_contains(out, inner) for out in others) for inner in ranges)
    return not any(_overlap(one, two) for one, two in product(ranges, others))


def _exclude_patterns(wanted: Sequence[Each], others: Sequence[Each], *, negated: bool) -> bool:
    if negated:
        return all(any(out.covers(inner) for out in others) for inner in wanted)
    return not any(one.can_meet(two) for one, two in product(wanted, others))


def _read_globs(condition: Condition) -> list[Glob]:
    return [Alphabet().read(value.parts) for value in condition.values]


def _read_arns(condition: Condition) -> list[ResourceShape]:
    return [ResourceShape.of_template(value, Alphabet()) for value in condition.values]


def _read_ranges(condition: Condition) -> list[Range]:
    ranges = (parse_range(value.source) for value in condition.values)
    return [each for each in ranges if each is not None]


def _contains(outer: Range, inner: Range) -> bool:
    same = outer.version == inner.version
    return same and outer.first <= inner.first and inner.last <= outer.last


def _overlap(one: Range, two: Range) -> bool:
    return one.version == two.version and one.first <= two.last and two.first <= one.last
