"""Events that may be written after the answer: those of calls that change and issue nothing.

They wait in memory for a second at most, or until there are many of them, and are then written in
one transaction. What waits when a process is killed is lost; one that ends writes it before.
"""

import atexit
import logging
import threading
from collections.abc import Callable

from rolebridge.audit.events import Event
from rolebridge.errors import RolebridgeError
from rolebridge.store.unit_of_work import StoreUnitOfWork

_SECONDS = 1.0
_ENOUGH = 500
_MOST = 20_000  # Where the database cannot take them, the oldest are given up.
_log = logging.getLogger("rolebridge.audit")


class LaterEvents:
    """Collects events of one process and writes them by a thread of its own."""

    def __init__(self, unit_of_work: Callable[[], StoreUnitOfWork]) -> None:
        self._unit_of_work = unit_of_work
        self._waiting: list[Event] = []
        self._lock = threading.Lock()
        self._is_enough = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_over = False

    def record(self, event: Event) -> None:
        """Keep an event for the next write."""
        with self._lock:
            self._waiting.append(event)
            if self._thread is None:
                self._start()
        if len(self._waiting) >= _ENOUGH:
            self._is_enough.set()

    def flush(self) -> None:
        """Write what waits. Events that cannot be written wait on."""
        with self._lock:
            events, self._waiting = self._waiting, []
        if not events:
            return
        try:
            with self._unit_of_work() as unit:
                for event in events:
                    unit.audit.record(event)
                unit.commit()
        except RolebridgeError as error:
            _log.warning("%d events of read-only calls wait: %s", len(events), error)
            with self._lock:
                self._waiting = [*events, *self._waiting][-_MOST:]

    def close(self) -> None:
        """Write what waits and end the thread."""
        self._is_over = True
        self._is_enough.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _start(self) -> None:
        """Once a process, with the first event: a thread does not outlive a fork."""
        self._thread = threading.Thread(target=self._run, name="later-events", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def _run(self) -> None:
        while not self._is_over:
            self._is_enough.wait(_SECONDS)
            self._is_enough.clear()
            self.flush()
