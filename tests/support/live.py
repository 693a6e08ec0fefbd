"""A live demonstration server in a process of its own, as a user starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = [sys.executable, "-c", "from rolebridge.cli import main; main()"]


@dataclass(frozen=True)
class Live:
    url: str
    home: Path
    environment: dict[str, str]
    log: Path

    def read_log(self) -> list[str]:
        """The structured log; the introduction for people, passwords and all, is no part of it."""
        return [line for line in self.log.read_text().splitlines() if line.startswith("{")]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command `rolebridge` against this server."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def demonstration(home: Path, **settings: str) -> Iterator[Live]:
    port = find_free_port()
    environment = {
        **{
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("ROLEBRIDGE_", "AWS_"))
        },
        "ROLEBRIDGE_HOME": str(home),
        "ROLEBRIDGE_BIND": f"127.0.0.1:{port}",
        **settings,
    }
    log = home.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*COMMAND, "demo"], env=environment, stdout=output, stderr=output
        )
        try:
            _wait(process, port, log)
            yield Live(f"http://localhost:{port}", home, environment, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
