"""Shapes of single values: each checks a value and says itself as JSON Schema (draft 2020-12).

One table of shapes is the source of both, so that what an editor completes and what the parser
accepts cannot drift apart. Regular expressions are written so that Python's `re.fullmatch` and
ECMAScript read them alike.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from rolebridge.federation.faults import Path, show
from rolebridge.federation.report import Report

JSONSchema = dict[str, Any]


class Shape(Protocol):
    """What a value must look like. Its meaning is checked elsewhere."""

    @property
    def description(self) -> str: ...

    def check(self, value: object, path: Path, report: Report) -> None:
        """Note every fault of `value`."""
        ...

    def schema(self) -> JSONSchema: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text. `rule` completes "... is not": it says what the text must be, and by whose word."""

    description: str
    rule: str = "a text"
    pattern: str = r"[\s\S]*"
    minimum: int = 1
    maximum: int = 1024
    examples: tuple[str, ...] = ()
    is_secret: bool = False

    def check(self, value: object, path: Path, report: Report) -> None:
        if not isinstance(value, str):
            if self.is_secret:
                report.add(path, f"is not {self.rule}", value="the value")
            else:
                report.add(path, _not_a_text(value), value=show(value))
            return
        if not self.minimum <= len(value) <= self.maximum:
            rule = f"has {len(value)} characters; {self.minimum} to {self.maximum} are allowed"
        elif re.fullmatch(self.pattern, value) is None:
            rule = f"is not {self.rule}"
        else:
            return
        report.add(path, rule, value="the value" if self.is_secret else show(value))

    def schema(self) -> JSONSchema:
        schema: JSONSchema = {"description": self.description, "type": "string"}
        schema |= {"minLength": self.minimum, "maxLength": self.maximum}
        if self.pattern != r"[\s\S]*":
            schema["pattern"] = f"^(?:{self.pattern})$"
        if self.examples:
            schema["examples"] = list(self.examples)
        return schema


def _not_a_text(value: object) -> str:
    if isinstance(value, bool | int | float):
        kind = "boolean" if isinstance(value, bool) else "number"
        return f'is a {kind} here; put it in quotes to make it a text: "{show(value)}"'
    return "is not a text" if value is not None else "stands where a text must be"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed set of words."""

    description: str
    words: tuple[str, ...]

    def check(self, value: object, path: Path, report: Report) -> None:
        if value not in self.words or not isinstance(value, str):
            report.add(path, f"is not one of {', '.join(self.words)}", value=show(value))

    def schema(self) -> JSONSchema:
        return {"description": self.description, "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds; `rule` names the unit and the source."""

    description: str
    minimum: int
    maximum: int
    rule: str

    def check(self, value: object, path: Path, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(path, "is not a whole number", value=show(value))
        elif not self.minimum <= value <= self.maximum:
            rule = f"is not between {self.minimum} and {self.maximum} {self.rule}"
            report.add(path, rule, value=show(value))

    def schema(self) -> JSONSchema:
        return {
            "description": self.description,
            "type": "integer",
            "minimum": self.minimum,
            "maximum": self.maximum,
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`, and no other spelling."""

    description: str

    def check(self, value: object, path: Path, report: Report) -> None:
        if not isinstance(value, bool):
            report.add(path, "is neither true nor false", value=show(value))

    def schema(self) -> JSONSchema:
        return {"description": self.description, "type": "boolean"}
