"""Mapping rules: their patterns, and which placeholders a grant may use."""

import re
from collections.abc import Iterable

from rolebridge.directory.patterns import Captured, parse_pattern
from rolebridge.directory.placeholders import (
    InvalidTemplate,
    Template,
    has_placeholders,
)
from rolebridge.federation.checks.templates import find_template, is_person_placeholder
from rolebridge.federation.faults import show
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report
from rolebridge.federation.schema import words

_ACCOUNT_TEXT = re.compile(r"[a-z0-9-]*")
_ROLE_TEXT = re.compile(r"[\x21-\x7e]*")
_PROVIDER_TEXT = re.compile(r"[A-Za-z0-9_.-]*")


def check_rules(root: View, report: Report) -> None:
    """Notes patterns that cannot be read in one way and placeholders that are never filled."""
    for rule in root.at("mapping_rules").items:
        captured = _check_conditions(rule.at("when"), report)
        for grant in rule.at("grant").items:
            _check_grant(grant, captured, report)


def _check_conditions(when: View, report: Report) -> frozenset[str]:
    """What the rule's group patterns capture; empty where it has none."""
    captured: frozenset[str] = frozenset()
    for condition in when.items:
        group = condition.at("group")
        if group.text is None or report.has_fault_in(group.path):
            continue
        if not has_placeholders(group.text):
            if re.fullmatch(words.GROUP_NAME.pattern, group.text) is None:
                report.add(group.path, f"is not {words.GROUP_NAME.rule}", value=show(group.text))
            continue
        try:
            kinds = parse_pattern(group.text).kinds
        except InvalidTemplate as error:
            report.add(group.path, error.reason, value=show(group.text))
            continue
        captured |= _names_of(kinds)
    return captured


def _names_of(kinds: Iterable[Captured]) -> frozenset[str]:
    names = {kind.value for kind in kinds}
    if names & {"account", "alias"}:
        names |= {"account", "alias"}
    return frozenset(names)


def _check_grant(grant: View, captured: frozenset[str], report: Report) -> None:
    own = frozenset({"account", "alias"})
    for account in grant.at("accounts").texts:
        _check(account, captured & own, _ACCOUNT_TEXT, report)
    for role in grant.at("roles").texts:
        _check(role, own | (captured & {"role"}), _ROLE_TEXT, report)
        if (role.text or "").startswith("/"):
            report.add(role.path, "begins with a slash; write team/Admin", value=show(role.text))
    for provider in grant.at("provider").texts:
        _check(provider, own | {"role"}, _PROVIDER_TEXT, report)


def _check(view: View, known: frozenset[str], text: re.Pattern[str], report: Report) -> None:
    template = find_template(view, report)
    if template is None:
        return
    _check_literals(view, template, text, report)
    for name in template.names:
        if name in ("account", "alias", "role") and name not in known:
            rule = f"holds {{{name}}}, which only a group pattern of this rule could fill"
            report.add(view.path, rule, value=show(view.text))
        elif name not in known and not is_person_placeholder(name):
            report.add(view.path, f"holds {{{name}}}, which is not known", value=show(view.text))


def _check_literals(view: View, template: Template, text: re.Pattern[str], report: Report) -> None:
    if any(text.fullmatch(literal) is None for literal in template.literals):
        report.add(view.path, "holds a character that no such name has", value=show(view.text))
