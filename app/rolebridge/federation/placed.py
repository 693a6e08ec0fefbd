"""Plain values that remember where they were written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from rolebridge.federation.faults import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, counted from 1. `text_line` is where a scalar's own text begins: for a
    block (`|`) that is the line below.
    """

    line: int
    column: int
    text_line: int


class WrittenNumber(float):
    """A number whose text (`1.50`, `1e3`) must not be lost, for policies are kept as written."""

    __slots__ = ("text",)

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __str__(self) -> str:
        return self.text


class PlacedMap(dict[str, Any]):
    """A mapping with the place of each key and of each value."""

    __slots__ = ("key_places", "places")

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, Place] = {}
        self.key_places: dict[str, Place] = {}


class PlacedList(list[Any]):
    """A list with the place of each item."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []


def find_place(root: object, path: Path, *, key: bool = False) -> Place:
    """Where the value at `path` stands, or the nearest thing around it that exists.

    With `key`, the last step's key is meant and not its value.
    """
    place = Place(1, 1, 1)
    value = root
    for position, step in enumerate(path):
        found = _step(value, step, key=key and position == len(path) - 1)
        if found is None:
            break
        place, value = found
    return place


def _step(value: object, step: str | int, *, key: bool) -> tuple[Place, object] | None:
    if isinstance(value, PlacedMap) and step in value:
        places = value.key_places if key else value.places
        return places[str(step)], value[str(step)]
    if isinstance(value, PlacedList) and isinstance(step, int) and step < len(value):
        return value.places[step], value[step]
    return None


def find_value(root: object, path: Path) -> object:
    """The value at `path`, or None."""
    value: Any = root
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


@dataclass(frozen=True, slots=True)
class View:
    """A look at one value with its path, that forgives whatever has the wrong shape.

    The checks of meaning run beside those of shape, so that every fault is told at once; what a
    shape fault has spoilt is simply not there for them.
    """

    value: Any
    path: Path = ()

    def at(self, name: str) -> "View":
        """The view of a key; of nothing, where there is no such key."""
        inner = self.value.get(name) if isinstance(self.value, dict) else None
        return View(inner, (*self.path, name))

    @property
    def items(self) -> Iterator["View"]:
        """The items of a list, the values of a mapping; none of anything else."""
        if isinstance(self.value, list):
            for position, item in enumerate(self.value):
                yield View(item, (*self.path, position))
        elif isinstance(self.value, dict):
            for name, item in self.value.items():
                yield View(item, (*self.path, name))

    @property
    def texts(self) -> tuple["View", ...]:
        """The texts of a list, of a mapping's values, or of the value itself."""
        if isinstance(self.value, str):
            return (self,)
        return tuple(item for item in self.items if isinstance(item.value, str))

    @property
    def text(self) -> str | None:
        """The value where it is a text, else None."""
        return self.value if isinstance(self.value, str) else None

    @property
    def exists(self) -> bool:
        """Whether there is a value."""
        return self.value is not None
