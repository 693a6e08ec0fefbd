"""Which entries of a list another entry of the same list makes needless."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Protocol, Self, TypeVar

from rolebridge.iam.lint.effort import Effort


class Coverable(Protocol):
    """A pattern that can tell whether it covers another of its kind."""

    @property
    def key(self) -> Hashable:
        """Equal for equal patterns."""
        ...

    @property
    def is_exact(self) -> bool:
        """Whether it matches one text only, so that it covers nothing but its equals."""
        ...

    def covers(self, other: Self) -> bool:
        """Whether all that the other matches is certain to be matched by this one."""
        ...


Each = TypeVar("Each", bound=Coverable)


def find_covered(entries: Sequence[Each], effort: Effort) -> Iterator[tuple[int, int]]:
    """Each needless entry with one that covers it. Of two equal ones the later is needless."""
    first: dict[Hashable, int] = {}
    wide = [(position, entry) for position, entry in enumerate(entries) if not entry.is_exact]
    for position, entry in enumerate(entries):
        earlier = first.setdefault(entry.key, position)
        if earlier != position:
            yield position, earlier
            continue
        if not effort.spend(len(wide)):
            return
        for other, wider in wide:
            is_same = wider.key == entry.key or (other > position and entry.covers(wider))
            if not is_same and wider.covers(entry):
                yield position, other
                break
