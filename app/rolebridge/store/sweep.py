"""Removing what has expired, so that no table of passing things grows without bound."""

from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import delete

from rolebridge.store.models import (
    StoredAuthorization,
    StoredBrowserSession,
    StoredConsoleSession,
    StoredKnownAddress,
    StoredPendingSignIn,
    StoredReplay,
    StoredThrottle,
)
from rolebridge.store.throttles import ADDRESS_IS_FORGOTTEN_AFTER
from rolebridge.store.transaction import Transaction

SWEEP_EVERY = timedelta(minutes=10)
# Longer than the longest time a lockout policy remembers a failure.
_THROTTLE_IS_KEPT_FOR = timedelta(days=1)


def remove_expired(transaction: Transaction, now: datetime) -> int:
    """Delete every row whose time has passed; the caller commits. Gives their number."""
    statements = (
        delete(StoredAuthorization).where(StoredAuthorization.expires_at <= now),
        delete(StoredBrowserSession).where(StoredBrowserSession.expires_at <= now),
        delete(StoredConsoleSession).where(StoredConsoleSession.expires_at <= now),
        delete(StoredPendingSignIn).where(StoredPendingSignIn.expires_at <= now),
        delete(StoredReplay).where(StoredReplay.expires_at <= now),
        delete(StoredThrottle).where(StoredThrottle.last_failure_at <= now - _THROTTLE_IS_KEPT_FOR),
        delete(StoredKnownAddress).where(
            StoredKnownAddress.last_seen_at <= now - ADDRESS_IS_FORGOTTEN_AFTER
        ),
    )
    return sum(transaction.write(statement).rowcount for statement in statements)


class SweepSchedule:
    """Says when a process should sweep next: to one caller only, and not again for a while."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """True once for each period. The first call only starts the clock."""
        if self._next is not None and now < self._next:
            return False
        with self._lock:
            is_first = self._next is None
            if not is_first and self._next is not None and now < self._next:
                return False
            self._next = now + SWEEP_EVERY
            return not is_first
