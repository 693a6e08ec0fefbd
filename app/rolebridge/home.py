"""The home folder: what it was made for, and the secret that others are derived from."""

import hashlib
import hmac
import os
import secrets
import stat
from enum import StrEnum
from pathlib import Path

from rolebridge.errors import RolebridgeError

_SECRET_FILE = "secret-key"  # noqa: S105  (a file's name)
_KIND_FILE = "kind"


class HomeKind(StrEnum):
    """What a home folder was made for; it never changes."""

    ORGANISATION = "organisation"
    DEMONSTRATION = "demonstration"


_MAKERS = {HomeKind.ORGANISATION.value: "init", HomeKind.DEMONSTRATION.value: "demo"}


class HomeRefused(RolebridgeError):
    """The home folder is not what the verb needs, or is not safe to use."""

    code = "home_refused"


class Home:
    """`ROLEBRIDGE_HOME`: a folder that only its owner may enter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, kind: HomeKind) -> None:
        """Make the folder, its kind and its secret where they are missing. Raises HomeRefused."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._refuse_foreign(self.folder)
        if not self._path(_KIND_FILE).exists():
            self._write_once(_KIND_FILE, kind.value)
        self.require(kind)
        if not self._path(_SECRET_FILE).exists():
            self._write_once(_SECRET_FILE, secrets.token_urlsafe(48))

    def require(self, *kinds: HomeKind) -> None:
        """Raises HomeRefused unless the folder was made for one of these kinds.

        The demonstration's passwords are public, so its folder never serves an organisation.
        """
        try:
            found = self._path(_KIND_FILE).read_text().strip()
        except FileNotFoundError:
            raise HomeRefused(
                f"{self.folder} is not prepared. Run `rolebridge init`, or name the right folder "
                "by ROLEBRIDGE_HOME."
            ) from None
        if found not in kinds:
            raise HomeRefused(
                f"{self.folder} was made by `rolebridge {_MAKERS.get(found, found)}` and serves "
                "nothing else. Name another folder by ROLEBRIDGE_HOME."
            )

    def read_secret(self) -> str:
        """The secret key. Raises HomeRefused where others can read it."""
        path = self._path(_SECRET_FILE)
        if not path.exists():
            raise HomeRefused(
                f"{path} is missing. Run `rolebridge init`, or set ROLEBRIDGE_SECRET_KEY."
            )
        self._refuse_foreign(path)
        return path.read_text().strip()

    def database_url(self) -> str:
        """The SQLite database in the folder."""
        return f"sqlite:///{self._path('rolebridge.sqlite3')}"

    def _path(self, name: str) -> Path:
        return self.folder / name

    def _write_once(self, name: str, text: str) -> None:
        """Create a file that is whole or absent: another process may be doing the same."""
        draft = self._path(f".{name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
        try:
            os.link(draft, self._path(name))
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def _refuse_foreign(self, path: Path) -> None:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise HomeRefused(
                f"{path} must belong to you, be no link, and be closed to group and others."
            )


def derive_secret(secret_key: str, purpose: str) -> bytes:
    """32 bytes for one purpose, so that no secret serves two."""
    return hmac.digest(secret_key.encode(), f"rolebridge {purpose}".encode(), hashlib.sha256)
