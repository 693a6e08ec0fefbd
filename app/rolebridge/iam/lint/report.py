"""Findings, and the report that gathers them."""

from dataclasses import dataclass

from rolebridge.iam.faults import MalformedPolicy
from rolebridge.iam.json_text import LineIndex, Path, format_path
from rolebridge.iam.lint.catalogue import CATALOGUE
from rolebridge.iam.lint.codes import Code, Severity

_LONGEST_FACT = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `line` counts from 1 in the text that was linted.

    `place` is the path for people: `Statement[0].Action[2]`.
    """

    code: Code
    line: int
    path: Path
    place: str
    sentence: str
    fix: str

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity


def build_refusal(refused: MalformedPolicy) -> tuple[Finding, ...]:
    """The faults for which AWS refuses a document, each with AWS's words where they are known."""
    entry = CATALOGUE[Code.POLICY_MALFORMED]
    return tuple(
        Finding(
            Code.POLICY_MALFORMED,
            fault.line,
            (),
            fault.path,
            entry.sentence.format(text=fault.text, aws=_quote(fault.aws_text)),
            entry.fix,
        )
        for fault in sorted(refused.faults, key=lambda fault: fault.line)
    )


def _quote(aws_text: str | None) -> str:
    return "" if aws_text is None else f" (AWS: {aws_text!r})"


class Report:
    """Gathers findings by path; lines are looked up once, at the end."""

    def __init__(self) -> None:
        self._found: dict[tuple[Code, Path, str], tuple[str, str]] = {}

    def add(self, code: Code, path: Path, **facts: str) -> None:
        """Note a finding. The facts fill the places in the texts of its row."""
        shown = {name: _shorten(fact) for name, fact in facts.items()}
        entry = CATALOGUE[code]
        sentence = entry.sentence.format(**shown)
        self._found.setdefault((code, path, sentence), (sentence, entry.fix.format(**shown)))

    def build_findings(self, text: str) -> tuple[Finding, ...]:
        """Every finding with its line, in the order of the document."""
        if not self._found:
            return ()
        lines = LineIndex(text)
        findings = [
            Finding(code, lines.line_of(path), path, format_path(path), sentence, fix)
            for (code, path, _), (sentence, fix) in self._found.items()
        ]
        return tuple(sorted(findings, key=lambda each: (each.line, each.place)))


def _shorten(fact: str) -> str:
    return fact if len(fact) <= _LONGEST_FACT else fact[:_LONGEST_FACT] + "..."
