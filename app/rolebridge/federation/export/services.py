"""Service providers and OpenID Connect clients as they stand in a file."""

from typing import Any

from rolebridge.federation.organisation import (
    AWSSession,
    OIDCClientEntry,
    ServiceProviderEntry,
    SignedPart,
    SPProfile,
)
from rolebridge.federation.schema.services import NAME_ID_FORMATS

_WORDS = {uri.value: word for word, uri in NAME_ID_FORMATS.items()}


def build_service_tree(service: ServiceProviderEntry) -> dict[str, Any]:
    """One item of `service_providers`; defaults are left out, and so are keys of the other kind."""
    is_aws = service.profile is SPProfile.AWS
    written = {
        "entity_id": service.entity_id,
        "name": service.name or None,
        "profile": service.profile.value,
        "metadata": service.metadata,
        "partition": service.partition if is_aws and service.partition != "aws" else None,
        "recipient": service.recipient,
        "location": service.location,
        "encryption_certificate": service.encryption_certificate,
        "name_id_format": _WORDS.get(service.name_id_format or ""),
        "attributes": dict(service.attributes) or None,
        "signed": None if service.signed is SignedPart.ASSERTION else service.signed.value,
        "encrypt_assertions": service.encrypt_assertions or None,
        "require_signed_requests": service.require_signed_requests,
        "allow_idp_initiated": service.allow_idp_initiated,
        "session": (_session(service.session) or None) if is_aws else None,
    }
    return {key: value for key, value in written.items() if value is not None}


def build_client_tree(client: OIDCClientEntry) -> dict[str, Any]:
    """One item of `oidc_clients`."""
    tree: dict[str, Any] = {
        "client_id": client.client_id,
        "name": client.name,
        "redirect_uris": list(client.redirect_uris),
    }
    return tree | ({"groups": list(client.groups)} if client.groups else {})


def _session(session: AWSSession) -> dict[str, Any]:
    written = {
        "role_session_name": session.role_session_name,
        "session_duration": session.duration,
        "source_identity": session.source_identity,
        "tags": dict(session.tags) or None,
        "transitive_tags": list(session.transitive_tags) or None,
    }
    return {key: value for key, value in written.items() if value is not None}
