"""What can be wrong with a policy document, and how the refusal is reported."""

from dataclasses import dataclass
from enum import StrEnum

from rolebridge.errors import RolebridgeError
from rolebridge.iam.json_text import LineIndex, Path, format_path


class Rule(StrEnum):
    """The rule that a document broke. The order is the one in which IAM looks, so that of several
    faults the first by this order is the one IAM would name.
    """

    SIZE = "size"
    CHARACTERS = "characters"
    JSON = "json"
    DUPLICATE_KEY = "duplicate_key"
    DOCUMENT_TYPE = "document_type"
    UNKNOWN_ELEMENT = "unknown_element"
    MISSING_ELEMENT = "missing_element"
    STATEMENT_EMPTY = "statement_empty"
    ELEMENT_TYPE = "element_type"
    EXCLUSIVE_ELEMENTS = "exclusive_elements"
    EFFECT = "effect"
    OPERATOR_UNKNOWN = "operator_unknown"
    VERSION = "version"
    VERSION_OLD = "version_old"
    ID_PROHIBITED = "id_prohibited"
    EFFECT_CASE = "effect_case"
    RESOURCE_SYNTAX = "resource_syntax"
    CONDITION_VALUE = "condition_value"
    VARIABLE = "variable"
    SID_FORM = "sid_form"
    SID_DUPLICATE = "sid_duplicate"
    ACTION_MISSING = "action_missing"
    PRINCIPAL_PROHIBITED = "principal_prohibited"
    PRINCIPAL_MISSING = "principal_missing"
    PRINCIPAL_EMPTY = "principal_empty"
    PRINCIPAL_NEGATED = "principal_negated"
    PRINCIPAL_TYPE = "principal_type"
    PRINCIPAL_FORM = "principal_form"
    RESOURCE_FORM = "resource_form"
    ACTION_FORM = "action_form"
    RESOURCE_MISSING = "resource_missing"
    ACTION_NOT_ASSUME_ROLE = "action_not_assume_role"
    RESOURCE_PROHIBITED = "resource_prohibited"
    CONTROL_POLICY = "control_policy"


# A document may hold long values; the report of a fault quotes their beginning.
_LONGEST_TEXT = 400
# Nobody mends more faults than this in one go; a hostile document could have any number.
_MOST = 1000
_ORDER = {rule: position for position, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `line` counts from 1; `aws_text` is None where AWS's words are not known."""

    line: int
    path: str
    rule: Rule
    text: str
    aws_text: str | None = None


class MalformedPolicy(RolebridgeError):
    """A policy document was refused. All its faults are known at once.

    `aws_code` is MalformedPolicyDocument, or LimitExceeded for a document that is too long.
    """

    code = "policy_malformed"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = min(faults, key=lambda fault: _ORDER[fault.rule])
        super().__init__(f"line {first.line}, {first.path or 'the document'}: {first.text}")
        self.faults = faults
        self.line = first.line
        self.path = first.path
        self.rule = first.rule
        self.text = first.text
        self.aws_text = first.aws_text

    @property
    def aws_code(self) -> str:
        return "LimitExceeded" if self.rule is Rule.SIZE else "MalformedPolicyDocument"

    @property
    def aws_status(self) -> int:
        return 409 if self.rule is Rule.SIZE else 400


class FaultLog:
    """Collects the faults of one document, so that a person sees them all in one go."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[_Found] = []

    def add(
        self,
        path: Path,
        rule: Rule,
        text: str,
        aws_text: str | None = None,
        *,
        line: int | None = None,
    ) -> None:
        """Log a fault. The line is found from the path, unless it is known already.

        Raises MalformedPolicy when the log is full.
        """
        short = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "..."
        self._found.append(_Found(path, rule, short, aws_text, line))
        if len(self._found) == _MOST:
            raise self.build_error()

    def raise_any(self) -> None:
        """Raise MalformedPolicy if anything was logged."""
        if self._found:
            raise self.build_error()

    def build_error(self) -> MalformedPolicy:
        """The refusal, for what has been logged; at least one fault has been."""
        unplaced = [found.path for found in self._found if found.line is None]
        lines = LineIndex(self._text, unplaced) if unplaced else None
        return MalformedPolicy(tuple(found.place(lines) for found in self._found))


@dataclass(frozen=True, slots=True)
class _Found:
    """A fault whose line may still have to be looked up."""

    path: Path
    rule: Rule
    text: str
    aws_text: str | None
    line: int | None

    def place(self, lines: LineIndex | None) -> Fault:
        line = lines.line_of(self.path) if self.line is None and lines else self.line or 1
        return Fault(line, format_path(self.path), self.rule, self.text, self.aws_text)
