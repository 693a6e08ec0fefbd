"""`python -m fuzz`: the differential in full, on every core, with its seeds printed."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from fuzz.answers import Answer, ask, ask_engine, ask_reference
from fuzz.cases import build_case
from fuzz.chunk import Chunk, run_chunk
from fuzz.differential import find_difference

_CHUNK = 2000


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=240_000, help="how many cases in all")
    parser.add_argument("--seed", type=int, action="append", help="may be given several times")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--most", type=int, default=5, help="stop a chunk after so many findings")
    parser.add_argument("--case", metavar="SEED:INDEX", help="print one case and both answers")
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _show(case: dict, answers: tuple[Answer, Answer]) -> None:
    _say(json.dumps(case, indent=1))
    for name, answer in zip(("engine", "reference"), answers, strict=True):
        matched = ", ".join(map(str, sorted(answer.matched, key=str))) or "nothing"
        _say(f"{name}: {answer.verdict} by {answer.layer}; matched {matched} {answer.error}")


def _show_case(name: str) -> int:
    seed, _, index = name.partition(":")
    case = build_case(int(seed), int(index))
    answers = ask(ask_engine, case), ask(ask_reference, case)
    _show(case, answers)
    return int(bool(find_difference(*answers)))


def _run(arguments: argparse.Namespace) -> int:
    seeds = arguments.seed or [1, 2, 3, 4]
    each = arguments.cases // len(seeds)
    chunks = [
        Chunk(seed, start, min(start + _CHUNK, each), arguments.most)
        for seed in seeds
        for start in range(0, each, _CHUNK)
    ]
    began = time.monotonic()
    verdicts: Counter = Counter()
    found: dict = {}
    with ProcessPoolExecutor(arguments.workers) as pool:
        for result in pool.map(run_chunk, chunks):
            verdicts += result.verdicts
            found.update({one.kind: one for one in result.disagreements})
    for (verdict, layer), count in sorted(verdicts.items(), key=lambda item: -item[1]):
        _say(f"{count:8} {verdict} {layer or ''}")
    for one in found.values():
        _show(one.case, one.answers)
    seconds = time.monotonic() - began
    _say(
        f"{verdicts.total()} cases, seeds {', '.join(map(str, seeds))}, {seconds:.0f} s, "
        f"{len(found)} kinds of disagreement"
    )
    return int(bool(found))


def main() -> int:
    """1 when the two disagree anywhere."""
    arguments = _read_arguments()
    return _show_case(arguments.case) if arguments.case else _run(arguments)


if __name__ == "__main__":
    sys.exit(main())
