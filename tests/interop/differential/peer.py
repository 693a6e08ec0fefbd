"""Both sides as one kind of function: cases in, answers out, in the same order."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from rolebridge.lab.policy_cases import judge_case

Case = dict[str, object]
Answer = dict[str, object]
Judge = Callable[[Sequence[Case]], list[Answer]]

PEER_FOLDER = Path(__file__).resolve().parent.parent / "iam_simulate"
PEER_PACKAGE = PEER_FOLDER / "node_modules/@cloud-copilot/iam-simulate"


def judge_ours(cases: Sequence[Case]) -> list[Answer]:
    return [judge_case(case).as_dict() for case in cases]


def judge_theirs(cases: Sequence[Case]) -> list[Answer]:
    """Ask the peer, which runs in a process of its own. Raises CalledProcessError if it breaks."""
    if not cases:
        return []
    command = ["node", str(PEER_FOLDER / "driver.mjs"), "judge"]
    lines = "".join(f"{json.dumps(case)}\n" for case in cases)
    run = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if [answer["id"] for answer in answers] != [case["id"] for case in cases]:
        raise RuntimeError("the peer did not answer every case in order")
    return answers
