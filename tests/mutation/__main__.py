"""`python -m mutation [PATTERN ...]`: mutate a copy, test it, and judge what is left alive.

A pattern is one of mutmut's, such as `rolebridge.iam.patterns.*`; with patterns the results of
earlier runs are kept, and the figures are of everything tried so far.
"""

import sys

from mutation.place import MUTATED, copy_tree, run_mutmut
from mutation.report import Report
from mutation.survivors import load_reasons
from mutation.verdicts import read_mutants


def main(patterns: list[str]) -> int:
    copy_tree(fresh=not patterns)
    if run_mutmut(patterns) != 0:
        return 2
    report = Report(read_mutants(MUTATED), load_reasons())
    sys.stdout.writelines(f"{line}\n" for line in report.lines())
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
