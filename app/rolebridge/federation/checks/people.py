"""Groups within groups, and the cost of password hashes."""

import re
from collections.abc import Iterator

from rolebridge.federation.faults import Path
from rolebridge.federation.placed import View
from rolebridge.federation.report import Report

# A sign-in may cost a quarter of a gibibyte and ten passes; more would be an attack on ourselves.
_MOST_MEMORY_KIB = 262_144
_MOST_PASSES = 10
_MOST_LANES = 16
_COST = re.compile(r"\$argon2id\$v=19\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,3})\$")


def check_passwords(root: View, report: Report) -> None:
    """No hash asks for more memory or time than a sign-in may cost."""
    for person in root.at("people").items:
        phc = person.at("password").at("argon2id")
        match = _COST.match(phc.text or "")
        if match is None or report.has_fault_in(phc.path):
            continue
        memory, passes, lanes = (int(number) for number in match.groups())
        if not (
            8 * lanes <= memory <= _MOST_MEMORY_KIB
            and 1 <= passes <= _MOST_PASSES
            and 1 <= lanes <= _MOST_LANES
        ):
            rule = (
                f"asks for m={memory},t={passes},p={lanes}; allowed are m from 8p to "
                f"{_MOST_MEMORY_KIB}, t from 1 to {_MOST_PASSES}, p from 1 to {_MOST_LANES}"
            )
            report.add(phc.path, rule, value="the hash")


def check_nesting(root: View, report: Report) -> None:
    """No group is, by however many steps, within itself. Every circle is told once."""
    parents: dict[str, list[View]] = {}
    for group in root.at("groups").items:
        name = group.at("name").text
        if name is not None:
            parents.setdefault(name, []).extend(group.at("member_of").texts)
    for path, circle in _circles(parents):
        report.add(path, f"closes a circle: {' in '.join(circle)}", value="this group")


def _circles(parents: dict[str, list[View]]) -> Iterator[tuple[Path, list[str]]]:
    """Depth first, without recursion; each edge is walked once."""
    done: set[str] = set()
    for start, edges in parents.items():
        trail = {} if start in done else {start: iter(edges)}
        while trail:
            name = next(reversed(trail))
            edge = next(trail[name], None)
            if edge is None:
                done.add(name)
                del trail[name]
            elif edge.value in trail:
                names = list(trail)
                yield edge.path, [*names[names.index(edge.value) :], edge.value]
            elif edge.value not in done:
                trail[edge.value] = iter(parents.get(edge.value, ()))
