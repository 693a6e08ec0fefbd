"""Findings about the entries of Principal and NotPrincipal."""

import re

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.principals import ACCOUNT_ROOT

EVERYONE = "*"
_UNIQUE_ID = re.compile(r"(?:AIDA|AROA|AGPA|ANPA|ASCA)[A-Z0-9]{12,124}")
_SAML_PROVIDER = "saml-provider/"


def check_principals(linted: LintedPolicy, report: Report) -> None:
    """Notes who is named twice, is gone, stands elsewhere, or is simply everybody."""
    for statement in linted.statements:
        _check_everyone(linted, statement, report)
        _check_redundant(statement, report)
        for kind, entry in statement.principals:
            if _UNIQUE_ID.fullmatch(entry.text) and kind == "AWS":
                report.add(Code.PRINCIPAL_DELETED, entry.path, principal=entry.text)
            _check_place(entry, linted, report)


def name_principal(text: str) -> str:
    """One text for each principal: an account's id stands for the ARN of its root as well."""
    root = ACCOUNT_ROOT.fullmatch(text)
    return text if root is None else root[1]


def find_everyone(statement: LintedStatement) -> Entry | None:
    """The `*` by which a statement lets in everyone without a condition; None where none does."""
    is_open = statement.allows and not statement.has_not_principal
    if not is_open or statement.statement.conditions:
        return None
    entries = (entry for _, entry in statement.principals if entry.text == EVERYONE)
    return next(entries, None)


def _check_everyone(linted: LintedPolicy, statement: LintedStatement, report: Report) -> None:
    """A trust policy is judged by the calls that it allows, see `trust`."""
    entry = find_everyone(statement)
    if entry is not None and not linted.is_limit and not linted.is_trust:
        report.add(Code.EVERYONE_ALLOWED, entry.path)


def _check_redundant(statement: LintedStatement, report: Report) -> None:
    everyone = any(entry.text == EVERYONE for _, entry in statement.principals)
    seen: dict[tuple[str, str], str] = {}
    for kind, entry in statement.principals:
        name = (kind, name_principal(entry.text))
        wider = EVERYONE if everyone and entry.text != EVERYONE else seen.get(name)
        if wider is not None:
            report.add(Code.PRINCIPAL_REDUNDANT, entry.path, principal=entry.text, wider=wider)
        seen.setdefault(name, entry.text)


def _check_place(entry: Entry, linted: LintedPolicy, report: Report) -> None:
    known = linted.surroundings
    parts = entry.text.split(":", 5)
    if len(parts) < 6:
        return
    _, partition, _, _, account, resource = parts
    if known.partition not in (None, partition):
        report.add(
            Code.PRINCIPAL_OTHER_PARTITION,
            entry.path,
            principal=entry.text,
            other=partition,
            partition=str(known.partition),
        )
    elif linted.is_trust and "-provider/" in resource:
        if known.account not in (None, account):
            report.add(
                Code.PROVIDER_OTHER_ACCOUNT,
                entry.path,
                principal=entry.text,
                other=account,
                account=str(known.account),
            )
        elif resource.startswith(_SAML_PROVIDER):
            _check_provider(entry, account, resource.removeprefix(_SAML_PROVIDER), linted, report)


def _check_provider(
    entry: Entry, account: str, name: str, linted: LintedPolicy, report: Report
) -> None:
    known = linted.surroundings.saml_providers
    if known is not None and name not in known:
        hint = linted.hints.build(name, known)
        report.add(Code.PROVIDER_UNKNOWN, entry.path, account=account, name=name, hint=hint)
