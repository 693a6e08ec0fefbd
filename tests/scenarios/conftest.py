"""One live demonstration server for all scenarios, and examples run as a user runs them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.live import Live, demonstration

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def live(tmp_path_factory) -> Iterator[Live]:
    with demonstration(tmp_path_factory.mktemp("scenarios") / "home") as server:
        yield server


@pytest.fixture(scope="session")
def root(live) -> dict[str, str]:
    """What `make run` prints to paste: the environment of the root of 444455556666."""
    printed = live.run("keys", "root", "--account", "444455556666", "--show", "--json")
    (key,) = json.loads(printed.stdout)
    return {
        "AWS_ENDPOINT_URL": f"{live.url}/aws",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": key["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": key["secret_access_key"],
    }


@pytest.fixture
def run_example(live, root):
    """Runs a script of `examples/` in a process of its own; gives what it printed."""

    def run(name: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, str(EXAMPLES / name)],
            env={**live.environment, **root, "ROLEBRIDGE_URL": live.url, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
