"""A plan: changes as values."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rolebridge.federation.faults import Fault
from rolebridge.federation.organisation import Organisation


class ChangeKind(StrEnum):
    """What happens to a thing."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


class Subject(StrEnum):
    """What kind of thing it happens to."""

    ORGANISATION = "organisation"
    GROUP = "group"
    PERSON = "person"
    ACCOUNT = "account"
    SAML_PROVIDER = "saml_provider"
    OIDC_PROVIDER = "oidc_provider"
    POLICY = "policy"
    ROLE = "role"
    USER_GROUP = "user_group"
    USER = "user"
    INSTANCE_PROFILE = "instance_profile"
    SERVICE_PROVIDER = "service_provider"
    OIDC_CLIENT = "oidc_client"
    MAPPING_RULE = "mapping_rule"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field by its key in the file, with what stood there and what will; None is nothing."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is added, changed or removed. `name` is what people call it by."""

    kind: ChangeKind
    subject: Subject
    name: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change, and the sections to write. `sections` are those the file speaks for, and
    `warnings` what is no fault of it and yet worth telling.
    """

    changes: tuple[Change, ...]
    sections: tuple[str, ...]
    target: Organisation
    warnings: tuple[Fault, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many things are added, changed and removed."""
        counted = Counter(change.kind for change in self.changes)
        return {kind.value: counted[kind] for kind in ChangeKind}

    @property
    def new_accounts(self) -> tuple[str, ...]:
        """The ids of the accounts that come into being."""
        return tuple(
            change.name
            for change in self.changes
            if change.subject is Subject.ACCOUNT and change.kind is ChangeKind.ADD
        )
