"""Requests that wait for a sign-in, kept as JSON."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from rolebridge.idp.ports import SignInRequest
from rolebridge.store.models import StoredPendingSignIn
from rolebridge.store.transaction import Transaction


class PendingSignInRepository:
    """Satisfies the port of `idp`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def park(self, pending_id: str, request: SignInRequest, expires_at: datetime) -> None:
        values = {
            "pending_id": pending_id,
            "request": _format_request(request),
            "expires_at": expires_at,
        }
        self._transaction.write(insert(StoredPendingSignIn), values)

    def find(self, pending_id: str, now: datetime) -> SignInRequest | None:
        statement = select(StoredPendingSignIn.request).where(
            StoredPendingSignIn.pending_id == pending_id, StoredPendingSignIn.expires_at > now
        )
        stored = self._transaction.read(statement).scalar_one_or_none()
        return None if stored is None else _parse_request(stored)

    def take(self, pending_id: str, now: datetime) -> SignInRequest | None:
        statement = (
            delete(StoredPendingSignIn)
            .where(StoredPendingSignIn.pending_id == pending_id)
            .returning(StoredPendingSignIn.request, StoredPendingSignIn.expires_at)
        )
        row = self._transaction.write(statement).one_or_none()
        return _parse_request(row[0]) if row is not None and row[1] > now else None


def _format_request(request: SignInRequest) -> dict[str, Any]:
    """Every field by its name; JSON has no instants and no tuples."""
    stored = {name: getattr(request, name) for name in SignInRequest.__slots__}
    stored["received_at"] = request.received_at.isoformat()
    stored["authn_context_classes"] = list(request.authn_context_classes)
    return stored


def _parse_request(stored: dict[str, Any]) -> SignInRequest:
    """Fields that a later version adds have their defaults."""
    return SignInRequest(
        **stored
        | {
            "received_at": datetime.fromisoformat(stored["received_at"]),
            "authn_context_classes": tuple(stored["authn_context_classes"]),
        }
    )
