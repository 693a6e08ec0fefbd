"""Long-term access keys, MFA devices and signed-in consoles: the AWS side's own rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredAccessKey(Base):
    """A long-term access key (`AKIA...`) of a user, or of the account's root where there is none.
    Ends with its user or account.
    """

    __tablename__ = "access_keys"
    __table_args__ = (Index(None, "account_id"), Index(None, "user_id"))

    access_key_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    principal_arn: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.unique_id", ondelete="CASCADE"))
    sealed_secret: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    last_used_region: Mapped[str | None]
    last_used_service: Mapped[str | None]


class StoredMFADevice(Base):
    """A virtual MFA device by its serial number, an ARN; of nobody until it is enabled."""

    __tablename__ = "mfa_devices"
    __table_args__ = (Index(None, "account_id"), Index(None, "user_id"))

    serial: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.unique_id", ondelete="CASCADE"))
    sealed_seed: Mapped[str]
    enabled_at: Mapped[datetime | None]
    tags: Mapped[dict[str, Any]]


class StoredConsoleSession(Base):
    """A browser in the console. The session token is sealed, so nothing here opens anything."""

    __tablename__ = "console_sessions"
    __table_args__ = (Index(None, "expires_at"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    access_key_id: Mapped[str]
    session_token: Mapped[str]
    expires_at: Mapped[datetime]
