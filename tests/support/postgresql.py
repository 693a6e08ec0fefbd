"""A PostgreSQL server of our own: in a temporary folder, on loopback, gone with the tests."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from support.parts import require

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin")
_USER = "rolebridge"
_SECONDS_TO_START = 30


def find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, newest first, or None."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [folder for place in _PLACES for folder in Path("/").glob(place[1:])]
    folders = [folder for folder in folders if (folder / "initdb").exists()]
    return max(folders, key=lambda folder: folder.parent.name, default=None)


def require_programs() -> Path:
    """The same, or what the absence of any real part means."""
    return find_programs() or Path(require("initdb", "the store on PostgreSQL")).parent


@contextmanager
def run_server() -> Iterator[str]:
    """Start a server in a folder of its own; gives its URL without a database name."""
    programs = require_programs()
    # Not below pytest's folder, which no other user may enter.
    with (
        tempfile.TemporaryDirectory(prefix="rolebridge-postgresql-") as folder,
        _run_in(Path(folder), programs) as url,
    ):
        yield url


@contextmanager
def _run_in(folder: Path, programs: Path) -> Iterator[str]:
    """PostgreSQL refuses to run as root, so root hands the folder to the user `postgres`."""
    prefix = _become_postgres(folder)
    cluster = folder / "cluster"
    options = ["--username", _USER, "--auth", "trust", "--encoding", "UTF8", "--no-sync"]
    command = [*prefix, str(programs / "initdb"), *options, "--locale", "C", "-D", str(cluster)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    port = _free_port()
    command = [*prefix, str(programs / "postgres"), "-D", str(cluster), *_settings(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        url = f"postgresql://{_USER}@127.0.0.1:{port}"
        _await_server(server, url, folder / "log")
        yield url
    finally:
        # setpriv became the server, so this is its pid; SIGINT is its fast shutdown.
        server.send_signal(signal.SIGINT)
        server.wait(timeout=_SECONDS_TO_START)


def create_database(server_url: str, name: str, template: str = "template1") -> str:
    """A new database, a copy of `template`; gives its URL."""
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server_url}/{name}"


def _settings(port: int) -> list[str]:
    values = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": 40,
        "timezone": "Asia/Kathmandu",  # A server's own zone must not matter.
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _become_postgres(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_server(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
