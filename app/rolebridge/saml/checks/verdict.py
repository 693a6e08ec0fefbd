"""The vocabulary of validation: what a check is, how it fails, how its outcome is reported."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rolebridge.clock import format_instant
from rolebridge.errors import RolebridgeError

_SHOWN_LENGTH = 200


class Stage(StrEnum):
    """The part of validation a check belongs to; pages use it as a heading."""

    DOCUMENT = "document"
    STRUCTURE = "structure"
    SIGNATURE = "signature"
    ENVELOPE = "envelope"
    ENCRYPTION = "encryption"
    ISSUER = "issuer"
    SUBJECT = "subject"
    CONDITIONS = "conditions"
    STATEMENTS = "statements"
    AWS = "aws"


@dataclass(frozen=True, slots=True)
class Answer:
    """What AWS says on the wire: error code, HTTP status, and its text where that is known.

    `text` is None where no text of AWS's is on record; none is ever made up in AWS's name.
    """

    code: str
    status: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One named check. `explanation` may hold `{expected}` and `{actual}`.

    `source` names the clause that demands it. `page_text` is what AWS's sign-in page shows, where
    that is on record and differs from the API's text.
    """

    code: str
    stage: Stage
    title: str
    explanation: str
    source: str
    answer: Answer
    page_text: str | None = None

    @property
    def aws_code(self) -> str:
        return self.answer.code

    @property
    def aws_status(self) -> int:
        return self.answer.status

    @property
    def aws_text(self) -> str | None:
        return self.answer.text

    def explain(self, expected: object = None, actual: object = None) -> str:
        """Say what was found and what was wanted, in plain words and safe to show."""
        return self.explanation.format(expected=show(expected), actual=show(actual))


class CheckFailed(RolebridgeError):
    """A check of the catalogue refused. Its code is the check's code."""

    def __init__(
        self, check: Check, expected: object = None, actual: object = None, *, detail: str = ""
    ) -> None:
        super().__init__(check.explain(expected, actual), code=check.code, detail=detail)
        self.check = check
        self.expected = show(expected)
        self.actual = show(actual)


class Status(StrEnum):
    """How far a check came."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of a report: a check with its outcome and the two values it compared."""

    check: Check
    status: Status
    expected: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """Remembers which checks passed, with their values, for `report_response`.

    Values are kept as they are and put into words only when somebody asks.
    """

    steps: list[tuple[Check, object, object]] = field(default_factory=list)

    def require(self, ok: object, check: Check, expected: object, actual: object) -> None:
        """Note `check` as passed where `ok` is true; raise CheckFailed where it is not."""
        if not ok:
            raise CheckFailed(check, expected, actual)
        self.steps.append((check, expected, actual))

    def passed(self, *checks: Check) -> None:
        """Note checks that another module has made and did not refuse."""
        self.steps.extend((check, None, None) for check in checks)

    def results(self) -> tuple[CheckResult, ...]:
        """The checks passed so far, each once, in the order in which they were first made."""
        latest = {check: (expected, actual) for check, expected, actual in self.steps}
        return tuple(
            CheckResult(check, Status.PASSED, _blank_or_shown(expected), _blank_or_shown(actual))
            for check, (expected, actual) in latest.items()
        )


def show(value: object) -> str:
    """Put a compared value into words: short, one line, without control characters."""
    if value is None:
        return "nothing"
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, Collection):
        return _one_line(" or ".join(sorted(str(item) for item in value)) or "nothing")
    return _one_line(str(value))


def _blank_or_shown(value: object) -> str:
    return "" if value is None else show(value)


def _one_line(text: str) -> str:
    short = text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "..."
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)
