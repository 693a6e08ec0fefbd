"""SAML service providers."""

from rolebridge.federation.organisation import (
    AWSSession,
    ServiceProviderEntry,
    SignedPart,
    SPProfile,
)
from rolebridge.store.models import StoredServiceProvider
from rolebridge.store.organisation.rows import Row, read_rows, write_rows
from rolebridge.store.transaction import Transaction


def read_service_providers(transaction: Transaction) -> tuple[ServiceProviderEntry, ...]:
    """All service providers in their order."""
    return tuple(_as_entry(row) for row in read_rows(transaction, StoredServiceProvider))


def write_service_providers(
    transaction: Transaction, entries: tuple[ServiceProviderEntry, ...]
) -> None:
    """Make the service providers these."""
    rows = [_as_row(position, entry) for position, entry in enumerate(entries)]
    write_rows(transaction, StoredServiceProvider, rows)


def _as_entry(row: Row) -> ServiceProviderEntry:
    return ServiceProviderEntry(
        entity_id=row["entity_id"],
        name=row["name"],
        profile=SPProfile(row["profile"]),
        metadata=row["metadata_xml"],
        partition=row["partition"],
        recipient=row["recipient"],
        location=row["location"],
        encryption_certificate=row["encryption_certificate"],
        name_id_format=row["name_id_format"],
        attributes=row["attributes"],
        signed=SignedPart(row["signed"]),
        encrypt_assertions=row["encrypt_assertions"],
        require_signed_requests=row["require_signed_requests"],
        allow_idp_initiated=row["allow_idp_initiated"],
        session=AWSSession(
            role_session_name=row["role_session_name"],
            duration=row["session_duration"],
            source_identity=row["source_identity"],
            tags=row["session_tags"],
            transitive_tags=tuple(row["transitive_tags"]),
        ),
    )


def _as_row(position: int, entry: ServiceProviderEntry) -> Row:
    return {
        "entity_id": entry.entity_id,
        "position": position,
        "name": entry.name,
        "profile": entry.profile.value,
        "metadata_xml": entry.metadata,
        "partition": entry.partition,
        "recipient": entry.recipient,
        "location": entry.location,
        "encryption_certificate": entry.encryption_certificate,
        "name_id_format": entry.name_id_format,
        "attributes": dict(entry.attributes),
        "signed": entry.signed.value,
        "encrypt_assertions": entry.encrypt_assertions,
        "require_signed_requests": entry.require_signed_requests,
        "allow_idp_initiated": entry.allow_idp_initiated,
        "role_session_name": entry.session.role_session_name,
        "session_duration": entry.session.duration,
        "source_identity": entry.session.source_identity,
        "session_tags": dict(entry.session.tags),
        "transitive_tags": list(entry.session.transitive_tags),
    }
