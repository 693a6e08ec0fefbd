"""The parameters of a call, read and checked by the service model, each fault in AWS's words.

Stock clients check only presence and minimum length, so everything is checked here:
`1 validation error detected: Value 'X' at 'roleArn' failed to satisfy constraint: Member must ...`.
STS shows the value that is wrong, IAM hides it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from rolebridge.access.model import Kind, Service, ServiceModel, Shape
from rolebridge.access.refusals import (
    invalid_parameter_value,
    invalid_query_parameter,
    validation_error,
    value_invalid,
)

_INTEGER = re.compile(r"-?[0-9]{1,9}")
_INDEX = re.compile(r"[1-9][0-9]{0,3}")
_BOOLEANS = {"true": True, "false": False}

# Of names and paths IAM tells their patterns in words, and only where nothing else is wrong.
_PATH_CHARACTERS = "contain only alphanumeric characters and/or / characters."
_PATH = f"It must begin and end with / and {_PATH_CHARACTERS}"
_IN_WORDS = {
    r"[\w+=,.@-]+": ("It must contain only alphanumeric characters and/or the following: +=,.@_-"),
    r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)": _PATH,
    r"((/[A-Za-z0-9\.,\+@=_-]+)*)/": _PATH,
    r"\u002F[\u0021-\u007F]*": _PATH,
}
_PREFIX = f"It must begin with the / character and {_PATH_CHARACTERS}"

Tree = dict[str, "str | Tree"]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The members of a structure, by the names of the model. What was not given is not there."""

    values: Mapping[str, object] = field(repr=False)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """A text that the model requires."""
        return cast("str", self.values[name])

    def find_text(self, name: str) -> str | None:
        """A text, or None."""
        return cast("str | None", self.values.get(name))

    def find_number(self, name: str) -> int | None:
        """A whole number, or None."""
        return cast("int | None", self.values.get(name))

    def find_flag(self, name: str) -> bool | None:
        """A boolean, or None."""
        return cast("bool | None", self.values.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where it was not given."""
        return cast("tuple[str, ...]", self.values.get(name, ()))

    def items(self, name: str) -> tuple["Parameters", ...]:
        """A list of structures; empty where it was not given."""
        return cast("tuple[Parameters, ...]", self.values.get(name, ()))

    def find_structure(self, name: str) -> "Parameters | None":
        """A structure, or None."""
        return cast("Parameters | None", self.values.get(name))


def parse_parameters(model: ServiceModel, action: str, raw: Mapping[str, str]) -> Parameters:
    """Read the members of an operation's input out of the fields of a call.

    Fields that the operation does not know are ignored, as AWS does. Raises AWSRefused with every
    fault of the model at once, or for a field that is only nearly spelt as it must be.
    """
    reader = _Reader(shows_values=model.service is Service.STS)
    shape = model.operations[action]
    tree = _plant(raw, shape)
    values = reader.read_structure(shape, tree, "")
    if reader.faults:
        # As recorded, IAM tells them in the order of the parameters' names.
        raise validation_error(reader.faults if reader.shows_values else sorted(reader.faults))
    if reader.odd_names:
        raise value_invalid(reader.odd_names[0])
    return values


def _plant(raw: Mapping[str, str], shape: Shape) -> Tree:
    """The fields as a tree: `Tags.member.1.Key` is a leaf four levels down."""
    known = {name.lower(): name for name in shape.members}
    tree: Tree = {}
    for field_name, value in raw.items():
        head, *rest = field_name.split(".")
        member = known.get(head.lower())
        if member is None:
            continue
        if head != member or not _is_spelt_right(shape.members[member], rest, value):
            raise invalid_query_parameter(
                f"The parameter {show(field_name)} is not spelt as it must be."
            )
        _graft(tree, [head, *rest], value)
    return tree


def _is_spelt_right(shape: Shape, rest: list[str], value: str) -> bool:
    """A misspelt `Policy` must not pass for an unknown field: the session would be wider."""
    if shape.kind is Kind.LIST:
        if not rest:
            return value == ""  # How clients write an empty list.
        keyword, *below = rest
        item = shape.item
        is_item = keyword == "member" and bool(below) and _INDEX.fullmatch(below[0]) is not None
        return is_item and item is not None and _is_spelt_right(item, below[1:], value)
    if shape.kind is Kind.STRUCTURE:
        return (
            bool(rest)
            and rest[0] in shape.members
            and _is_spelt_right(shape.members[rest[0]], rest[1:], value)
        )
    return shape.kind is not Kind.MAP and not rest


def _graft(tree: Tree, path: list[str], value: str) -> None:
    *branches, leaf = path
    for branch in branches:
        below = tree.setdefault(branch, {})
        if isinstance(below, str):  # An empty list that has items after all.
            below = tree[branch] = {}
        tree = below
    if not isinstance(tree.get(leaf), dict):
        tree[leaf] = value


@dataclass(slots=True)
class _Reader:
    """Reads a tree by its shape and collects what is wrong with it."""

    shows_values: bool
    faults: list[str] = field(default_factory=list)
    odd_names: list[str] = field(default_factory=list)

    def read_structure(self, shape: Shape, tree: Tree, place: str) -> Parameters:
        values: dict[str, object] = {}
        for name, member in shape.members.items():
            at = f"{place}.{_lower(name)}" if place else _lower(name)
            given = tree.get(name)
            if given is not None:
                values[name] = self._read(member, given, at)
            elif name in shape.required:
                self._add(f"Value null at '{at}'", "Member must not be null")
        return Parameters(values)

    def _read(self, shape: Shape, given: "str | Tree", place: str) -> object:
        if shape.kind is Kind.STRUCTURE:
            return self.read_structure(shape, given if isinstance(given, dict) else {}, place)
        if shape.kind is Kind.LIST:
            return self._read_list(shape, given, place)
        return self.read_scalar(shape, str(given), place)

    def _read_list(self, shape: Shape, given: "str | Tree", place: str) -> tuple[object, ...]:
        items = given.get("member", {}) if isinstance(given, dict) else {}
        assert isinstance(items, dict)  # noqa: S101  (only items are grafted there)
        assert shape.item is not None  # noqa: S101  (every list of the model has items)
        self._bound(shape, len(items), f"Value at '{place}'", "length")
        numbered = [item for _, item in sorted(items.items(), key=lambda pair: int(pair[0]))]
        if shape.item.kind is Kind.STRING:
            return self._read_texts(shape.item, [str(item) for item in numbered], place)
        return tuple(
            self._read(shape.item, item, f"{place}.{number}.member")
            for number, item in enumerate(numbered, start=1)
        )

    def _read_texts(self, shape: Shape, texts: Sequence[str], place: str) -> tuple[str, ...]:
        """Of a list of texts AWS tells that one of them is wrong, and all rules that there are."""
        probe = _Reader(self.shows_values)
        for text in texts:
            probe.read_scalar(shape, text, place)
        if probe.faults:
            shown = f" '[{show(', '.join(texts))}]'" if self.shows_values else ""
            rules = ", ".join(_list_rules(shape))
            self._add(f"Value{shown} at '{place}'", f"Member must satisfy constraint: [{rules}]")
        return tuple(texts)

    def read_scalar(self, shape: Shape, text: str, place: str) -> object:
        where = f"Value at '{place}'"
        if self.shows_values and not shape.is_secret:
            where = f"Value '{show(text)}' at '{place}'"
        if shape.kind is Kind.INTEGER:
            if _INTEGER.fullmatch(text) is None:
                raise invalid_parameter_value(f"{place} must be a whole number.")
            self._bound(shape, int(text), where, "value")
            return int(text)
        if shape.kind is Kind.BOOLEAN:
            if text.lower() not in _BOOLEANS:
                raise invalid_parameter_value(f"{place} must be true or false.")
            return _BOOLEANS[text.lower()]
        self._check_text(shape, text, where, place)
        return text

    def _check_text(self, shape: Shape, text: str, where: str, place: str) -> None:
        if shape.values and text not in shape.values:
            self._add(where, "Member must satisfy enum value set")
        # A text that is too long is not matched at all.
        is_short = shape.high is None or len(text) <= shape.high
        if is_short and not shape.has_pattern(text):
            self._tell_pattern(shape, text, where, place)
        self._bound(shape, len(text), where, "length")

    def _tell_pattern(self, shape: Shape, text: str, where: str, place: str) -> None:
        words = None if self.shows_values or not text else _IN_WORDS.get(shape.pattern or "")
        if words is None:
            self._add(where, f"Member must satisfy regular expression pattern: {shape.pattern}")
            return
        words = _PREFIX if place == "pathPrefix" else words
        self.odd_names.append(f"The specified value for {place} is invalid. {words}")

    def _bound(self, shape: Shape, size: int, where: str, what: str) -> None:
        if shape.low is not None and size < shape.low:
            self._add(where, f"Member must have {what} greater than or equal to {shape.low}")
        if shape.high is not None and size > shape.high:
            self._add(where, f"Member must have {what} less than or equal to {shape.high}")

    def _add(self, where: str, rule: str) -> None:
        self.faults.append(f"{where} failed to satisfy constraint: {rule}")


def _list_rules(shape: Shape) -> Iterator[str]:
    """Everything that is asked of a text in a list, in AWS's order."""
    if shape.values:
        yield "Member must satisfy enum value set"
    if shape.high is not None:
        yield f"Member must have length less than or equal to {shape.high}"
    if shape.low is not None:
        yield f"Member must have length greater than or equal to {shape.low}"
    if shape.pattern is not None:
        # As recorded, lists of tag keys say so, and lists without a pattern do not.
        yield f"Member must satisfy regular expression pattern: {shape.pattern}"
        yield "Member must not be null"


def list_tags(parameters: Parameters, name: str = "Tags") -> Iterator[tuple[str, str]]:
    """The pairs of a list of tags, duplicates included, in their order."""
    return ((tag.text("Key"), tag.text("Value")) for tag in parameters.items(name))


def show(value: str) -> str:
    """A value as it may be repeated in an answer: cut, and free of control characters."""
    short = value if len(value) <= 200 else value[:200] + "..."
    if short.isprintable():
        return short
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
