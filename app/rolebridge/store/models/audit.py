"""The audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base

# SQLite gives numbers by itself to an INTEGER primary key only; PostgreSQL's would end at 2^31.
EventNumber = BigInteger().with_variant(Integer(), "sqlite")


class StoredEvent(Base):
    """One event. Triggers of the migration refuse every UPDATE and DELETE."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "at"), Index(None, "person", "id"))

    id: Mapped[int] = mapped_column(EventNumber, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    action: Mapped[str]
    outcome: Mapped[str]
    request_id: Mapped[str]
    source_address: Mapped[str]
    user_agent: Mapped[str]
    person: Mapped[str | None]
    assertion_id: Mapped[str | None]
    target: Mapped[str | None]
    reason: Mapped[str | None]
    detail: Mapped[str]
    facts: Mapped[dict[str, Any]]
    aws: Mapped[dict[str, Any] | None]
