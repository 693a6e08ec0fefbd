"""Mapping rules, evaluated: which roles a person has, by which rule, and why not others."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from rolebridge.arn import ARN
from rolebridge.directory.conditions import Decided, decide_condition
from rolebridge.directory.grants import Estate, Granting
from rolebridge.directory.like import is_like
from rolebridge.directory.patterns import KnownAccounts
from rolebridge.directory.people import Person
from rolebridge.directory.placeholders import parse_template
from rolebridge.directory.rules import (
    GroupPatternCondition,
    MappingRule,
    RefusedGrant,
    RoleGrant,
    RuleResult,
)


def evaluate_rules(
    person: Person, rules: Iterable[MappingRule], estate: Estate
) -> tuple[RuleResult, ...]:
    """Every rule's result for one person, in the order of the rules.

    Only roles and providers that exist are granted. A rule without conditions grants nothing.
    """
    accounts = KnownAccounts({account.id: account.alias for account in estate.accounts.values()})
    return tuple(_evaluate(rule, person, accounts, estate) for rule in rules)


def collect_grants(results: Iterable[RuleResult]) -> tuple[RoleGrant, ...]:
    """The roles that the rules gave, each pair of role and provider once: the first rule's."""
    found: dict[tuple[str, str], RoleGrant] = {}
    for result in results:
        for grant in result.granted:
            found.setdefault((grant.role_arn, grant.provider_arn), grant)
    return tuple(found.values())


def could_grant(rule: MappingRule, role_arn: ARN, estate: Estate) -> bool:
    """Whether the rule could give this role to somebody, whatever its conditions say."""
    account = estate.accounts.get(role_arn.account)
    names = {role_arn.account, account.alias} if account else {role_arn.account}
    role = role_arn.resource.removeprefix("role/")
    return any(
        _could_name(grant.roles, {role}) and _could_name(grant.accounts, names)
        for grant in rule.grants
    )


def _evaluate(
    rule: MappingRule, person: Person, accounts: KnownAccounts, estate: Estate
) -> RuleResult:
    decided = [decide_condition(condition, person, accounts) for condition in rule.conditions]
    results = tuple(each.result for each in decided)
    if not decided or not all(result.holds for result in results):
        return RuleResult(rule, results, ())
    outcomes = tuple(
        outcome
        for captured in _readings(decided)
        for grant in rule.grants
        for outcome in Granting(rule.name, person, captured, estate).expand(grant)
    )
    granted = dict.fromkeys(each for each in outcomes if isinstance(each, RoleGrant))
    refused = dict.fromkeys(each for each in outcomes if isinstance(each, RefusedGrant))
    return RuleResult(rule, results, tuple(granted), tuple(refused))


def _readings(decided: Iterable[Decided]) -> Iterator[Mapping[str, str]]:
    """What the fitting group names say together; names that contradict each other say nothing."""
    patterns = [
        each.readings
        for each in decided
        if isinstance(each.result.condition, GroupPatternCondition)
    ]
    for readings in product(*patterns):
        merged: dict[str, str] = {}
        if all(_agrees(merged, reading) for reading in readings):
            yield merged


def _agrees(merged: dict[str, str], reading: Mapping[str, str]) -> bool:
    agrees = all(merged.get(name, value) == value for name, value in reading.items())
    merged.update(reading)
    return agrees


def _could_name(templates: Iterable[str], names: Iterable[str | None]) -> bool:
    """Whether a template, with anything in its placeholders, gives one of the names."""
    patterns = ["*".join(parse_template(template).literals) for template in templates]
    return any(is_like(pattern, name) for name in names if name for pattern in patterns)
