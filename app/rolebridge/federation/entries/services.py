"""Service providers."""

from collections.abc import Mapping
from typing import Any

from rolebridge.federation.organisation import (
    AWSSession,
    ServiceProviderEntry,
    SignedPart,
    SPProfile,
)
from rolebridge.federation.schema.services import NAME_ID_FORMATS


def build_service_provider(raw: Mapping[str, Any], metadata: str | None) -> ServiceProviderEntry:
    """One item of `service_providers`, with the text of its metadata."""
    name_id_format = raw.get("name_id_format")
    return ServiceProviderEntry(
        entity_id=raw["entity_id"],
        name=raw.get("name", ""),
        profile=SPProfile(raw.get("profile", "saml")),
        metadata=metadata,
        partition=raw.get("partition", "aws"),
        recipient=raw.get("recipient"),
        location=raw.get("location"),
        encryption_certificate=raw.get("encryption_certificate"),
        name_id_format=NAME_ID_FORMATS[name_id_format].value if name_id_format else None,
        attributes=dict(raw.get("attributes", {})),
        signed=SignedPart(raw.get("signed", "assertion")),
        encrypt_assertions=raw.get("encrypt_assertions", False),
        require_signed_requests=raw.get("require_signed_requests"),
        allow_idp_initiated=raw.get("allow_idp_initiated"),
        session=_build_session(raw.get("session", {})),
    )


def _build_session(raw: Mapping[str, Any]) -> AWSSession:
    return AWSSession(
        role_session_name=raw.get("role_session_name", "{username}"),
        duration=raw.get("session_duration"),
        source_identity=raw.get("source_identity"),
        tags=dict(raw.get("tags", {})),
        transitive_tags=tuple(raw.get("transitive_tags", ())),
    )
