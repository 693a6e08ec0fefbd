"""`python -m interop.differential --cases N --seed S`: the run in full, told in a few lines."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence

from interop.differential.cases import random_case
from interop.differential.compare import REFUSED, Report, compare
from interop.differential.known import KnownDifference, load_known_differences
from interop.differential.peer import Judge, judge_ours, judge_theirs
from interop.differential.shrink import shrink

_SHOWN = 5


def main(
    arguments: Sequence[str],
    ours: Judge = judge_ours,
    theirs: Judge = judge_theirs,
    known: Sequence[KnownDifference] | None = None,
) -> int:
    """Exit code 1 if a difference is unexplained, or a row of the table explains none."""
    asked = _parse(arguments)
    rows = load_known_differences() if known is None else known
    numbers = range(asked.first, asked.first + asked.cases)
    report = compare([random_case(asked.seed, each) for each in numbers], ours, theirs, rows)
    idle = [row.id for row in rows if row.id not in report.known]
    lines = [*_tell(report), *_tell_unexplained(report, ours, theirs)]
    lines += [f"no case needs the row {row_id}" for row_id in idle]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if report.unexplained or idle else 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="interop.differential")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    return parser.parse_args(arguments)


def _tell(report: Report) -> Iterable[str]:
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in report.verdicts.most_common())
    yield f"{report.cases} cases ({verdicts})"
    for row_id, differences in sorted(report.known.items()):
        yield f"{len(differences):6} differ as known: {row_id}"
    yield f"{len(report.several):6} differ as known, by several rows at once"
    yield f"{len(report.unexplained):6} differ and nobody knows why"


def _tell_unexplained(report: Report, ours: Judge, theirs: Judge) -> Iterable[str]:
    for difference in report.unexplained[:_SHOWN]:
        yield f"\n{difference.case['id']}: {difference.what}"
        if not difference.what.startswith(REFUSED):
            yield json.dumps(shrink(difference.case, ours, theirs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
