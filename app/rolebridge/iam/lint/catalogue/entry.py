"""The shape of a row of the catalogue."""

from dataclasses import dataclass

from rolebridge.iam.lint.codes import Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. The texts have places in braces that a finding fills in."""

    severity: Severity
    sentence: str
    fix: str
