"""Which key is current, next or previous, and the steps from one state to the next.

A rollover has three steps, with time between them for others to read the metadata: `new` puts a
key into *next*, which metadata publishes and nothing uses; `promote` makes it *current* and keeps
the old one as *previous*, still published; `retire` takes a previous one (or a next one that was a
mistake) away.
"""

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from rolebridge.errors import RolebridgeError

_FORMAT = 1
# Key ids become parts of file names and of sealed values.
KEY_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")


class KeyUse(StrEnum):
    """What a key is for. Each use has keys of its own."""

    SIGNING = "signing"
    ENCRYPTION = "encryption"
    SEALING = "sealing"


class Slot(StrEnum):
    """Where a key stands in a rollover."""

    CURRENT = "current"
    NEXT = "next"
    PREVIOUS = "previous"


class KeyChangeRefused(RolebridgeError):
    """A step of a rollover that cannot be taken now."""

    code = "key_change_refused"


@dataclass(frozen=True, slots=True)
class Slots:
    """The ids of one use's keys."""

    current: str
    next: str | None = None
    previous: tuple[str, ...] = ()

    def ids(self) -> tuple[tuple[Slot, str], ...]:
        """Every id with its place: current, next, then previous ones, youngest first."""
        coming = ((Slot.NEXT, self.next),) if self.next else ()
        gone = tuple((Slot.PREVIOUS, key_id) for key_id in self.previous)
        return ((Slot.CURRENT, self.current), *coming, *gone)

    def with_next(self, key_id: str) -> "Slots":
        """Raises KeyChangeRefused when there is a next key already."""
        if self.next is not None:
            raise KeyChangeRefused(
                f"{self.next} is the next key already: promote it, or retire it first."
            )
        return replace(self, next=key_id)

    def promoted(self) -> "Slots":
        """Raises KeyChangeRefused when there is no next key."""
        if self.next is None:
            raise KeyChangeRefused(
                "There is no next key to promote. Make one with `rolebridge keys new`, and give "
                "everybody time to read the metadata."
            )
        return Slots(self.next, None, (self.current, *self.previous))

    def without(self, key_id: str) -> "Slots":
        """Raises KeyChangeRefused for the current key and for one that is not here."""
        if key_id == self.current:
            raise KeyChangeRefused(f"{key_id} is in use: promote another key first.")
        if key_id not in (self.next, *self.previous):
            raise KeyChangeRefused(f"There is no key {key_id!r} of this use.")
        return Slots(
            self.current,
            None if key_id == self.next else self.next,
            tuple(previous for previous in self.previous if previous != key_id),
        )


@dataclass(frozen=True, slots=True)
class RingState:
    """What `ring.json` says."""

    signing: Slots
    encryption: Slots
    sealing: Slots

    def of(self, use: KeyUse) -> Slots:
        """The slots of one use."""
        slots: Slots = getattr(self, use.value)
        return slots

    def replaced(self, use: KeyUse, slots: Slots) -> "RingState":
        """The same state with other slots for one use."""
        return RingState(**{each.value: self.of(each) for each in KeyUse} | {use.value: slots})


def format_state(state: RingState) -> bytes:
    """As JSON."""
    uses = {
        use.value: {
            "current": state.of(use).current,
            "next": state.of(use).next,
            "previous": list(state.of(use).previous),
        }
        for use in KeyUse
    }
    return json.dumps({"format": _FORMAT, **uses}, indent=2).encode() + b"\n"


def parse_state(raw: bytes) -> RingState:
    """Read what `format_state` wrote. Raises ValueError."""
    stored = json.loads(raw)
    if not isinstance(stored, dict) or stored.get("format") != _FORMAT:
        raise ValueError("not a key ring of this version")
    return RingState(**{use.value: _parse_slots(stored.get(use.value)) for use in KeyUse})


def _parse_slots(stored: object) -> Slots:
    if not isinstance(stored, dict) or stored.keys() != {"current", "next", "previous"}:
        raise ValueError("slots are current, next and previous")
    previous = stored["previous"]
    if not isinstance(previous, list):
        raise ValueError("previous keys are a list")  # noqa: TRY004  (a bad value in a file)
    following = stored["next"]
    return Slots(
        _parse_id(stored["current"]),
        None if following is None else _parse_id(following),
        tuple(_parse_id(key_id) for key_id in previous),
    )


def _parse_id(stored: object) -> str:
    if not isinstance(stored, str) or KEY_ID.fullmatch(stored) is None:
        raise ValueError(f"{stored!r} is no key id")
    return stored
