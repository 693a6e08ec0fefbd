"""Files that hold secrets: read only where nobody else can, written whole or not at all."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rolebridge.errors import RolebridgeError

_OTHERS = 0o077
_LONGEST_FILE = 65_536


class KeyFileRefused(RolebridgeError):
    """A file or folder of secrets that is missing or that others can reach.

    `path` and `fault` say what is wrong; the text says what to do.
    """

    code = "key_file_refused"

    def __init__(self, path: Path, fault: str, remedy: str) -> None:
        super().__init__(f"{path} {fault}. {remedy}")
        self.path = path
        self.fault = fault


class PrivateFolder:
    """A folder with mode 0700 that belongs to this process's user, and files of mode 0600 in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Make the folder where it is missing. Raises KeyFileRefused if others can enter it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.check()

    def check(self) -> None:
        """Raises KeyFileRefused unless the folder is there, ours, private and no link."""
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            raise _missing(self.path) from None
        if stat.S_ISLNK(found.st_mode) or not stat.S_ISDIR(found.st_mode):
            raise KeyFileRefused(self.path, "is not a folder", "Put the folder itself there.")
        _check_privacy(self.path, found, mode="700")

    def read(self, name: str) -> bytes:
        """The content of a file. Raises KeyFileRefused."""
        path = self.path / name
        try:
            # O_NONBLOCK: a pipe that somebody put there must not hold us up.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            raise _missing(path) from None
        except OSError as error:
            fault = f"cannot be opened as a plain file ({error.strerror})"
            raise KeyFileRefused(path, fault, "Links are not followed.") from None
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise KeyFileRefused(path, "is not a plain file", "Put the file itself there.")
            _check_privacy(path, found, mode="600")
            return os.read(descriptor, _LONGEST_FILE)
        finally:
            os.close(descriptor)

    def write(self, name: str, content: bytes) -> None:
        """Write a file that is whole whenever it is seen, and durable when this returns."""
        path, draft = self.path / name, self.path / f".{name}.{os.getpid()}.new"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        draft.replace(path)
        self._sync()

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""
        (self.path / name).unlink(missing_ok=True)
        self._sync()

    def names(self) -> list[str]:
        """The files in the folder, drafts left out."""
        return sorted(path.name for path in self.path.iterdir() if not path.name.startswith("."))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep every other process out of a change until this one has made it."""
        descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _check_privacy(path: Path, found: os.stat_result, *, mode: str) -> None:
    if found.st_uid != os.geteuid():
        remedy = "Secrets must belong to the user that rolebridge runs as."
        raise KeyFileRefused(path, f"belongs to another user (uid {found.st_uid})", remedy)
    if found.st_mode & _OTHERS:
        fault = f"can be reached by others (mode {stat.S_IMODE(found.st_mode):o})"
        raise KeyFileRefused(path, fault, f"Run: chmod {mode} {path}")


def _missing(path: Path) -> KeyFileRefused:
    return KeyFileRefused(path, "is missing", "Run `rolebridge init`, or name the right folder.")
