"""OpenID Connect clients between rows and entries."""

from rolebridge.federation.organisation import OIDCClientEntry
from rolebridge.store.models import StoredOIDCClient
from rolebridge.store.organisation.rows import read_rows, write_rows
from rolebridge.store.transaction import Transaction


def read_oidc_clients(transaction: Transaction) -> tuple[OIDCClientEntry, ...]:
    """All clients in their order."""
    return tuple(
        OIDCClientEntry(
            row["client_id"], row["name"], tuple(row["redirect_uris"]), tuple(row["groups"])
        )
        for row in read_rows(transaction, StoredOIDCClient)
    )


def write_oidc_clients(transaction: Transaction, entries: tuple[OIDCClientEntry, ...]) -> None:
    """Make the clients these."""
    rows = [
        {
            "client_id": entry.client_id,
            "position": position,
            "name": entry.name,
            "redirect_uris": list(entry.redirect_uris),
            "groups": list(entry.groups),
        }
        for position, entry in enumerate(entries)
    ]
    write_rows(transaction, StoredOIDCClient, rows)
