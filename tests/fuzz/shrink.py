"""A case made small: whatever can go while the finding stays, goes."""

import copy
from collections.abc import Callable, Iterator

from fuzz.walk import read_documents

_PLAIN = {"Version", "Effect", "type"}


def shrink(case: dict, is_finding: Callable[[dict], bool]) -> dict:
    """Drop layers, documents, statements, conditions, values and letters until nothing more goes."""
    case = _as_objects(case, is_finding)
    again = True
    while again:
        again = False
        for smaller in _smaller(case):
            if is_finding(smaller):
                case, again = smaller, True
                break
    return case


def _as_objects(case: dict, is_finding: Callable[[dict], bool]) -> dict:
    """Documents given as JSON text become objects, unless the finding is about the text."""
    read = copy.deepcopy(case)
    try:
        read_documents(read)
    except ValueError:
        return case
    return read if is_finding(read) else case


def _smaller(case: dict) -> Iterator[dict]:
    """The case with one thing less, the largest things first."""
    paths = sorted(_paths(case, ()), key=len)
    for path in paths:
        yield _without(case, path)
    for path in paths:
        for value in _simpler(_at(case, path), path):
            changed = copy.deepcopy(case)
            _at(changed, path[:-1])[path[-1]] = value
            yield changed


def _paths(value: object, path: tuple) -> Iterator[tuple]:
    """Where something stands that may go."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


def _at(value: object, path: tuple) -> object:
    for key in path:
        value = value[key]
    return value


def _without(case: dict, path: tuple) -> dict:
    changed = copy.deepcopy(case)
    del _at(changed, path[:-1])[path[-1]]
    return changed


def _simpler(value: object, path: tuple) -> Iterator[object]:
    if isinstance(value, list) and len(value) == 1:
        yield value[0]
    if isinstance(value, str) and path[-1] not in _PLAIN:
        if value != value.lower():
            yield value.lower()
        for size in (8, 3, 1):
            for at in range(0, len(value) - size + 1, size):
                yield value[:at] + value[at + size :]
