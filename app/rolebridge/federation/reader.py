"""Reads a YAML file into plain values that know their places.

It works on the parser's events and builds nothing but mappings, lists, texts, numbers, booleans
and null: no tags, no anchors and aliases (so no alias bombs either), no merge keys, one document.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from rolebridge.federation.faults import Fault, FederationRefused, Path, hide_secret_keys, show
from rolebridge.federation.placed import Place, PlacedList, PlacedMap
from rolebridge.federation.scalars import Disputed, read_plain

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 64

# What may stand in a YAML stream at all (YAML 1.1, 5.1).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# NUL does not survive in databases, and half a surrogate pair is no character at all.
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")

# libyaml is some ten times faster; where PyYAML was built without it, its own parser does.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def decode_utf8(raw: bytes, file: str) -> str:
    """The text of a file. Raises FederationRefused unless it is UTF-8 of a bearable size."""
    if len(raw) > MAX_BYTES:
        rule = f"is larger than {MAX_BYTES // (1024 * 1024)} MiB"
        raise FederationRefused([Fault(file, 0, 0, (), "the file", rule)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FederationRefused([Fault(file, line, 0, (), "", "this is not UTF-8 text")]) from None


def read_yaml(text: str, file: str, *, loader: Any = _LOADER) -> tuple[object, tuple[Fault, ...]]:
    """The one document of `text` and the faults that did not stop the reading.

    Raises FederationRefused where the text is not YAML, or nested deeper than MAX_DEPTH.
    """
    reader = _Reader(file)
    if (odd := _UNPRINTABLE.search(text)) is not None:
        line = text.count("\n", 0, odd.start()) + 1
        reader.add(Place(line, 0, line), (), show(odd[0]), "cannot stand in a YAML file as it is")
        raise FederationRefused(reader.faults)
    try:
        value = reader.read(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        rule = f"is not YAML: {error.problem or error.context}"
        reader.add(Place(line, column, line), (), "this", rule)
        raise FederationRefused(reader.faults) from None
    return value, tuple(reader.faults)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.events: Iterator[Any] = iter(())

    def add(self, place: Place, path: Path, value: str, rule: str) -> None:
        shown = hide_secret_keys(path)
        self.faults.append(Fault(self.file, place.line, place.column, shown, value, rule))

    def read(self, events: Iterator[Any]) -> object:
        self.events = events
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.add(_place(event), (), "", "a second document begins here; one is allowed")
                    break
                value = self._value(next(events), ())
        return value

    def _value(self, event: Any, path: Path) -> object:
        if isinstance(event, yaml.AliasEvent):
            rule = "is an alias; write the value out, so that each place can be read by itself"
            self.add(_place(event), path, f"*{event.anchor}", rule)
            return None
        if event.anchor is not None:
            self.add(_place(event), path, f"&{event.anchor}", "is an anchor; aliases are not read")
        if event.tag is not None:
            self.add(_place(event), path, str(event.tag), "is a tag; only plain values are read")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= MAX_DEPTH:
            rule = f"is nested deeper than {MAX_DEPTH} levels"
            self.add(_place(event), path[:4], "this", rule)
            raise FederationRefused(self.faults)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        return self._sequence(path)

    def _mapping(self, path: Path) -> PlacedMap:
        mapping = PlacedMap()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, path)
            follower = next(self.events)
            value = self._value(follower, (*path, key if key is not None else "?"))
            if key is None:
                continue
            if key in mapping:
                rule = f"stands here a second time; first in line {mapping.key_places[key].line}"
                self.add(_place(event), (*path, key), "the key", rule)
                continue
            mapping[key] = value
            mapping.places[key] = _place(follower)
            mapping.key_places[key] = _place(event)
        return mapping

    def _key(self, event: Any, path: Path) -> str | None:
        """The key, or None where it is none; its fault is noted."""
        if not isinstance(event, yaml.ScalarEvent):
            self._value(event, (*path, "?"))
            self.add(_place(event), path, "", "a key must be a text")
            return None
        value = self._value(event, path)
        if isinstance(value, str):
            return value
        if value is not None or not event.value or event.value in ("null", "~"):
            self.add(_place(event), path, event.value, "is a key and must be quoted to be a text")
        return None

    def _sequence(self, path: Path) -> PlacedList:
        items = PlacedList()
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
            items.places.append(_place(event))
        return items

    def _scalar(self, event: Any, path: Path) -> object:
        text: str = event.value
        if _IMPOSSIBLE.search(text) is not None:
            rule = "holds a character that is no text (NUL or half a surrogate pair)"
            self.add(_place(event), path, _shown(text, path), rule)
            return None
        if event.style:
            return text
        value = read_plain(text)
        if isinstance(value, Disputed):
            rule = "is read differently by different YAML readers; quote it to make it a text"
            self.add(_place(event), path, _shown(text, path), rule)
            return None
        return value


def _shown(text: str, path: Path) -> str:
    """The text for a fault, unless it may be somebody's password."""
    return "the value" if "password" in path else show(text)


def _place(event: Any) -> Place:
    mark = event.start_mark
    line = mark.line + 1
    is_block = isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">")
    return Place(line, mark.column + 1, line + 1 if is_block else line)
