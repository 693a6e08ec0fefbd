"""A plan as text for people, and as plain values for programs."""

import difflib
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from rolebridge.federation.faults import make_visible, show
from rolebridge.federation.plan.changes import Change, ChangeKind, FieldChange, Plan, Subject
from rolebridge.federation.schema.file import SECTIONS

NOTHING = "Nothing to change."
VERSION = 1

_SIGNS = {ChangeKind.ADD: "+", ChangeKind.CHANGE: "~", ChangeKind.REMOVE: "-"}
_POLICIES = ("trust_policy", "document", "inline_policies")
_LONG = 120


def render_plan(plan: Plan, file: str) -> str:
    """`+`, `~` and `-` lines with the fields below them, and a summary; no trailing line break."""
    if not plan.changes:
        return NOTHING
    lines = [*_preface(plan, file), "", *_lines(plan), "", _summary(plan)]
    return "\n".join(make_visible(line) for line in lines)


def plan_as_values(plan: Plan) -> dict[str, Any]:
    """The plan for `--json`. `version` changes when a key changes its meaning."""
    return {
        "version": VERSION,
        "sections": list(plan.sections),
        "untouched": [name for name in SECTIONS if name not in plan.sections],
        "changes": [
            {
                "kind": change.kind.value,
                "subject": change.subject.value,
                "name": change.name,
                "fields": [
                    {"field": field.field, "old": field.old, "new": field.new}
                    for field in change.fields
                ],
            }
            for change in plan.changes
        ],
        "summary": plan.counts,
        "warnings": [warning.text for warning in plan.warnings],
    }


def _preface(plan: Plan, file: str) -> Iterator[str]:
    yield f"{file} is the whole truth about: {', '.join(plan.sections)}."
    yield "What is missing from these sections is removed."
    untouched = [name for name in SECTIONS if name not in plan.sections]
    if untouched:
        yield f"Not in the file, so not touched: {', '.join(untouched)}."


def _summary(plan: Plan) -> str:
    counts = plan.counts
    return f"{counts['add']} to add, {counts['change']} to change, {counts['remove']} to remove."


def _lines(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        subject = change.subject.value.replace("_", " ")
        yield f"{_SIGNS[change.kind]} {subject} {change.name}".rstrip()
        if change.kind is ChangeKind.CHANGE:
            for field in change.fields:
                yield from (f"    {line}" for line in _field_lines(field))
        elif change.subject is Subject.MAPPING_RULE:
            yield from (f"    {line}" for line in _rule_lines(change))


def _rule_lines(change: Change) -> Iterator[str]:
    """What a rule gives or gave is what a reviewer wants to see."""
    verb = "grants" if change.kind is ChangeKind.ADD else "no longer grants"
    fields = {field.field: field.new or field.old for field in change.fields}
    for grant in fields.get("grant", ()):
        roles, accounts = ", ".join(grant["roles"]), ", ".join(grant["accounts"])
        yield f"{verb} {roles} in {accounts} through {grant['provider']}"


def _field_lines(field: FieldChange) -> Iterator[str]:
    name = field.field.partition(".")[0].partition("[")[0]
    if name in _POLICIES and isinstance(field.old, str) and isinstance(field.new, str):
        yield f"{field.field}:"
        yield from (f"  {line}" for line in _diff(field.old, field.new))
    else:
        yield f"{field.field}: {_brief(field.old)} -> {_brief(field.new)}"


def _diff(old: str, new: str) -> Iterator[str]:
    lines = difflib.unified_diff(_layout(old), _layout(new), n=1, lineterm="")
    found = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    yield from found or ["(laid out differently; it says the same)"]


def _layout(policy: str) -> list[str]:
    """The policy laid out the same way on both sides, so that only what it says can differ."""
    try:
        return json.dumps(json.loads(policy), indent=2, ensure_ascii=False).splitlines()
    except (ValueError, RecursionError):
        return policy.splitlines()


def _brief(value: Any) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, str) and ("\n" in value or len(value) > _LONG):
        digest = sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"({len(value)} characters, SHA-256 {digest}...)"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return show(value)
