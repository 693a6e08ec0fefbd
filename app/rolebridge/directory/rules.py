"""Mapping rules and what they yield: the values, not the engine (that is `mapping.py`)."""

from dataclasses import dataclass
from enum import StrEnum


class Match(StrEnum):
    """How a condition compares an attribute's values. Every form is linear in its input."""

    EQUALS = "equals"
    LIKE = "like"  # `*` any run, `?` one character; anchored at both ends


@dataclass(frozen=True, slots=True)
class GroupCondition:
    """The person is in the group, directly or through nesting."""

    group: str


@dataclass(frozen=True, slots=True)
class AttributeCondition:
    """At least one value of the attribute matches at least one of `values`."""

    attribute: str
    match: Match
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupPatternCondition:
    """At least one of the person's groups has a name that fits `pattern`: `aws-{account}-{role}`.

    What a name says (see `patterns.match_pattern`) fills the placeholders of the rule's grants;
    each name that fits gives the grants once.
    """

    pattern: str


Condition = GroupCondition | GroupPatternCondition | AttributeCondition


@dataclass(frozen=True, slots=True)
class Grant:
    """What a rule gives: each role in each account, through one SAML provider of that account.

    `accounts` are 12-digit ids; `roles` are role names with their path (`team/Admin`), without a
    leading slash. All three may hold placeholders: `{username}`, `{attribute.NAME}`, `{account}`,
    `{alias}`, `{role}`; a group name never does.
    """

    accounts: tuple[str, ...]
    roles: tuple[str, ...]
    provider: str


@dataclass(frozen=True, slots=True)
class MappingRule:
    """If every condition holds, every grant is given. A rule without conditions is refused."""

    name: str
    conditions: tuple[Condition, ...]
    grants: tuple[Grant, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """One role for one person, with the rule that gave it."""

    role_arn: str
    provider_arn: str
    account: str
    role_name: str
    rule: str


@dataclass(frozen=True, slots=True)
class RefusedGrant:
    """A grant of a matching rule that gave no role, and why, in words.

    Each of the three is the text that was tried, or its template where it came to nothing.
    """

    rule: str
    account: str
    role: str
    provider: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition of one rule, decided: what it asked for and what the person has."""

    condition: Condition
    holds: bool
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule, decided for one person: its conditions in order, what it granted and what not."""

    rule: MappingRule
    conditions: tuple[ConditionResult, ...]
    granted: tuple[RoleGrant, ...]
    refused: tuple[RefusedGrant, ...] = ()

    @property
    def matched(self) -> bool:
        """Whether every condition held."""
        return all(result.holds for result in self.conditions)
