"""A pytest plugin for mutmut: collect once, then run the named tests in each forked worker.

mutmut's workers are forked from a process that has collected everything, and start pytest and
collect again, which is most of what a mutant costs. Here a worker takes the tests that its parent collected: examples
first, one of each test function at a time, what takes long last, and stops at the first failure.
Properties are tried on few examples: what only many would find wants an example of its own. So
does what only the few tests would find that take as long as hundreds of others; they are left out.
"""

import gc
import json
import os
import signal
from itertools import zip_longest
from pathlib import Path
from time import process_time

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd

from mutation.trampolines import put_back, take_away

# Finding the smallest counterexample would cost more than finding one.
settings.register_profile(
    "mutation",
    settings.get_profile("ci"),
    phases=[Phase.explicit, Phase.generate],
)

_DURATIONS = Path("durations.json")
_UNFIT = Path("unfit.txt")  # a test that fails in a worker though nothing is changed
_LONG = 0.01  # seconds of processor time, so that it does not matter what else is running
_TOO_LONG = 0.3
_ALLOWANCE = (10.0, 15)  # seconds of processor time for a test, and times what it took unchanged
_TIMEOUT = 24  # what mutmut reads as such
_SILENT = -3
_EXAMPLES = 20
# It lints hundreds of policies before its first test, which counts as no test's time.
_LEFT_OUT = "test_lint_managed_policies.py"

_collected: dict[str, pytest.Item] = {}
_durations: dict[str, float] = {}
_trampolines = {}


def pytest_ignore_collect(collection_path):
    """Leave out a file; None leaves it to others."""
    return True if collection_path.name == _LEFT_OUT else None


def pytest_collection_modifyitems(items):
    """Try properties on few examples, whatever number they ask for themselves."""
    for function in {item.function for item in items if hasattr(item.function, "hypothesis")}:
        own = function._hypothesis_internal_use_settings
        fewer = settings(own, max_examples=min(own.max_examples, _EXAMPLES))
        function._hypothesis_internal_use_settings = fewer


def pytest_collection_finish(session):
    """Keep what the workers' parent collects. It asks for silence, unlike who lists the tests."""
    option = session.config.option
    if option.collectonly and option.verbose <= _SILENT:
        _collected.update((item.nodeid, item) for item in session.items)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Make ready for the workers, and see that the code as it is passes in this way."""
    if not _collected:
        return
    config.pluginmanager.unregister(name="capturemanager")  # It is closed, and would complain.
    _trampolines.update(take_away())
    gc.collect()
    gc.freeze()
    child = os.fork()
    if child == 0:
        result = _run(list(_collected.values()), _UNFIT)
        _DURATIONS.write_text(json.dumps(_durations), encoding="utf-8")
        os._exit(result)
    if os.waitpid(child, 0)[1] != 0:
        os._exit(1)  # Tests that fail without a mutant would seem to kill every mutant.
    _durations.update(json.loads(_DURATIONS.read_bytes()))
    PytestRunner.run_tests = _run_named


def _run_named(_, *, tests, **__):
    """What a worker does instead of starting pytest."""
    put_back(_trampolines)
    gc.disable()
    with change_cwd("mutants"):
        return _run([_collected[name] for name in tests])


def _run(items, note=None):
    signal.signal(signal.SIGPROF, lambda *_: os._exit(_TIMEOUT))
    tests = _in_order(items)
    for item, following in zip_longest(tests, tests[1:]):
        if note:
            note.write_text(f"{item.nodeid} took too long", encoding="utf-8")
        constant, factor = _ALLOWANCE
        signal.setitimer(signal.ITIMER_PROF, constant + factor * _durations.get(item.nodeid, 0))
        started = process_time()
        reports = runtestprotocol(item, nextitem=following, log=False)
        _durations[item.nodeid] = process_time() - started
        failed = [report.longreprtext for report in reports if report.failed]
        if failed:
            if note:
                note.write_text("\n".join([item.nodeid, *failed]), encoding="utf-8")
            return pytest.ExitCode.TESTS_FAILED
    if note:
        note.unlink(missing_ok=True)
    return pytest.ExitCode.OK


def _in_order(items):
    functions = {}
    for item in items:
        functions.setdefault((item.path, item.originalname), []).append(item)
    turns = [item for turn in zip_longest(*functions.values()) for item in turn if item is not None]
    times = {item: _durations.get(item.nodeid, 0) for item in turns}
    turns = [item for item in turns if times[item] < _TOO_LONG]
    return sorted(turns, key=lambda item: times[item] > _LONG)
