"""OpenID Connect clients."""

from collections.abc import Mapping
from typing import Any

from rolebridge.federation.organisation import OIDCClientEntry


def build_client(raw: Mapping[str, Any]) -> OIDCClientEntry:
    """One item of `oidc_clients`."""
    return OIDCClientEntry(
        client_id=raw["client_id"],
        name=raw["name"],
        redirect_uris=tuple(raw["redirect_uris"]),
        groups=tuple(raw.get("groups", ())),
    )
