"""The keys of foreign issuers, fetched by their discovery document and kept for a while."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
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
# How many threads may be busy with issuers that take their time: the others have other work.
_MOST_THREADS = 2
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
    threads: int = _MOST_THREADS
    _issuers: dict[str, _Remembered] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _places: BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = BoundedSemaphore(self.threads)

    def get_keys(self, issuer: str, key_id: str | None) -> KeySet:
        """What is remembered for an hour at most; a key id it lacks is asked for once a minute.

        Where `threads` are asking or waiting already, whoever would be one more is refused:
        clients try again.
        """
        remembered = self._get(validate_issuer(issuer))
        keys = self._find(remembered, key_id)
        if keys is not None:
            return keys
        if not self._places.acquire(blocking=False):
            raise IssuerUnreachable(issuer, "other issuers are being asked")
        try:
            with remembered.lock:
                found = self._find(remembered, key_id)
                return found or self._ask(issuer, remembered, self.clock())
        finally:
            self._places.release()

    def _get(self, issuer: str) -> _Remembered:
        with self._lock:
            if issuer not in self._issuers and len(self._issuers) >= _MOST_ISSUERS:
                del self._issuers[next(iter(self._issuers))]
            return self._issuers.setdefault(issuer, _Remembered())

    def _find(self, remembered: _Remembered, key_id: str | None) -> KeySet | None:
        """The keys that are remembered, where they are young enough to do."""
        keys, fetched_at = remembered.keys, remembered.fetched_at
        age = self.clock() - fetched_at if fetched_at else KEPT
        if keys is None or not timedelta() <= age < KEPT:
            return None
        is_enough = key_id is None or keys.has_key_id(key_id) or age < ASKED_AGAIN_AFTER
        return keys if is_enough else None

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
        # In this order: others look without the lock, and old keys must not seem young.
        remembered.keys = keys
        remembered.fetched_at, remembered.failure = now, None
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
