"""The service models of STS and IAM: which operations there are, and what their parameters may be.

`models/*.json` hold what AWS publishes for its clients, cut down to the inputs: names, types,
lengths, patterns, enumerations. A test compares them with botocore's and renews them.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

_MODELS = Path(__file__).parent / "models"
# Java's regular expressions as Python's. A \w or \d is ASCII there.
_JAVA = ((r"\u10000-\u10FFFF", r"\U00010000-\U0010FFFF"), (r"\p{L}\p{Z}\p{N}", "A"))


class Service(StrEnum):
    """The services behind the one endpoint, named as in the scope of a signature."""

    STS = "sts"
    IAM = "iam"


class Kind(StrEnum):
    """The types of parameters."""

    STRUCTURE = "structure"
    LIST = "list"
    MAP = "map"
    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Shape:
    """A type of parameter. `low` and `high` bound a length, or the value of a number."""

    kind: Kind
    low: int | None = None
    high: int | None = None
    pattern: str | None = None
    values: tuple[str, ...] = ()
    members: Mapping[str, "Shape"] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    item: "Shape | None" = None
    is_secret: bool = False

    def has_pattern(self, text: str) -> bool:
        """Whether a text is what the pattern asks for; linear in its length."""
        if self.pattern is None:
            return True
        if r"\p{" in self.pattern:
            text = "".join("A" if unicodedata.category(c)[0] in "LZN" else c for c in text)
        return _compile(self.pattern).fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """One service: its API version, XML namespace and operations with their inputs."""

    service: Service
    version: str
    namespace: str
    operations: Mapping[str, Shape]


@cache
def load_model(service: Service) -> ServiceModel:
    """The model of a service, read once."""
    raw = json.loads((_MODELS / f"{service.value}.json").read_text("ascii"))
    shapes = raw["shapes"]
    operations = {
        name: _build(shapes, shape) if shape else Shape(Kind.STRUCTURE)
        for name, shape in raw["operations"].items()
    }
    return ServiceModel(service, raw["version"], raw["namespace"], operations)


def _build(shapes: Mapping[str, dict[str, Any]], name: str) -> Shape:
    """The shape of that name with all below it. AWS's inputs do not contain themselves."""
    raw = dict(shapes[name])
    members, item = raw.pop("members", {}), raw.pop("item", None)
    return Shape(
        kind=Kind(raw.pop("type")),
        members={member: _build(shapes, shape) for member, shape in members.items()},
        item=_build(shapes, item) if item else None,
        required=frozenset(raw.pop("required", ())),
        values=tuple(raw.pop("values", ())),
        **raw,
    )


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    for java, python in _JAVA:
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.ASCII)
