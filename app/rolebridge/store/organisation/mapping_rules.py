"""Mapping rules; their conditions and grants as JSON."""

from typing import Any, assert_never

from rolebridge.directory.rules import (
    AttributeCondition,
    Condition,
    Grant,
    GroupCondition,
    GroupPatternCondition,
    MappingRule,
    Match,
)
from rolebridge.store.models import StoredMappingRule
from rolebridge.store.organisation.rows import read_rows, write_rows
from rolebridge.store.transaction import Transaction


def read_mapping_rules(transaction: Transaction) -> tuple[MappingRule, ...]:
    """All rules in the order they were written."""
    return tuple(
        MappingRule(
            name=row["name"],
            conditions=tuple(_parse_condition(condition) for condition in row["conditions"]),
            grants=tuple(_parse_grant(grant) for grant in row["grants"]),
            description=row["description"],
        )
        for row in read_rows(transaction, StoredMappingRule)
    )


def write_mapping_rules(transaction: Transaction, rules: tuple[MappingRule, ...]) -> None:
    """Make the rules these."""
    write_rows(
        transaction,
        StoredMappingRule,
        [
            {
                "name": rule.name,
                "position": position,
                "description": rule.description,
                "conditions": [_format_condition(condition) for condition in rule.conditions],
                "grants": [_format_grant(grant) for grant in rule.grants],
            }
            for position, rule in enumerate(rules)
        ],
    )


def _format_condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case GroupCondition():
            return {"group": condition.group}
        case GroupPatternCondition():
            return {"group_pattern": condition.pattern}
        case AttributeCondition():
            return {
                "attribute": condition.attribute,
                "match": condition.match.value,
                "values": list(condition.values),
            }
    assert_never(condition)


def _parse_condition(stored: dict[str, Any]) -> Condition:
    if "group" in stored:
        return GroupCondition(stored["group"])
    if "group_pattern" in stored:
        return GroupPatternCondition(stored["group_pattern"])
    return AttributeCondition(stored["attribute"], Match(stored["match"]), tuple(stored["values"]))


def _format_grant(grant: Grant) -> dict[str, Any]:
    return {
        "accounts": list(grant.accounts),
        "roles": list(grant.roles),
        "provider": grant.provider,
    }


def _parse_grant(stored: dict[str, Any]) -> Grant:
    return Grant(tuple(stored["accounts"]), tuple(stored["roles"]), stored["provider"])
