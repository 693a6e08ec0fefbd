"""AWS accounts with their SAML providers, roles and policies."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredAccount(Base):
    """An account by its 12 digits."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    alias: Mapped[str | None] = mapped_column(unique=True)
    partition: Mapped[str]


class StoredSAMLProvider(Base):
    """An IAM SAML provider; no metadata means rolebridge's own identity provider."""

    __tablename__ = "saml_providers"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    metadata_xml: Mapped[str | None]


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


class StoredInlinePolicy(Base):
    """A permissions policy that is part of a role."""

    __tablename__ = "role_inline_policies"

    role_id: Mapped[str] = mapped_column(
        ForeignKey("roles.unique_id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    document: Mapped[str]


class StoredAttachedPolicy(Base):
    """A managed policy, named by ARN, that is attached to a role. AWS's own have no row here."""

    __tablename__ = "role_attached_policies"

    role_id: Mapped[str] = mapped_column(
        ForeignKey("roles.unique_id", ondelete="CASCADE"), primary_key=True
    )
    policy_arn: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class StoredRoleTag(Base):
    """A tag of a role."""

    __tablename__ = "role_tags"

    role_id: Mapped[str] = mapped_column(
        ForeignKey("roles.unique_id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    value: Mapped[str]


class StoredManagedPolicy(Base):
    """A customer managed policy."""

    __tablename__ = "managed_policies"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    position: Mapped[int]
    description: Mapped[str]
    document: Mapped[str]
