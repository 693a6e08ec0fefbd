"""Long-term access keys and signed-in consoles: the AWS side's own rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredAccessKey(Base):
    """A long-term access key (`AKIA...`). Ends with its account."""

    __tablename__ = "access_keys"
    __table_args__ = (Index(None, "account_id"),)

    access_key_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    principal_arn: Mapped[str]
    user_id: Mapped[str]
    sealed_secret: Mapped[str]
    is_active: Mapped[bool]


class StoredConsoleSession(Base):
    """A browser in the console. The session token is sealed, so nothing here opens anything."""

    __tablename__ = "console_sessions"
    __table_args__ = (Index(None, "expires_at"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    access_key_id: Mapped[str]
    session_token: Mapped[str]
    expires_at: Mapped[datetime]
