"""OpenID Connect clients, and what waits or was promised on the way to a token."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredOIDCClient(Base):
    """An application that signs people in by OpenID Connect."""

    __tablename__ = "oidc_clients"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    redirect_uris: Mapped[list[Any]]
    groups: Mapped[list[Any]]


class StoredAuthorization(Base):
    """A request that waits for its person, or what a code stands for. Found by a hash only."""

    __tablename__ = "oidc_authorizations"
    __table_args__ = (Index(None, "expires_at"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
