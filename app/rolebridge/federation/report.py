"""Gathers the faults of one federation file while it is checked."""

from collections.abc import Iterable

from rolebridge.federation.faults import Fault, FederationRefused, Path, hide_secret_keys
from rolebridge.federation.placed import Place, find_place


class Report:
    """Faults by path; the places are looked up in the tree that was read."""

    def __init__(self, file: str, root: object, faults: Iterable[Fault] = ()) -> None:
        self.file = file
        self.root = root
        self.faults = list(faults)
        self.warnings: list[Fault] = []
        # What could not be read was told once; that it is not a text either is no news.
        self._unread = {fault.path for fault in self.faults if fault.path}
        self._spoilt: set[Path] = set()
        for fault in self.faults:
            self._spoil(fault.path)

    def add(self, path: Path, rule: str, *, value: str = "", key: bool = False) -> None:
        """Note a fault of the value (or of the key) at `path`."""
        if path in self._unread:
            return
        self.add_at(find_place(self.root, path, key=key), path, rule, value=value)

    def add_at(
        self, place: Place, path: Path, rule: str, *, value: str = "", file: str | None = None
    ) -> None:
        """Note a fault at a place of its own: a line within a block, or in another file."""
        shown = hide_secret_keys(path)
        self.faults.append(Fault(file or self.file, place.line, place.column, shown, value, rule))
        self._spoil(path)

    def warn(self, path: Path, rule: str, *, value: str) -> None:
        """Note what is no fault of the file, and yet worth telling."""
        place = find_place(self.root, path)
        shown = hide_secret_keys(path)
        self.warnings.append(Fault(self.file, place.line, place.column, shown, value, rule))

    def has_fault_in(self, path: Path) -> bool:
        """Whether something at or below `path` is faulty already."""
        return path in self._spoilt

    def line_of(self, path: Path) -> int:
        """The line of the value at `path`."""
        return find_place(self.root, path).line

    def refuse_if_faulty(self) -> None:
        """Raises FederationRefused with every fault there is."""
        if self.faults:
            raise FederationRefused(self.faults)

    def _spoil(self, path: Path) -> None:
        self._spoilt.update(path[:length] for length in range(len(path) + 1))
