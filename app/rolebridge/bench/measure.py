"""Timing one function against another, interleaved, so that noise hits both alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

_ROUNDS = 15
_ROUND_SECONDS = 0.12


@dataclass(frozen=True, slots=True)
class Measurement:
    """One row of the table: what was measured, its figure, its floor's figure, the bound."""

    name: str
    figure: str
    floor: str
    ratio: float
    bound: str
    holds: bool


def time_interleaved(*functions: Callable[[], object]) -> tuple[float, ...]:
    """Milliseconds a call of each function: the median over rounds that take turns."""
    calls = [max(1, int(_ROUND_SECONDS / max(_time(function, 3), 1e-6))) for function in functions]
    rounds = [
        [_time(function, count) for function, count in zip(functions, calls, strict=True)]
        for _ in range(_ROUNDS)
    ]
    return tuple(statistics.median(column) * 1000 for column in zip(*rounds, strict=True))


def _time(function: Callable[[], object], count: int) -> float:
    """Seconds a call."""
    start = time.perf_counter()
    for _ in range(count):
        function()
    return (time.perf_counter() - start) / count


def at_most(name: str, figure: float, floor: float, floor_name: str, bound: float) -> Measurement:
    """A row for a cost in milliseconds that must stay within `bound` times its floor."""
    ratio = figure / floor
    text = f"{floor:.3f} ms {floor_name}"
    return Measurement(name, f"{figure:.3f} ms", text, ratio, f"<= {bound:g}", ratio <= bound)


def at_least(name: str, figure: float, floor: float, floor_name: str, bound: float) -> Measurement:
    """A row for a rate in requests a second that must reach `bound` times its peer's."""
    ratio = figure / floor
    text = f"{floor:.0f}/s {floor_name}"
    return Measurement(name, f"{figure:.0f}/s", text, ratio, f">= {bound:g}", ratio >= bound)
