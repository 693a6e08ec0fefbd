"""The copy that is mutated, laid out as mutmut wants it, and how mutmut is run there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "mutation"
MUTATED = COPY / "mutants" / "src"

# mutmut looks for the source below src/. It forks its workers from a process that has only
# collected: one that had run tests would hand on what the engine remembers of documents it read,
# and no mutant of the reader would ever be reached. The test that is left out reads source text,
# which holds all mutants at once there.
_SETTINGS = """\
[mutmut]
source_paths = src
only_mutate = src/rolebridge/iam/*
process_isolation = forkserver
pytest_add_cli_args =
    -p
    no:cacheprovider
    -p
    mutation.selection
    --hypothesis-profile=mutation
    --tb=line
    -p
    no:threadexception
    -p
    no:unraisableexception
    -p
    no:logging
    --ignore=tests/unit/iam/lint/test_catalogue.py
pytest_add_cli_args_test_selection =
    tests/unit/iam
    tests/unit/lab
    tests/attacks/test_policy.py
also_copy =
    templates
    migrations
    examples
timeout_constant = 2.0
timeout_multiplier = 5.0
track_dependencies = false
use_git_change_detection = false
"""

_LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.egg-info")


def copy_tree(*, fresh: bool) -> None:
    """Copy what the tests of `iam` need; `fresh` forgets the results of earlier runs."""
    if fresh:
        shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True, exist_ok=True)
    for source, target in (
        ("app", "src"),
        ("tests", "tests"),
        ("templates", "templates"),
        ("migrations", "migrations"),
        ("examples", "examples"),
    ):
        shutil.rmtree(COPY / target, ignore_errors=True)
        shutil.copytree(ROOT / source, COPY / target, ignore=_LEFT_OUT)
    shutil.copy2(ROOT / "pyproject.toml", COPY)
    (COPY / "setup.cfg").write_text(_SETTINGS, encoding="utf-8")


def run_mutmut(patterns: list[str]) -> int:
    workers = os.environ.get("MUTATION_WORKERS") or str(os.cpu_count() or 1)
    return subprocess.run(
        [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", workers, *patterns],
        cwd=COPY,
        env=os.environ | {"PYTHONPATH": str(COPY / "tests")},
        check=False,
    ).returncode
