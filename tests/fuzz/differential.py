"""Two judges over one series of cases, and where they differ."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from fuzz.answers import Answer, Judge, ask
from fuzz.cases import build_case
from fuzz.shrink import shrink


class Disagreement(NamedTuple):
    """A case, made small, on which the two judges answer differently."""

    kind: tuple
    case: dict
    answers: tuple[Answer, Answer]


class Result(NamedTuple):
    """What a run saw: how often each verdict was given by which layer, and the disagreements."""

    verdicts: Counter
    disagreements: list[Disagreement]


def compare(names: Iterable[tuple[int, int]], first: Judge, second: Judge, most: int) -> Result:
    """Ask both about every case; stop after `most` kinds of disagreement."""
    verdicts: Counter = Counter()
    found: dict = {}
    for seed, index in names:
        case = build_case(seed, index)
        pair = ask(first, case), ask(second, case)
        verdicts[pair[1].verdict, pair[1].layer] += 1
        kind = find_difference(*pair)
        if kind and kind not in found:
            found[kind] = _make_small(case, kind, first, second)
            if len(found) == most:
                break
    return Result(verdicts, list(found.values()))


def find_difference(one: Answer, other: Answer) -> tuple:
    """In what two answers differ: the verdicts, or else the layers whose statements do."""
    if one[:2] != other[:2]:
        return one[:2], other[:2]
    more = {match[0] for match in one.matched - other.matched}
    less = {match[0] for match in other.matched - one.matched}
    return (tuple(sorted(more)), tuple(sorted(less))) if more or less else ()


def _make_small(case: dict, kind: tuple, first: Judge, second: Judge) -> Disagreement:
    def is_finding(smaller: dict) -> bool:
        return find_difference(ask(first, smaller), ask(second, smaller)) == kind

    small = shrink(case, is_finding)
    return Disagreement(kind, small, (ask(first, small), ask(second, small)))
