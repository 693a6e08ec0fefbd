"""Shapes of lists and mappings, made of other shapes."""

import re
from collections.abc import Mapping, Sized
from dataclasses import dataclass

from rolebridge.federation.faults import Path, show
from rolebridge.federation.report import Report
from rolebridge.federation.shapes import JSONSchema, Shape, Text


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items all have one shape. An empty one is written `[]`. `maximum` is a quota."""

    description: str
    item: Shape
    minimum: int = 0
    maximum: int | None = None

    def check(self, value: object, path: Path, report: Report) -> None:
        if not isinstance(value, list):
            hint = "; write [] for none, or leave the key out" if value is None else ""
            report.add(path, f"is not a list{hint}", value=show(value))
            return
        if len(value) < self.minimum:
            report.add(path, "needs at least one item", value="the list")
        _check_maximum(value, self.maximum, path, report)
        seen = set()
        for position, item in enumerate(value):
            here = (*path, position)
            self.item.check(item, here, report)
            if isinstance(item, str):
                if item in seen:
                    report.add(here, "stands in this list twice", value=show(item))
                seen.add(item)

    def schema(self) -> JSONSchema:
        schema: JSONSchema = {"description": self.description, "type": "array"}
        if self.minimum:
            schema["minItems"] = self.minimum
        if self.maximum is not None:
            schema["maxItems"] = self.maximum
        if isinstance(self.item, Text):
            schema["uniqueItems"] = True
        return schema | {"items": self.item.schema()}


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from names to values of one shape. `maximum` is a quota."""

    description: str
    name: Text
    value: Shape
    maximum: int | None = None

    def check(self, value: object, path: Path, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(path, "is not a mapping", value=show(value))
            return
        _check_maximum(value, self.maximum, path, report)
        for key, item in value.items():
            here = (*path, key)
            if not self.name.minimum <= len(key) <= self.name.maximum or (
                re.fullmatch(self.name.pattern, key) is None
            ):
                report.add(here, f"is not {self.name.rule}", value=show(key), key=True)
            self.value.check(item, here, report)

    def schema(self) -> JSONSchema:
        quota = {} if self.maximum is None else {"maxProperties": self.maximum}
        return {
            "description": self.description,
            "type": "object",
            "propertyNames": self.name.schema(),
            "additionalProperties": self.value.schema(),
            **quota,
        }


def _check_maximum(value: Sized, maximum: int | None, path: Path, report: Report) -> None:
    if maximum is not None and len(value) > maximum:
        report.add(path, f"has {len(value)} entries; AWS's quota is {maximum}")


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys. `required` must be there; of the keys that `ways` speaks of,
    exactly those of one way. `otherwise` is said, without the value, of what is no mapping.
    """

    description: str
    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()
    otherwise: str = ""

    def check(self, value: object, path: Path, report: Report) -> None:
        if not isinstance(value, dict):
            shown = "the value" if self.otherwise else show(value)
            report.add(path, self.otherwise or "is not a mapping", value=shown)
            return
        known = ", ".join(self.fields)
        hint = "; within braces, a value with commas must be quoted" if self.otherwise else ""
        for key, item in value.items():
            shape = self.fields.get(key)
            if shape is None:
                report.add((*path, key), f"is not a key here; known: {known}{hint}", key=True)
            else:
                shape.check(item, (*path, key), report)
        for key in self.required:
            if key not in value:
                report.add(path, "must stand here and is missing", value=key)
        if self.ways and not self._fits_one_way(value):
            ways = ", or ".join(" and ".join(way) for way in self.ways)
            report.add(path, f"must have {ways}, and one of these only")

    def _fits_one_way(self, value: dict[str, object]) -> bool:
        involved = {key for way in self.ways for key in way if key in value}
        return any(involved == set(way) for way in self.ways)

    def schema(self) -> JSONSchema:
        schema: JSONSchema = {
            "description": self.description,
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = list(self.required)
        if self.ways:
            schema["oneOf"] = [self._way_schema(way) for way in self.ways]
        return schema

    def _way_schema(self, way: tuple[str, ...]) -> JSONSchema:
        others = [key for key in self.fields if any(key in other for other in self.ways)]
        absent = [{"required": [key]} for key in others if key not in way]
        return {"required": list(way), "not": {"anyOf": absent}}


@dataclass(frozen=True, slots=True)
class Either:
    """A value that may be written in several ways, told apart by their YAML kind."""

    description: str
    text: Text | None = None
    items: ListOf | None = None
    mapping: Shape | None = None
    rule: str = "written in one of the ways known here"

    def check(self, value: object, path: Path, report: Report) -> None:
        shape: Shape | None = self.text
        if isinstance(value, list):
            shape = self.items
        elif isinstance(value, dict):
            shape = self.mapping
        if shape is None:
            report.add(path, f"is not {self.rule}", value=show(value))
        else:
            shape.check(value, path, report)

    def schema(self) -> JSONSchema:
        ways = [shape.schema() for shape in (self.text, self.items, self.mapping) if shape]
        return {"description": self.description, "anyOf": ways}
