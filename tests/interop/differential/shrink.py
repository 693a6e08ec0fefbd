"""Make a case that differs small enough to read."""

import json
from collections.abc import Iterator

from interop.differential.compare import find_difference
from interop.differential.peer import Case, Judge

# Without these a case is no longer one, or means something else.
_KEPT = frozenset({"id", "request", "policies", "resourceAccount", "Version"})


def shrink(case: Case, ours: Judge, theirs: Judge) -> Case:
    """Leave out one part after the other as long as the same two verdicts differ."""
    goal = _verdicts(ours([case])[0], theirs([case])[0])
    while True:
        smaller = list(_without_one_part(case))
        answers = zip(smaller, ours(smaller), theirs(smaller), strict=True)
        case, last = next(
            (
                (each, case)
                for each, mine, other in answers
                if find_difference(mine, other) and _verdicts(mine, other) == goal
            ),
            (case, case),
        )
        if case is last:
            return case


def _verdicts(mine: dict[str, object], other: dict[str, object]) -> tuple[object, ...]:
    return mine["verdict"], mine["deciding_layer"], other["verdict"]


def _without_one_part(case: Case) -> Iterator[Case]:
    text = json.dumps(case)
    for path in _paths(case, ()):
        copy = json.loads(text)
        holder = copy
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
        yield copy


def _paths(node: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Every member of a map or list below `node`, the largest parts first."""
    if isinstance(node, dict):
        items = list(node.items())
    elif isinstance(node, list):
        items = list(enumerate(node))
    else:
        return
    for step, _ in items:
        if step not in _KEPT:
            yield (*path, step)
    for step, child in items:
        yield from _paths(child, (*path, step))
