"""Following the trail: every event once, in the order in which it can be seen."""

from collections import deque
from collections.abc import Iterable

from rolebridge.audit.trail import NumberedEvent

# PostgreSQL numbers an event when it is inserted and shows it when its transaction commits, so a
# smaller number may appear after a greater one. Transactions are short; this many looks back is
# longer than the longest wait for a lock, at one look a second.
_LOOKS_BACK = 15


class Follower:
    """Remembers what was given during the last looks."""

    def __init__(self, after_number: int) -> None:
        self._highest: deque[int] = deque([after_number], maxlen=_LOOKS_BACK)
        self._given: set[int] = set()

    @property
    def after_number(self) -> int:
        """From where the next look has to begin."""
        return self._highest[0]

    def take(self, events: Iterable[NumberedEvent]) -> tuple[NumberedEvent, ...]:
        """Those of a look's events that were not given before."""
        new = tuple(event for event in events if event.number not in self._given)
        self._given.update(event.number for event in new)
        self._highest.append(max([self._highest[-1], *(event.number for event in new)]))
        self._given = {number for number in self._given if number > self.after_number}
        return new
