"""Reading the trail: events with their numbers, and how they are asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rolebridge.audit.events import AuditLog, Event


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event as it stands in the trail. Numbers grow, with gaps where something rolled back."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which events are asked for; None means all. `person` is compared exactly."""

    person: str | None = None
    since: datetime | None = None
    after_number: int | None = None


class AuditTrail(AuditLog, Protocol):
    """The trail, for writing and for reading."""

    def list_latest(self, wanted: TrailFilter, limit: int) -> tuple[NumberedEvent, ...]:
        """The last `limit` events that are wanted, oldest first."""
        ...

    def list_next(self, wanted: TrailFilter, limit: int) -> tuple[NumberedEvent, ...]:
        """The first `limit` events that are wanted, oldest first."""
        ...
