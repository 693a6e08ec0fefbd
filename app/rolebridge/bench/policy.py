"""Policy decisions and explanations: CPU time of one core, as ratios within one run.

The peer is iam-simulate, a program of its own in node that development installs
(`tests/interop/iam_simulate`); where it is missing the rows against it are left out.
"""

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rolebridge.bench.measure import Measurement
from rolebridge.bench.policy_cases import (
    Case,
    ask_about,
    build_cases,
    build_hostile_cases,
    build_long_case,
    build_sign_in_case,
    build_wide_cases,
    write_cases,
)
from rolebridge.iam import Decision, Layers, PolicySet, Request, decide
from rolebridge.lab.policy_cases import judge_case

_ROUNDS = 9
_ROUND_SECONDS = 0.1
_STATEMENTS = 8000
_PEER_SECONDS = 600


def measure_policies(peer: Path | None, managed: list[object]) -> Iterator[Measurement]:
    """The rows. `peer` is the folder of the driver; `managed` are AWS's managed policies."""
    small, large = build_cases(1, 5), build_cases(20, 20)
    if peer is not None:
        yield _against("yes or no, 1 policy of 5", small, _Peer(peer, 2000), 15)
        yield _against("yes or no, 20 policies of 20", large, _Peer(peer, 200), 1000)
        if managed:
            yield _measure_managed(managed, peer)
        yield _measure_sign_in(peer)
    yield _measure_growth()
    yield _measure_long_explanation()
    yield _measure_worst()


class _Peer:
    """The other engine, asked the same; its CPU seconds for one decision."""

    def __init__(self, folder: Path, decisions: int, *, explained: bool = False) -> None:
        warm = 0 if decisions == 1 else decisions // 10
        self._command = ["node", str(folder / "driver.mjs"), "measure"]
        self._command += ["--decisions", str(decisions), "--warm", str(warm)]
        self._command += ["--explained"] if explained else []

    def measure(self, cases: list[Case]) -> float:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write(write_cases(cases))
            file.flush()
            command = [*self._command, "--cases", file.name]
            done = subprocess.run(command, capture_output=True, check=True, timeout=_PEER_SECONDS)
        return float(json.loads(done.stdout)["cpu_seconds_per_decision"])


def _against(name: str, cases: list[Case], peer: _Peer, bound: float) -> Measurement:
    questions = _prepare(cases)
    seconds = _time(lambda: [decide(*each) for each in questions]) / len(questions)
    return _compare(name, seconds, peer.measure(cases), bound)


def _measure_managed(managed: list[object], peer: Path) -> Measurement:
    """Cold: nothing is remembered of any action. The policies are read and indexed before."""
    case = ask_about(managed, "s3:GetObject")
    request, layers = _prepare([case])[0]
    policies = layers.identity.policies if layers.identity else ()
    spent = []
    for _ in range(_ROUNDS):
        fresh = Layers(identity=PolicySet(policies))
        start = time.process_time()
        decide(request, fresh)
        spent.append(time.process_time() - start)
    name = f"cold, AWS's {len(managed)} policies"
    return _compare(name, statistics.median(spent), _Peer(peer, 1).measure([case]), 500)


def _measure_sign_in(peer: Path) -> Measurement:
    case = build_sign_in_case()
    request, layers = _prepare([case])[0]
    seconds = _time(lambda: decide(request, layers).explain().as_dict())
    other = _Peer(peer, 1000, explained=True).measure([case])
    return _compare("a trust policy explained", seconds, other, 4)


def _measure_growth() -> Measurement:
    """Ten times as many statements about other services, interleaved."""
    few, many = _prepare(build_wide_cases(20)), _prepare(build_wide_cases(200))
    rounds = [(_time_once(few), _time_once(many)) for _ in range(_ROUNDS)]
    first, second = (statistics.median(column) for column in zip(*rounds, strict=True))
    return _at_most("ten times unrelated statements", second, first, "of the fewer", 1.3)


def _measure_long_explanation() -> Measurement:
    decision = _decide(build_long_case(_STATEMENTS))
    seconds = _time(decision.explain)
    return _at_most(f"explaining {_STATEMENTS} statements", seconds, 0.05, "allowed", 1)


def _measure_worst() -> Measurement:
    """Each once, with everything that could be remembered forgotten before."""
    spent = {}
    for name, case in build_hostile_cases():
        request, layers = _prepare([case])[0]
        start = time.process_time()
        decide(request, layers)
        spent[name] = time.process_time() - start
    worst = max(spent, key=lambda name: spent[name])
    return _at_most(f"worst legal input ({worst})", spent[worst], 0.01, "allowed", 1)


def _decide(case: Case) -> Decision:
    decision = judge_case(case).decision
    if decision is None:
        raise AssertionError("a case of the bench was refused")
    return decision


def _prepare(cases: list[Case]) -> list[tuple[Request, Layers]]:
    """Read and compile, which is no part of a decision."""
    decisions = [_decide(case) for case in cases]
    return [(each.requests[0], each.layers) for each in decisions]


def _time_once(questions: list[tuple[Request, Layers]]) -> float:
    return _time(lambda: [decide(*each) for each in questions], rounds=1)


def _time(function: Callable[[], object], *, rounds: int = _ROUNDS) -> float:
    """CPU seconds a call: the median of rounds."""
    function()
    start = time.process_time()
    function()
    count = max(1, int(_ROUND_SECONDS / max(time.process_time() - start, 1e-6)))
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(count):
            function()
        spent.append((time.process_time() - start) / count)
    return statistics.median(spent)


def _compare(name: str, seconds: float, peer: float, bound: float) -> Measurement:
    ratio = peer / seconds
    floor = f"{1 / peer:.1f}/s iam-simulate"
    return Measurement(name, f"{1 / seconds:.0f}/s", floor, ratio, f">= {bound:g}", ratio >= bound)


def _at_most(name: str, seconds: float, floor: float, floor_name: str, bound: float) -> Measurement:
    ratio = seconds / floor
    text = f"{floor * 1000:.3f} ms {floor_name}"
    figure = f"{seconds * 1000:.3f} ms"
    return Measurement(name, figure, text, ratio, f"<= {bound:g}", ratio <= bound)
