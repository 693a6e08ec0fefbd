"""Lints files: policy documents on their own, and every policy of a federation file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rolebridge.federation.documents import ReadFile
from rolebridge.federation.files import refuse_files
from rolebridge.iam import PolicyKind
from rolebridge.iam.json_text import UnreadableJSON, read_json
from rolebridge.iam.lint import Severity, Surroundings, lint_policy
from rolebridge.iam.service_data import ServiceData
from rolebridge.iam.text import fold
from rolebridge.lab.lint_federation import lint_federation
from rolebridge.lab.lint_findings import PlacedFinding, refuse_text

# The first key of a federation file tells its kind; comments and a document mark may stand before.
_FEDERATION = re.compile(
    r"(?:\s|#[^\n]*\n|---)*+\{?\s*(?:rolebridge|\"rolebridge\"|'rolebridge')\s*:"
)
_PRINCIPALS = ("Principal", "NotPrincipal")
_STS = "sts:"


@dataclass(frozen=True, slots=True)
class LintOptions:
    """What a person says about policy documents that stand alone. A kind of None is guessed."""

    kind: PolicyKind | None = None
    account: str | None = None
    partition: str | None = None


@dataclass(frozen=True, slots=True)
class LintReport:
    """What was found in some files."""

    findings: tuple[PlacedFinding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are as bad as that."""
        return sum(placed.finding.severity is severity for placed in self.findings)

    def as_dict(self) -> dict[str, object]:
        return {
            "version": 1,
            "findings": [placed.as_dict() for placed in self.findings],
            "counts": {severity.value: self.count(severity) for severity in Severity},
        }


def lint_file(
    content: bytes,
    file: str,
    services: ServiceData,
    options: LintOptions,
    read_file: ReadFile = refuse_files,
) -> tuple[PlacedFinding, ...]:
    """Everything found in one file. `read_file` gives what a federation file names beside it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (refuse_text(file, line, "this is not UTF-8 text"),)
    if _FEDERATION.match(text):
        return lint_federation(text, file, services, read_file)
    kind = options.kind or guess_kind(text)
    surroundings = Surroundings(account=options.account, partition=options.partition)
    findings = lint_policy(text, kind, services, surroundings)
    return tuple(PlacedFinding(file, each.line, each.place, kind, each) for each in findings)


def guess_kind(text: str) -> PolicyKind:
    """What a document probably is: a trust policy if it has principals and is about STS only, the
    policy of some other resource if it has principals, else an identity policy.
    """
    statements = list(_find_statements(text))
    if not any(name in statement for statement in statements for name in _PRINCIPALS):
        return PolicyKind.IDENTITY
    actions = [action for statement in statements for action in _find_actions(statement)]
    is_trust = bool(actions) and all(fold(action).startswith(_STS) for action in actions)
    return PolicyKind.TRUST if is_trust else PolicyKind.RESOURCE


def _find_statements(text: str) -> Iterable[dict[str, object]]:
    try:
        document = read_json(text)
    except UnreadableJSON:
        return
    written = document.get("Statement") if isinstance(document, dict) else None
    for statement in written if isinstance(written, list) else [written]:
        if isinstance(statement, dict):
            yield statement


def _find_actions(statement: dict[str, object]) -> Iterable[str]:
    for name in ("Action", "NotAction"):
        written = statement.get(name, [])
        for action in written if isinstance(written, list) else [written]:
            yield str(action)
