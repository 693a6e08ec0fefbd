"""A case's values, each with the place where it stands, so that a refusal can name it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rolebridge.errors import RolebridgeError
from rolebridge.lab.case_text import Repeating

_LONGEST_SHOWN = 80
_PLAIN_NAME = re.compile(r"[A-Za-z]{1,80}")


class InvalidCase(RolebridgeError):
    """A case that breaks the format: the text names the field, its value and the rule."""

    code = "case_invalid"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place or 'the case'}: {reason}")
        self.place = place


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a case; `place` is written like `policies.scp[0][1]`, empty for the case."""

    place: str
    value: object

    def read_text(self) -> str:
        """A string."""
        if isinstance(self.value, str):
            return self.value
        raise self.refuse("a string")

    def read_members(self, known: Sequence[str]) -> dict[str, "Field"]:
        """An object with no other keys than the known ones. A null is what is not there."""
        members = dict(self.read_entries())
        for name, member in members.items():
            if name not in known:
                raise InvalidCase(member.place, f"unknown; known here are {', '.join(known)}")
        return {name: member for name, member in members.items() if member.value is not None}

    def read_entries(self) -> Iterator[tuple[str, "Field"]]:
        """An object whose keys may be anything."""
        for name, value in self._read_object().items():
            step = f".{name}" if _PLAIN_NAME.fullmatch(name) else f"[{show(name)}]"
            yield name, Field(f"{self.place}{step}".removeprefix("."), value)

    def read_items(self) -> list["Field"]:
        """A list."""
        if not isinstance(self.value, list):
            raise self.refuse("a list")
        return [Field(f"{self.place}[{index}]", item) for index, item in enumerate(self.value)]

    def refuse(self, wanted: str) -> InvalidCase:
        """The refusal of a value that is not what the format wants here."""
        return InvalidCase(self.place, f"{show(self.value)} is not {wanted}")

    def _read_object(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            raise self.refuse("an object")
        if isinstance(self.value, Repeating):
            raise InvalidCase(
                self.place, f"the key {show(self.value.find_repeated())} stands twice"
            )
        return self.value


def show(value: object) -> str:
    """A value as a refusal quotes it: short, and on one line."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, default=repr)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
