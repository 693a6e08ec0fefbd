"""A unit of work for federation files that keeps everything in memory."""

from dataclasses import dataclass, field, fields, replace

from rolebridge.audit.events import Event
from rolebridge.federation.organisation import Organisation

EMPTY = Organisation(
    groups=(), people=(), accounts=(), service_providers=(), oidc_clients=(), mapping_rules=()
)


@dataclass
class FakeFederationStore:
    """What has been committed."""

    organisation: Organisation = EMPTY
    events: tuple[Event, ...] = ()
    commits: int = 0

    def __call__(self):
        return FakeFederationUnit(self)


@dataclass
class FakeFederationUnit:
    """One transaction; `organisation` and `audit` are the unit itself."""

    store: FakeFederationStore
    pending: list[Event] = field(default_factory=list)
    writing: bool = False

    def __enter__(self):
        self.present = self.store.organisation
        return self

    def __exit__(self, *_):
        return None

    @property
    def organisation(self):
        return self

    @property
    def audit(self):
        return self

    def begin_writing(self):
        self.writing = True

    def read_organisation(self, *, with_people=False):
        return self.present if with_people else replace(self.present, people=None)

    def write_organisation(self, new):
        assert self.writing
        given = {
            f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name) is not None
        }
        self.present = replace(self.present, **given)

    def record(self, event):
        self.pending.append(event)

    def commit(self):
        self.store.organisation = self.present
        self.store.events += tuple(self.pending)
        self.store.commits += 1
