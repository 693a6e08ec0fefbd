"""The present configuration: a small statement for each question, an object for each revision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from rolebridge.clock import Clock
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.store.organisation import REVISION, OrganisationRepository
from rolebridge.store.prepared import Prepared
from rolebridge.store.transaction import Transaction

# Asked by every exchange.
_READ_REVISION = Prepared(REVISION)
_RECENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A configuration with the nesting of its groups ready for use."""

    configuration: Configuration
    member_of: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class ConfigurationCache:
    """What this process has loaded last, and when it last knew it for the present one."""

    snapshot: Snapshot | None = None
    known_at: datetime | None = None
    lock: Lock = field(default_factory=Lock)


class ConfigurationReader:
    """The configuration as one transaction sees it."""

    def __init__(
        self,
        transaction: Transaction,
        organisation: OrganisationRepository,
        cache: ConfigurationCache,
        clock: Clock,
    ) -> None:
        self._transaction = transaction
        self._organisation = organisation
        self._cache = cache
        self._clock = clock

    def current(self) -> Configuration:
        """The committed configuration; the same object in this process until it changes."""
        return self.snapshot().configuration

    def recent(self) -> Configuration:
        """What was the present configuration a second ago at most; often without a statement."""
        cache, now = self._cache, self._clock()
        is_known = cache.known_at is not None and timedelta() <= now - cache.known_at <= _RECENT
        if is_known and cache.snapshot and not self._transaction.has_changed_configuration:
            return cache.snapshot.configuration
        return self.current()

    def snapshot(self) -> Snapshot:
        """The same with the nesting of groups."""
        transaction = self._transaction
        if transaction.has_changed_configuration:
            return self._load()  # Not committed, so it is nobody else's.
        if transaction.revision is None:
            transaction.revision = self._read_revision()
        cached = self._cache.snapshot
        if cached is not None and cached.configuration.revision == transaction.revision:
            self._cache.known_at = self._clock()
            return cached
        return self._reload()

    def _reload(self) -> Snapshot:
        with self._cache.lock:
            cached = self._cache.snapshot
            revision = self._read_revision()
            if cached is None or cached.configuration.revision != revision:
                cached = self._cache.snapshot = self._load()
            self._cache.known_at = self._clock()
            self._transaction.revision = cached.configuration.revision
            return cached

    def _load(self) -> Snapshot:
        """Read what has changed; again, if a change was committed between the statements."""
        known = self._cache.snapshot.configuration if self._cache.snapshot else None
        before = None
        after = self._read_revision()
        while before != after:
            before = after
            organisation = self._read_organisation(known, after)
            after = self._read_revision()
        groups = organisation.groups or ()
        member_of = {group.name: group.member_of for group in groups if group.member_of}
        return Snapshot(Configuration(after, organisation, known), member_of)

    def _read_organisation(self, known: Configuration | None, revision: int) -> Organisation:
        # A revision that is behind what is known is that of a database put in place of it.
        if known is None or known.revision > revision:
            return self._organisation.read_organisation()
        return self._organisation.read_since(known.organisation, known.revision)

    def _read_revision(self) -> int:
        ((revision,),) = self._transaction.fetch(_READ_REVISION, {})
        return int(revision)
