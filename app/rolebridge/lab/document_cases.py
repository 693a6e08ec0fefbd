"""Documents for scripts: one JSON object asks whether AWS would store a policy document.

    {"id", "document": string, "kind": identity|managed|trust|resource|session|boundary|scp|rcp}
    -> {"id", "valid", "message"}

`message` is null for a valid document, else AWS's own sentence where it is known, else ours, which
begins with the line and the place. A document may also stand as an object instead of a string. A
line that breaks the format has neither answer: {"id", "valid": null, "message": null, "error"}.
"""

import json
from dataclasses import dataclass
from typing import Final

from rolebridge.iam import MalformedPolicy, PolicyKind, validate_policy
from rolebridge.lab.case_fields import Field, InvalidCase
from rolebridge.lab.case_text import UnreadableCase, read_case_text, write_document

# A document of the greatest length AWS takes at all, every character of it escaped, fits in.
LONGEST_LINE: Final = 1024 * 1024
_KINDS = tuple(kind.value for kind in PolicyKind)


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """The answer to one line. `refusal` has all the faults of a document that is not valid."""

    id: object
    refusal: MalformedPolicy | None = None
    error: str | None = None

    @property
    def is_valid(self) -> bool | None:
        """None where the line asked nothing."""
        return None if self.error is not None else self.refusal is None

    @property
    def message(self) -> str | None:
        if self.refusal is None:
            return None
        return self.refusal.aws_text or str(self.refusal)

    def as_dict(self) -> dict[str, object]:
        answer = {"id": self.id, "valid": self.is_valid, "message": self.message}
        return answer if self.error is None else {**answer, "error": self.error}

    def to_json(self) -> str:
        """One line, ASCII only."""
        return json.dumps(self.as_dict())


def judge_document_line(line: bytes) -> DocumentVerdict:
    """Read one line and judge its document. Whatever is wrong with it is told in the verdict."""
    if len(line) > LONGEST_LINE:
        return DocumentVerdict(None, error=f"the line: longer than {LONGEST_LINE} bytes")
    try:
        return judge_document_case(read_case_text(line))
    except UnreadableCase as error:
        return DocumentVerdict(None, error=f"the line: {error}")


def judge_document_case(case: object) -> DocumentVerdict:
    """Judge one document, given as JSON values."""
    try:
        members = dict(Field("", case).read_entries())
        identifier = members.get("id", Field("id", None))
        if isinstance(identifier.value, bool) or not isinstance(identifier.value, str | int | None):
            raise identifier.refuse("a string or an integer")
    except InvalidCase as error:
        return DocumentVerdict(None, error=str(error))
    try:
        validate_policy(_read_document(members), _read_kind(members))
    except InvalidCase as error:
        return DocumentVerdict(identifier.value, error=str(error))
    except MalformedPolicy as refusal:
        return DocumentVerdict(identifier.value, refusal)
    return DocumentVerdict(identifier.value)


def _get_field(members: dict[str, Field], name: str) -> Field:
    if name not in members:
        raise InvalidCase(name, "missing")
    return Field(name, members[name].value)


def _read_kind(members: dict[str, Field]) -> PolicyKind:
    field = _get_field(members, "kind")
    if field.read_text() not in _KINDS:
        raise field.refuse(f"one of {', '.join(_KINDS)}")
    return PolicyKind(field.read_text())


def _read_document(members: dict[str, Field]) -> str:
    field = _get_field(members, "document")
    if not isinstance(field.value, dict):
        return field.read_text()
    try:
        return write_document(field.value)
    except UnreadableCase as error:
        raise InvalidCase(field.place, str(error)) from None
