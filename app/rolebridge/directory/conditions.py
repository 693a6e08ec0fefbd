"""Conditions of mapping rules, decided for one person: holds or not, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rolebridge.directory.like import is_like
from rolebridge.directory.patterns import KnownAccounts, match_pattern
from rolebridge.directory.people import Person
from rolebridge.directory.rules import (
    AttributeCondition,
    Condition,
    ConditionResult,
    GroupCondition,
    GroupPatternCondition,
    Match,
)

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Decided:
    """A condition with its result and, for a pattern, what each fitting name says."""

    result: ConditionResult
    readings: tuple[Mapping[str, str], ...] = ()


def decide_condition(condition: Condition, person: Person, accounts: KnownAccounts) -> Decided:
    """Decide one condition."""
    if isinstance(condition, GroupCondition):
        return Decided(_decide_group(condition, person))
    if isinstance(condition, GroupPatternCondition):
        return _decide_pattern(condition, person, accounts)
    return Decided(_decide_attribute(condition, person))


def _decide_group(condition: GroupCondition, person: Person) -> ConditionResult:
    expected = f"a member of {condition.group!r}"
    for membership in person.memberships:
        if membership.name == condition.group:
            way = " > ".join(map(repr, membership.path))
            actual = "a direct member" if membership.is_direct else f"a member by way of {way}"
            return ConditionResult(condition, holds=True, expected=expected, actual=actual)
    actual = _describe_groups(person)
    for membership in person.memberships:
        if membership.name.casefold() == condition.group.casefold():
            actual = f"a member of {membership.name!r}, which differs in letter case"
    return ConditionResult(condition, holds=False, expected=expected, actual=actual)


def _decide_pattern(
    condition: GroupPatternCondition, person: Person, accounts: KnownAccounts
) -> Decided:
    expected = f"a member of a group named like {condition.pattern!r}, of a known account"
    fitting = {
        membership.name: reading
        for membership in person.memberships
        if (reading := match_pattern(condition.pattern, membership.name, accounts)) is not None
    }
    holds = bool(fitting)
    actual = f"a member of {_listed(fitting)}" if holds else _describe_groups(person)
    result = ConditionResult(condition, holds=holds, expected=expected, actual=actual)
    return Decided(result, tuple(fitting.values()))


def _decide_attribute(condition: AttributeCondition, person: Person) -> ConditionResult:
    values = person.attributes.get(condition.attribute, ())
    verb = "equal to" if condition.match is Match.EQUALS else "like"
    wanted = " or ".join(map(repr, condition.values))
    return ConditionResult(
        condition,
        holds=any(_matches(condition, value) for value in values),
        expected=f"attribute {condition.attribute!r} {verb} {wanted}",
        actual=_listed(values) if values else "no such attribute",
    )


def _matches(condition: AttributeCondition, value: str) -> bool:
    if condition.match is Match.EQUALS:
        return value in condition.values
    return any(is_like(pattern, value) for pattern in condition.values)


def _describe_groups(person: Person) -> str:
    names = [membership.name for membership in person.memberships]
    return f"a member of {_listed(names)}" if names else "a member of no group"


def _listed(values: Iterable[str]) -> str:
    texts = [repr(value) for value in values]
    rest = len(texts) - _MOST_NAMED
    return ", ".join(texts[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
