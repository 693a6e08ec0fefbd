"""What signing in leaves behind: sessions, parked requests, replays, counters, addresses."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredBrowserSession(Base):
    """A signed-in browser. Ends with its person."""

    __tablename__ = "browser_sessions"
    __table_args__ = (Index(None, "subject_id"), Index(None, "expires_at"))

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("people.subject_id", ondelete="CASCADE"))
    authenticated_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    source_address: Mapped[str]
    user_agent: Mapped[str]


class StoredPendingSignIn(Base):
    """A checked request of a service provider that waits for a sign-in."""

    __tablename__ = "pending_sign_ins"
    __table_args__ = (Index(None, "expires_at"),)

    pending_id: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]


class StoredReplay(Base):
    """Something that may happen once. The primary key is the claim."""

    __tablename__ = "replays"
    __table_args__ = (Index(None, "expires_at"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class StoredThrottle(Base):
    """Failed sign-ins counted against one key, which is a hash: typed names are never stored."""

    __tablename__ = "sign_in_throttles"
    __table_args__ = (Index(None, "last_failure_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_failure_at: Mapped[datetime]


class StoredKnownAddress(Base):
    """An address (or network) from which a person has signed in."""

    __tablename__ = "known_addresses"
    __table_args__ = (Index(None, "last_seen_at"),)

    subject_id: Mapped[str] = mapped_column(
        ForeignKey("people.subject_id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(primary_key=True)
    last_seen_at: Mapped[datetime]
