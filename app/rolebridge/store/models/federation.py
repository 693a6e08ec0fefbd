"""The organisation itself, its service providers and its mapping rules."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rolebridge.store.models.base import Base


class StoredOrganisation(Base):
    """One row. `revision` grows with every change of the set-up, in the change's transaction.

    `sections_revision` is the last one that changed anything outside of the accounts.
    """

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    revision: Mapped[int]
    sections_revision: Mapped[int]


class StoredServiceProvider(Base):
    """A SAML service provider."""

    __tablename__ = "service_providers"

    entity_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    profile: Mapped[str]
    metadata_xml: Mapped[str | None]
    partition: Mapped[str]
    recipient: Mapped[str | None]
    location: Mapped[str | None]
    encryption_certificate: Mapped[str | None]
    name_id_format: Mapped[str | None]
    attributes: Mapped[dict[str, Any]]
    signed: Mapped[str]
    encrypt_assertions: Mapped[bool]
    require_signed_requests: Mapped[bool | None]
    allow_idp_initiated: Mapped[bool | None]
    role_session_name: Mapped[str]
    session_duration: Mapped[int | None]
    source_identity: Mapped[str | None]
    session_tags: Mapped[dict[str, Any]]
    transitive_tags: Mapped[list[Any]]


class StoredMappingRule(Base):
    """A mapping rule. Conditions and grants are read and written whole: each is a JSON list."""

    __tablename__ = "mapping_rules"

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    description: Mapped[str]
    conditions: Mapped[list[Any]]
    grants: Mapped[list[Any]]
