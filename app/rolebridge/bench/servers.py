"""Servers that a bench starts, each a process of its own on a free loopback port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rolebridge.errors import RolebridgeError

_START_SECONDS = 60
_THREADS = "4"  # As many as the default setting, for both servers.


class ServerSilent(RolebridgeError):
    """A server did not begin to listen."""

    code = "server_silent"


@dataclass(frozen=True, slots=True)
class Running:
    """A started server."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://localhost:{self.port}"

    def worker_memory(self) -> list[float]:
        """Resident memory of each worker process in MB (Linux: `/proc`)."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [_resident_megabytes(int(child)) for child in children]


def _resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def run_rolebridge(home: Path) -> Iterator[Running]:
    """`rolebridge demo` with one worker in a home folder of its own."""
    port = find_free_port()
    environment = {
        "ROLEBRIDGE_HOME": str(home),
        "ROLEBRIDGE_BIND": f"127.0.0.1:{port}",
        "ROLEBRIDGE_WORKERS": "1",
        "ROLEBRIDGE_THREADS": _THREADS,
        "ROLEBRIDGE_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-c", "from rolebridge.cli import main; main()", "demo"]
    with _run(command, environment, port) as running:
        yield running


@contextmanager
def run_floor(key: Path) -> Iterator[Running]:
    """The bare signing view on the same server with the same worker and threads."""
    port = find_free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", _THREADS]
    command += ["--worker-class", "gthread", "--keep-alive", "15", "--log-level", "warning"]
    command += ["--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "rolebridge.bench.floor:app"]
    with _run(command, {"ROLEBRIDGE_BENCH_KEY": str(key)}, port) as running:
        yield running


@contextmanager
def run_moto() -> Iterator[Running]:
    """The server that moto brings, one process (a development package)."""
    port = find_free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with _run(command, {}, port) as running:
        yield running


def find_free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _run(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[Running]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port, command)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, command: list[str]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise ServerSilent(f"Nothing listens on port {port} after {' '.join(command[1:4])}.")
