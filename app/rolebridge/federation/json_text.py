"""Policies between YAML and JSON text, without losing the order of keys or a digit of a number."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rolebridge.federation.faults import Path
from rolebridge.federation.placed import WrittenNumber

# What JSON text can say and YAML text cannot: NUL, and half of a surrogate pair.
_ESCAPES = re.compile(r"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
_MAX_DEPTH = 40


class _NotAlike(ValueError):
    """JSON text that has no YAML twin."""


def build_json_text(value: object, indent: int = 0) -> str:
    """JSON text of a value, laid out with two blanks a level; numbers stay as they were written."""
    inner = "  " * (indent + 1)
    if isinstance(value, Mapping) and value:
        lines = [f"{_text(k)}: {build_json_text(v, indent + 1)}" for k, v in value.items()]
        return _block("{", lines, "}", inner)
    if isinstance(value, list) and value:
        return _block("[", [build_json_text(item, indent + 1) for item in value], "]", inner)
    if isinstance(value, WrittenNumber):
        return value.text
    return _text(value)


def find_path_of_line(value: object, line: int) -> Path:
    """The path of what stands in a line (counted from 1) of `build_json_text(value)`."""
    lines = list(_paths(value, ()))
    return lines[line - 1] if 0 < line <= len(lines) else ()


def _paths(value: object, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _paths(item, (*path, str(key)))
        yield path
    elif isinstance(value, list) and value:
        for position, item in enumerate(value):
            yield from _paths(item, (*path, position))
        yield path


def _block(opening: str, lines: list[str], closing: str, inner: str) -> str:
    return f"{opening}\n{inner}" + f",\n{inner}".join(lines) + f"\n{inner[2:]}{closing}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def find_yaml_twin(text: str) -> dict[str, Any] | None:
    """The mapping whose `build_json_text` is `text` to the letter, or None where there is none."""
    if _ESCAPES.search(text) is not None:
        return None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_distinct,
            parse_int=_number,
            parse_float=WrittenNumber,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not _is_shallow(value, _MAX_DEPTH):
        return None
    return value if build_json_text(value) == text else None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _NotAlike("a key stands twice")
    return mapping


def _number(text: str) -> int | WrittenNumber:
    # YAML numbers are read up to a length; a longer one stays in JSON text.
    if len(text) > 40:
        raise _NotAlike("a very long number")
    return WrittenNumber(text) if text == "-0" else int(text)


def _refuse(text: str) -> None:
    raise _NotAlike(f"{text} is not JSON")


def _is_shallow(value: object, depth: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(item, depth - 1) for item in inner)
