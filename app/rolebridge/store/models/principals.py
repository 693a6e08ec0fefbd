"""Roles, users, groups of users and instance profiles.

Policies and tags belong to one row alone and are looked for by nothing, so they stand in it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredRole(Base):
    """An IAM role. `unique_id` (`AROA...`) is made when the row is, and dies with it."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    unique_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    path: Mapped[str]
    position: Mapped[int]
    description: Mapped[str]
    trust_policy: Mapped[str]
    max_session_duration: Mapped[int]
    inline_policies: Mapped[dict[str, Any]]
    attached_policies: Mapped[list[Any]]
    permissions_boundary: Mapped[str | None]
    tags: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    principal_ids: Mapped[dict[str, Any] | None]


class StoredUserGroup(Base):
    """An IAM group of users (`AGPA...`)."""

    __tablename__ = "user_groups"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    unique_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    path: Mapped[str]
    position: Mapped[int]
    created_at: Mapped[datetime]
    inline_policies: Mapped[dict[str, Any]]
    attached_policies: Mapped[list[Any]]


class StoredUser(Base):
    """An IAM user (`AIDA...`); access keys and MFA devices end with the row."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    unique_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    path: Mapped[str]
    position: Mapped[int]
    created_at: Mapped[datetime]
    inline_policies: Mapped[dict[str, Any]]
    attached_policies: Mapped[list[Any]]
    permissions_boundary: Mapped[str | None]
    tags: Mapped[dict[str, Any]]


class StoredUserGroupMembership(Base):
    """That a user is in a group."""

    __tablename__ = "user_group_memberships"
    __table_args__ = (Index(None, "account_id"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.unique_id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[str] = mapped_column(
        ForeignKey("user_groups.unique_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int]


class StoredInstanceProfile(Base):
    """An IAM instance profile (`AIPA...`) with at most one role."""

    __tablename__ = "instance_profiles"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    unique_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    path: Mapped[str]
    position: Mapped[int]
    created_at: Mapped[datetime]
    role_id: Mapped[str | None] = mapped_column(ForeignKey("roles.unique_id", ondelete="SET NULL"))
    tags: Mapped[dict[str, Any]]
