"""A few hundred random cases, and every known difference, beside `@cloud-copilot/iam-simulate`."""

import json
import subprocess

import pytest

from interop.differential.cases import random_case
from interop.differential.compare import compare
from interop.differential.known import load_known_differences
from interop.differential.peer import PEER_FOLDER, PEER_PACKAGE, judge_ours, judge_theirs
from support.parts import require

KNOWN = load_known_differences()


@pytest.fixture(scope="module", autouse=True)
def peer():
    require("node", "the second opinion on policies")
    require(PEER_PACKAGE, "the second opinion on policies; `npm ci` in tests/interop/iam_simulate")


@pytest.fixture(scope="module")
def examples():
    return compare([row.example for row in KNOWN], judge_ours, judge_theirs, KNOWN)


def test_no_random_case_differs_for_an_unknown_reason():
    report = compare([random_case(2, n) for n in range(600)], judge_ours, judge_theirs, KNOWN)
    told = [(each.case["id"], each.what) for each in report.unexplained]
    assert not told, f"`make differential` shows them in a reduced form: {told}"


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row.id)
def test_each_known_difference_is_one_still_and_its_row_alone_explains_it(row, examples):
    explained_by = {
        known
        for known, differences in examples.known.items()
        if row.example["id"] in [each.case["id"] for each in differences]
    }
    assert explained_by == {row.id}


def test_what_the_peer_cannot_be_asked_is_an_error_and_no_verdict():
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    two_versions = [{"Version": "2012-10-17", "Statement": allow}, {"Statement": allow}]
    case = KNOWN[0].example | {"policies": {"session": two_versions}}
    assert judge_theirs([case])[0]["verdict"] == "Error"


@pytest.mark.parametrize("explained", [True, False])
def test_its_cpu_time_for_a_decision_is_measured_in_its_own_process(tmp_path, explained):
    example = next(row.example for row in KNOWN if "resource" not in row.example["policies"])
    run = _measure(tmp_path, [example] * 3, *(["--explained"] if explained else []))
    figures = json.loads(run.stdout)
    assert sum(figures["verdicts"].values()) == figures["decisions"] == 7
    assert figures["explained"] is explained
    assert figures["cpu_seconds_per_decision"] == figures["cpu_seconds"] / 7 > 0
    assert figures["load_cpu_seconds"] > 0


def test_what_it_cannot_measure_is_told(tmp_path):
    example = next(row.example for row in KNOWN if "resource" in row.example["policies"])
    run = _measure(tmp_path, [example])
    assert run.returncode == 2
    assert "use --explained" in run.stderr


def _measure(folder, cases, *flags):
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in cases))
    command = ["node", str(PEER_FOLDER / "driver.mjs"), "measure", "--cases", str(file), *flags]
    command += ["--decisions", "7", "--warm", "2"]
    return subprocess.run(command, capture_output=True, text=True, check=False)
