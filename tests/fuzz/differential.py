"""Two judges over one series of cases, and where they differ."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from fuzz.cases import build_case
from fuzz.shrink import shrink

Judge = Callable[[dict], dict]
Answer = tuple[str, str | None]


class Disagreement(NamedTuple):
    """A case, made small, on which the two judges answer differently."""

    case: dict
    answers: tuple[Answer, Answer]


class Result(NamedTuple):
    """What a run saw: how often each answer was given, and the disagreements."""

    answers: Counter
    disagreements: list[Disagreement]


def ask(judge: Judge, case: dict) -> Answer:
    """(verdict, deciding layer). A judge that breaks down has answered, wrongly."""
    try:
        answer = judge(case)
    except Exception as error:  # noqa: BLE001 - whatever a judge raises is a finding
        return f"raised {type(error).__name__}: {error}", None
    return answer["verdict"], answer["deciding_layer"]


def compare(names: Iterable[tuple[int, int]], first: Judge, second: Judge, most: int) -> Result:
    """Ask both about every case; stop after `most` disagreements of different shapes."""
    answers: Counter = Counter()
    found: dict = {}
    for seed, index in names:
        case = build_case(seed, index)
        pair = ask(first, case), ask(second, case)
        answers[pair[1]] += 1
        if pair[0] != pair[1] and pair not in found:
            found[pair] = Disagreement(
                shrink(case, lambda smaller, pair=pair: _differs(smaller, first, second, pair)),
                pair,
            )
            if len(found) == most:
                break
    return Result(answers, list(found.values()))


def _differs(case: dict, first: Judge, second: Judge, pair: tuple[Answer, Answer]) -> bool:
    """Whether the smaller case still shows the same disagreement."""
    return (ask(first, case), ask(second, case)) == pair
