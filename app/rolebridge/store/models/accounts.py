"""AWS accounts with their identity providers and managed policies."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredAccount(Base):
    """An account by its 12 digits. `changed_revision` is the revision of the set-up that last
    changed anything in it.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    alias: Mapped[str | None] = mapped_column(unique=True)
    partition: Mapped[str]
    changed_revision: Mapped[int]


class StoredSAMLProvider(Base):
    """An IAM SAML provider; no metadata means rolebridge's own identity provider."""

    __tablename__ = "saml_providers"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    metadata_xml: Mapped[str | None]
    unique_id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    assertion_encryption: Mapped[str | None]
    tags: Mapped[dict[str, Any]]


class StoredProviderKey(Base):
    """A private key of a SAML provider, sealed."""

    __tablename__ = "saml_provider_keys"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "provider_name"],
            ["saml_providers.account_id", "saml_providers.name"],
            ondelete="CASCADE",
        ),
    )

    account_id: Mapped[str] = mapped_column(primary_key=True)
    provider_name: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    created_at: Mapped[datetime]
    sealed_pem: Mapped[str]


class StoredOIDCProvider(Base):
    """An IAM OpenID Connect provider by its issuer's URL."""

    __tablename__ = "oidc_providers"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    client_ids: Mapped[list[Any]]
    thumbprints: Mapped[list[Any]]
    jwks: Mapped[str | None]
    tags: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class StoredManagedPolicy(Base):
    """A customer managed policy; its documents are its versions."""

    __tablename__ = "managed_policies"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    position: Mapped[int]
    description: Mapped[str]
    unique_id: Mapped[str] = mapped_column(unique=True)
    tags: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    default_version: Mapped[int]
    last_version: Mapped[int]


class StoredPolicyVersion(Base):
    """A version of a customer managed policy."""

    __tablename__ = "policy_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "policy_name"],
            ["managed_policies.account_id", "managed_policies.name"],
            ondelete="CASCADE",
        ),
    )

    account_id: Mapped[str] = mapped_column(primary_key=True)
    policy_name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    document: Mapped[str]
    created_at: Mapped[datetime]
