"""Things of an account by their names, which differ by more than case (IAM quotas, names)."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from rolebridge.access.parameters import Parameters


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class _Placed(Protocol):
    @property
    def path(self) -> str: ...


NamedEntry = TypeVar("NamedEntry", bound=_Named)
PlacedEntry = TypeVar("PlacedEntry", bound=_Placed)
Entry = TypeVar("Entry")


def find_named(entries: Iterable[NamedEntry], name: str) -> NamedEntry | None:
    """The entry of exactly that name."""
    return next((entry for entry in entries if entry.name == name), None)


def is_taken(entries: Iterable[_Named], name: str) -> bool:
    """Whether there is one of that name, in whatever case: two would be one to AWS."""
    return any(entry.name.lower() == name.lower() for entry in entries)


def swap(entries: Iterable[Entry], old: Entry, new: Entry | None) -> tuple[Entry, ...]:
    """The entries with `new` in the place of `old`, or without it."""
    changed = (new if entry is old else entry for entry in entries)
    return tuple(entry for entry in changed if entry is not None)


def append(entries: Iterable[Entry], new: Entry) -> tuple[Entry, ...]:
    """The entries and one more."""
    return (*entries, new)


def choose_below_path(
    entries: Iterable[PlacedEntry], parameters: Parameters
) -> tuple[PlacedEntry, ...]:
    """Those below `PathPrefix`; all of them where it was not given."""
    prefix = parameters.find_text("PathPrefix") or "/"
    return tuple(entry for entry in entries if entry.path.startswith(prefix))
