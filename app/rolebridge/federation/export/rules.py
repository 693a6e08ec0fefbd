"""Mapping rules as they stand in a file."""

from typing import Any

from rolebridge.directory.rules import (
    AttributeCondition,
    Condition,
    GroupCondition,
    MappingRule,
)


def build_rule_tree(rule: MappingRule) -> dict[str, Any]:
    """One item of `mapping_rules`."""
    tree: dict[str, Any] = {"name": rule.name}
    if rule.description:
        tree["description"] = rule.description
    tree["when"] = [_condition(condition) for condition in rule.conditions]
    tree["grant"] = [
        {
            "accounts": list(grant.accounts),
            "roles": list(grant.roles),
            "provider": grant.provider,
        }
        for grant in rule.grants
    ]
    return tree


def _condition(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, AttributeCondition):
        values = condition.values
        written = values[0] if len(values) == 1 else list(values)
        return {"attribute": condition.attribute, condition.match.value: written}
    if isinstance(condition, GroupCondition):
        return {"group": condition.group}
    return {"group": condition.pattern}
