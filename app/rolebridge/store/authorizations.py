"""Requests that wait for a sign-in and codes that were given, kept as JSON under a hash."""

from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select

from rolebridge.idp.oidc.ports import AuthorizationRequest, GrantedCode
from rolebridge.store.models import StoredAuthorization
from rolebridge.store.transaction import Transaction

_Content = TypeVar("_Content", AuthorizationRequest, GrantedCode)


class _Kind(StrEnum):
    """A token of one kind finds nothing of the other."""

    REQUEST = "request"
    CODE = "code"


class AuthorizationRepository:
    """Satisfies the port of `idp.oidc`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def park(self, token_hash: str, request: AuthorizationRequest, expires_at: datetime) -> None:
        self._add(_Kind.REQUEST, token_hash, request, expires_at)

    def find_request(self, token_hash: str, now: datetime) -> AuthorizationRequest | None:
        statement = select(StoredAuthorization.content).where(
            StoredAuthorization.token_hash == token_hash,
            StoredAuthorization.kind == _Kind.REQUEST.value,
            StoredAuthorization.expires_at > now,
        )
        stored = self._transaction.read(statement).scalar_one_or_none()
        return None if stored is None else _parse(AuthorizationRequest, stored)

    def take_request(self, token_hash: str, now: datetime) -> AuthorizationRequest | None:
        stored = self._take(_Kind.REQUEST, token_hash, now)
        return None if stored is None else _parse(AuthorizationRequest, stored)

    def add_code(self, token_hash: str, code: GrantedCode, expires_at: datetime) -> None:
        self._add(_Kind.CODE, token_hash, code, expires_at)

    def take_code(self, token_hash: str, now: datetime) -> GrantedCode | None:
        stored = self._take(_Kind.CODE, token_hash, now)
        return None if stored is None else _parse(GrantedCode, stored)

    def _add(
        self,
        kind: _Kind,
        token_hash: str,
        content: AuthorizationRequest | GrantedCode,
        expires_at: datetime,
    ) -> None:
        values = {
            "token_hash": token_hash,
            "kind": kind.value,
            "content": _format(content),
            "expires_at": expires_at,
        }
        self._transaction.write(insert(StoredAuthorization), values)

    def _take(self, kind: _Kind, token_hash: str, now: datetime) -> dict[str, Any] | None:
        statement = (
            delete(StoredAuthorization)
            .where(
                StoredAuthorization.token_hash == token_hash,
                StoredAuthorization.kind == kind.value,
            )
            .returning(StoredAuthorization.content, StoredAuthorization.expires_at)
        )
        row = self._transaction.write(statement).one_or_none()
        return row[0] if row is not None and row[1] > now else None


def _format(content: AuthorizationRequest | GrantedCode) -> dict[str, Any]:
    """Every field by its name; JSON has no instants and no tuples."""
    stored = {}
    for each in fields(content):
        value = getattr(content, each.name)
        stored[each.name] = value.isoformat() if isinstance(value, datetime) else value
    return stored


def _parse(kind: type[_Content], stored: dict[str, Any]) -> _Content:
    """Fields that a later version adds have their defaults."""
    instants = {
        name: datetime.fromisoformat(stored[name])
        for name in ("received_at", "authenticated_at")
        if name in stored
    }
    return kind(**stored | instants | {"scopes": tuple(stored["scopes"])})
