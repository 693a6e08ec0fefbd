"""Mapping rules."""

from collections.abc import Mapping
from typing import Any

from rolebridge.directory.placeholders import has_placeholders
from rolebridge.directory.rules import (
    AttributeCondition,
    Condition,
    Grant,
    GroupCondition,
    GroupPatternCondition,
    MappingRule,
    Match,
)
from rolebridge.federation.entries.people import one_or_many


def build_rule(raw: Mapping[str, Any], aliases: Mapping[str, str]) -> MappingRule:
    """One item of `mapping_rules`. Aliases written out become ids: an alias may move one day."""
    return MappingRule(
        name=raw["name"],
        conditions=tuple(_build_condition(item) for item in raw["when"]),
        grants=tuple(_build_grant(item, aliases) for item in raw["grant"]),
        description=raw.get("description", ""),
    )


def _build_condition(raw: Mapping[str, Any]) -> Condition:
    group = raw.get("group")
    if group is not None:
        return GroupPatternCondition(group) if has_placeholders(group) else GroupCondition(group)
    match = Match.EQUALS if "equals" in raw else Match.LIKE
    return AttributeCondition(raw["attribute"], match, one_or_many(raw[match.value]))


def _build_grant(raw: Mapping[str, Any], aliases: Mapping[str, str]) -> Grant:
    accounts = (aliases.get(name, name) for name in raw["accounts"])
    return Grant(tuple(dict.fromkeys(accounts)), tuple(raw["roles"]), raw["provider"])
