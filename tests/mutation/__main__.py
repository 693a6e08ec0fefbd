"""`python -m mutation [--again | PATTERN ...]`: mutate a copy, test it, judge what is left alive.

Without arguments everything is tried anew. `--again` tries what lived and what has changed since
the last run. A pattern is one of mutmut's, such as `rolebridge.iam.patterns.*`: these are tried.
Either way results of earlier runs are kept, and the figures are of everything tried so far.
"""

import sys

from mutation.place import MUTATED, copy_tree, run_mutmut
from mutation.report import Report
from mutation.survivors import load_survivors
from mutation.verdicts import forget_living, read_mutants


def main(arguments: list[str]) -> int:
    patterns = [argument for argument in arguments if argument != "--again"]
    copy_tree(fresh=not arguments)
    if arguments and not patterns:
        forget_living(MUTATED)
    if run_mutmut(patterns) != 0:
        return 2
    report = Report(read_mutants(MUTATED), load_survivors())
    sys.stdout.writelines(f"{line}\n" for line in report.lines())
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
