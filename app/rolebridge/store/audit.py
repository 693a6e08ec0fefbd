"""The audit trail: rows that are added and read, never changed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select

from rolebridge.audit.events import Action, AWSEvent, Event, Origin, Outcome
from rolebridge.audit.trail import NumberedEvent, TrailFilter
from rolebridge.store.models import StoredEvent
from rolebridge.store.prepared import Prepared
from rolebridge.store.transaction import Transaction

# Longer texts come from strangers only. What is cut says so by its last character.
_LONGEST_TEXT = 1024
_LONGEST_DETAIL = 4096
_MOST_FACTS = 32
_LONGEST_CALL = 102_400
_COLUMNS = (
    "at",
    "action",
    "outcome",
    "request_id",
    "source_address",
    "user_agent",
    "person",
    "assertion_id",
    "target",
    "reason",
    "detail",
    "facts",
    "aws",
)
_INSERT = Prepared(insert(StoredEvent), _COLUMNS)


class AuditRepository:
    """Satisfies the ports of `audit`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def record(self, event: Event) -> None:
        origin = event.origin
        values = {
            "at": event.at,
            "action": event.action.value,
            "outcome": event.outcome.value,
            "request_id": _cut(origin.request_id),
            "source_address": _cut(origin.source_address),
            "user_agent": _cut(origin.user_agent),
            "person": _cut(event.person),
            "assertion_id": _cut(event.assertion_id),
            "target": _cut(event.target),
            "reason": _cut(event.reason),
            "detail": _cut(event.detail, _LONGEST_DETAIL),
            "facts": _cut_facts(event.facts),
            "aws": _as_data(event.aws) if event.aws else None,
        }
        self._transaction.write_at_commit(_INSERT, values)

    def list_latest(self, wanted: TrailFilter, limit: int) -> tuple[NumberedEvent, ...]:
        self._transaction.flush()
        statement = _select(wanted).order_by(StoredEvent.id.desc()).limit(limit)
        return tuple(reversed(_build_events(self._transaction.read(statement).mappings().all())))

    def list_next(self, wanted: TrailFilter, limit: int) -> tuple[NumberedEvent, ...]:
        self._transaction.flush()
        statement = _select(wanted).order_by(StoredEvent.id).limit(limit)
        return _build_events(self._transaction.read(statement).mappings().all())


def _select(wanted: TrailFilter) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(StoredEvent.__table__)
    if wanted.person is not None:
        statement = statement.where(StoredEvent.person == wanted.person)
    if wanted.since is not None:
        statement = statement.where(StoredEvent.at >= wanted.since)
    if wanted.after_number is not None:
        statement = statement.where(StoredEvent.id > wanted.after_number)
    return statement


def _build_events(rows: Sequence[RowMapping]) -> tuple[NumberedEvent, ...]:
    return tuple(NumberedEvent(row["id"], _build_event(row)) for row in rows)


def _build_event(row: RowMapping) -> Event:
    return Event(
        at=row["at"],
        action=Action(row["action"]),
        outcome=Outcome(row["outcome"]),
        origin=Origin(row["request_id"], row["source_address"], row["user_agent"]),
        person=row["person"],
        assertion_id=row["assertion_id"],
        target=row["target"],
        reason=row["reason"],
        detail=row["detail"],
        facts=row["facts"],
        aws=_from_data(row["aws"]) if row["aws"] else None,
    )


def _as_data(aws: AWSEvent) -> dict[str, Any]:
    """The fields by name. What is too long is left out whole and says so, as CloudTrail does."""
    data = {name: getattr(aws, name) for name in AWSEvent.__slots__}
    for name in ("response", "parameters"):
        if data[name] is not None and len(json.dumps(data[name])) > _LONGEST_CALL:
            data[name] = {"omitted": True, "reason": "too large"}
    return data


def _from_data(data: dict[str, Any]) -> AWSEvent:
    return AWSEvent(**data | {"resources": tuple(data["resources"])})


def _cut(text: str | None, longest: int = _LONGEST_TEXT) -> str | None:
    return text if text is None or len(text) <= longest else text[: longest - 1] + "…"


def _cut_facts(facts: Mapping[str, str]) -> dict[str, str]:
    kept = list(facts.items())[:_MOST_FACTS]
    return {name: str(_cut(value)) for name, value in kept}
