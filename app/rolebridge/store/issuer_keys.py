"""The keys of foreign issuers, fetched by their discovery document and kept for a while."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

from rolebridge.clock import Clock
from rolebridge.errors import RolebridgeError
from rolebridge.oidc.discovery import parse_discovery
from rolebridge.oidc.issuers import DISCOVERY, is_loopback, validate_issuer
from rolebridge.oidc.jwks import KeySet, parse_jwks
from rolebridge.oidc.refusals import IssuerUnreachable
from rolebridge.store.guarded_http import FetchFailed, fetch

_LOG = logging.getLogger(__name__)
KEPT = timedelta(hours=1)
# A token with a key id that nobody knows must not make this machine ask as often as it comes.
ASKED_AGAIN_AFTER = timedelta(minutes=1)
TRIED_AGAIN_AFTER = timedelta(seconds=5)
_MOST_ISSUERS = 256


class Fetch(Protocol):
    """Gets the body of a document. Raises FetchFailed."""

    def __call__(self, url: str, *, on_this_machine: bool) -> bytes: ...


@dataclass(slots=True)
class _Remembered:
    """What is known of one issuer. Its lock lets one thread ask while the others wait for it."""

    lock: Lock = field(default_factory=Lock)
    keys: KeySet | None = None
    fetched_at: datetime | None = None
    failure: RolebridgeError | None = None
    failed_at: datetime | None = None


@dataclass(slots=True)
class FetchedKeys:
    """Satisfies `oidc.ports.IssuerKeys`. May be shared by threads."""

    clock: Clock
    fetch: Fetch = fetch
    _issuers: dict[str, _Remembered] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get_keys(self, issuer: str, key_id: str | None) -> KeySet:
        """What is remembered for an hour at most; a key id it lacks is asked for once a minute."""
        remembered = self._get(validate_issuer(issuer))
        with remembered.lock:
            now = self.clock()
            keys = remembered.keys
            if keys is None or not self._is_enough(remembered, keys, key_id, now):
                keys = self._ask(issuer, remembered, now)
            return keys

    def _get(self, issuer: str) -> _Remembered:
        with self._lock:
            if issuer not in self._issuers and len(self._issuers) >= _MOST_ISSUERS:
                del self._issuers[next(iter(self._issuers))]
            return self._issuers.setdefault(issuer, _Remembered())

    def _is_enough(
        self, remembered: _Remembered, keys: KeySet, key_id: str | None, now: datetime
    ) -> bool:
        age = now - remembered.fetched_at if remembered.fetched_at else KEPT
        if not timedelta() <= age < KEPT:
            return False
        return key_id is None or keys.has_key_id(key_id) or age < ASKED_AGAIN_AFTER

    def _ask(self, issuer: str, remembered: _Remembered, now: datetime) -> KeySet:
        failure, failed_at = remembered.failure, remembered.failed_at
        if failure and failed_at and timedelta() <= now - failed_at < TRIED_AGAIN_AFTER:
            raise failure
        try:
            keys = self._fetch_keys(issuer)
        except RolebridgeError as error:
            _LOG.warning("keys of an issuer not fetched: %s (%s)", error, error.detail)
            remembered.failure, remembered.failed_at = error, now
            raise
        remembered.keys, remembered.fetched_at, remembered.failure = keys, now, None
        return keys

    def _fetch_keys(self, issuer: str) -> KeySet:
        is_local = is_loopback(urlsplit(issuer).hostname or "")
        try:
            document = self.fetch(issuer.rstrip("/") + DISCOVERY, on_this_machine=is_local)
            location = parse_discovery(document, issuer).jwks_uri
            raw = self.fetch(location, on_this_machine=is_local)
        except FetchFailed as error:
            raise IssuerUnreachable(issuer, error.reason) from None
        return parse_jwks(raw.decode("utf-8", "replace"))
