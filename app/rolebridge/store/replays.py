"""Things that may happen once."""

import hashlib
from datetime import datetime

from sqlalchemy import bindparam

from rolebridge.clock import Clock
from rolebridge.store.inserts import build_for_each
from rolebridge.store.models import StoredReplay
from rolebridge.store.transaction import Transaction

_INSTANT = StoredReplay.expires_at.type
# The primary key is the claim: of two at the same instant one inserts and the other conflicts. An
# expired claim gives way in the same statement.
_CLAIM = build_for_each(
    lambda insert: (
        insert(StoredReplay)
        .values(
            kind=bindparam("kind"),
            key_hash=bindparam("key_hash"),
            expires_at=bindparam("expires_at"),
        )
        .on_conflict_do_update(
            index_elements=[StoredReplay.kind, StoredReplay.key_hash],
            set_={"expires_at": bindparam("expires_at", type_=_INSTANT)},
            where=StoredReplay.expires_at <= bindparam("now", type_=_INSTANT),
        )
        .returning(StoredReplay.kind)
    )
)


class ReplayRepository:
    """Satisfies the ports of `idp` and `sts`."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    def claim(self, kind: str, key: str, expires_at: datetime) -> bool:
        values = {
            "kind": kind,
            "key_hash": hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
            "expires_at": expires_at,
            "now": self._clock(),
        }
        claim = _CLAIM[self._transaction.dialect_name]
        return self._transaction.write(claim, values).one_or_none() is not None
