"""The files beside a federation file, and no others.

A federation file is reviewed by reading it and what lies beside it. If it could name any file of
the machine, a change request could make a build server print its secrets; so absolute names, and
names or links that lead out of the folder, are refused.
"""

from dataclasses import dataclass
from pathlib import Path

from rolebridge.errors import RolebridgeError

MAX_BYTES = 1024 * 1024


class UnreadableFile(RolebridgeError):
    """A file that a federation file names and that cannot be read. The text says why."""

    code = "file_unreadable"


@dataclass(frozen=True, slots=True)
class FolderReader:
    """Reads UTF-8 files at or below one folder."""

    folder: Path

    def __call__(self, name: str) -> str:
        """The text of the file, its last line break left out. Raises UnreadableFile."""
        root = self.folder.resolve()
        try:
            path = (root / name).resolve()
            if Path(name).is_absolute() or not path.is_relative_to(root):
                raise UnreadableFile("leads out of the folder of the federation file")
            if not path.is_file():
                raise UnreadableFile("does not exist beside the federation file")
            with path.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        except (OSError, ValueError, RuntimeError):
            raise UnreadableFile("cannot be read") from None
        if len(raw) > MAX_BYTES:
            raise UnreadableFile(f"is larger than {MAX_BYTES // 1024} KiB")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UnreadableFile("is not UTF-8 text") from None
        return text.removesuffix("\n").removesuffix("\r")


def refuse_files(name: str) -> str:  # noqa: ARG001  (the signature of a reader)
    """A reader for federation files that have no folder, such as standard input."""
    raise UnreadableFile("cannot be read: this federation file has no folder")
