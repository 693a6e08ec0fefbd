"""A finding of lint, with the file and the line that it is about."""

from dataclasses import dataclass

from rolebridge.federation.faults import make_visible
from rolebridge.iam import PolicyKind
from rolebridge.iam.lint import CATALOGUE, Code, Finding


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding in a file. A kind of None: it is about the file and not about a policy in it."""

    file: str
    line: int
    path: str
    kind: PolicyKind | None
    finding: Finding

    @property
    def text(self) -> str:
        """`file:line: severity: path: sentence [code]`, as compilers write it."""
        finding = self.finding
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{self.path}: " if self.path else ""
        told = f"{where}{finding.sentence} [{finding.code.value}]"
        return make_visible(f"{place}: {finding.severity.value}: {told}")

    @property
    def fix(self) -> str:
        return make_visible(self.finding.fix)

    def as_dict(self) -> dict[str, object]:
        return {
            "severity": self.finding.severity.value,
            "code": self.finding.code.value,
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "kind": None if self.kind is None else self.kind.value,
            "sentence": self.finding.sentence,
            "fix": self.finding.fix,
        }


def refuse_text(file: str, line: int, text: str, path: str = "") -> PlacedFinding:
    """What is said of a file that cannot be read as what it should be."""
    entry = CATALOGUE[Code.FILE_UNREADABLE]
    sentence = entry.sentence.format(text=text)
    finding = Finding(Code.FILE_UNREADABLE, line, (), path, sentence, entry.fix)
    return PlacedFinding(file, line, path, None, finding)
