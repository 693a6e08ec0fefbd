"""Groups, people, and who is in what."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredGroup(Base):
    """A group. Its name is its identity; `position` keeps the order of the federation file."""

    __tablename__ = "groups"

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    description: Mapped[str]


class StoredGroupNesting(Base):
    """One group inside another. Cycles are harmless: resolution visits a group once."""

    __tablename__ = "group_nestings"
    __table_args__ = (Index(None, "parent_name"),)

    group_name: Mapped[str] = mapped_column(
        ForeignKey("groups.name", ondelete="CASCADE"), primary_key=True
    )
    parent_name: Mapped[str] = mapped_column(
        ForeignKey("groups.name", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int]


class StoredPerson(Base):
    """A person. `canonical_username` (NFC, casefolded) is what names are compared by."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(
            "password_hash IS NULL OR initial_token_hash IS NULL", name="one_credential"
        ),
    )

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    username: Mapped[str]
    canonical_username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    email: Mapped[str | None]
    is_disabled: Mapped[bool]
    attributes: Mapped[dict[str, Any]]
    password_hash: Mapped[str | None]
    initial_token_hash: Mapped[str | None]


class StoredMembership(Base):
    """A person who was put into a group."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "group_name"),)

    subject_id: Mapped[str] = mapped_column(
        ForeignKey("people.subject_id", ondelete="CASCADE"), primary_key=True
    )
    group_name: Mapped[str] = mapped_column(
        ForeignKey("groups.name", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int]
