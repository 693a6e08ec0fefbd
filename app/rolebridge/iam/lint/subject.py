"""What is linted: a policy with the paths of its parts, and what is known of its surroundings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from rolebridge.iam.conditions import Condition
from rolebridge.iam.json_text import Path, read_json
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.lint.nearest import Hints
from rolebridge.iam.policy import Effect, Policy, Statement
from rolebridge.iam.service_data import ServiceData

# Kinds that limit what others grant: their Allow gives nothing to anybody.
_LIMITS = frozenset({PolicyKind.SESSION, PolicyKind.BOUNDARY, PolicyKind.SCP, PolicyKind.RCP})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about where a policy belongs; None is unknown.

    `saml_providers` are the names of those in its account. `is_of_role`: the policy is attached to
    a role, so that only sessions of roles are asked about it. The last two tell what the
    assertions that come here carry.
    """

    account: str | None = None
    partition: str | None = None
    saml_providers: frozenset[str] | None = None
    is_of_role: bool = False
    sends_session_tags: bool = False
    sends_source_identity: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of an element, and where it stands."""

    text: str
    path: Path


@dataclass(frozen=True)
class LintedStatement:
    """A statement with the document's own values beside what was read from them."""

    statement: Statement
    path: Path
    members: dict[str, object] = field(repr=False)

    @property
    def allows(self) -> bool:
        return self.statement.effect is Effect.ALLOW

    @property
    def name(self) -> str:
        """How findings call it: its number from 1, and its Sid."""
        sid = f" ({self.statement.sid})" if self.statement.sid else ""
        return f"statement {self.statement.index + 1}{sid}"

    @cached_property
    def actions(self) -> tuple[Entry, ...]:
        """The entries of Action or NotAction."""
        return self._entries("NotAction" if self.has_not_action else "Action")

    @cached_property
    def resources(self) -> tuple[Entry, ...]:
        """The entries of Resource or NotResource; none where the kind of policy has none."""
        return self._entries("NotResource" if self.has_not_resource else "Resource")

    @cached_property
    def principals(self) -> tuple[tuple[str, Entry], ...]:
        """Type and text of each principal; `"*"` is of type AWS."""
        name = "NotPrincipal" if self.has_not_principal else "Principal"
        value, path = self.members.get(name), (*self.path, name)
        if isinstance(value, str):
            return (("AWS", Entry(value, path)),)
        named = cast("dict[str, object]", value or {})
        return tuple(
            (kind, entry)
            for kind, texts in named.items()
            for entry in _read_entries(texts, (*path, kind))
        )

    @property
    def has_not_action(self) -> bool:
        return "NotAction" in self.members

    @property
    def has_not_resource(self) -> bool:
        return "NotResource" in self.members

    @property
    def has_not_principal(self) -> bool:
        return "NotPrincipal" in self.members

    def path_of(self, condition: Condition) -> Path:
        """Where a condition stands."""
        return (*self.path, "Condition", condition.written, condition.key)

    def values_of(self, condition: Condition) -> tuple[Entry, ...]:
        """The values of a condition, each with its path."""
        block = cast("dict[str, dict[str, object]]", self.members["Condition"])
        several = isinstance(block[condition.written][condition.key], list)
        path = self.path_of(condition)
        return tuple(
            Entry(value.source, (*path, position) if several else path)
            for position, value in enumerate(condition.values)
        )

    def _entries(self, name: str) -> tuple[Entry, ...]:
        return tuple(_read_entries(self.members.get(name, []), (*self.path, name)))


@dataclass(frozen=True, slots=True)
class LintedPolicy:
    """A policy, the service data, and what is known about where the policy belongs."""

    policy: Policy
    statements: tuple[LintedStatement, ...]
    services: ServiceData
    surroundings: Surroundings
    hints: Hints = field(default_factory=Hints)

    @classmethod
    def of(
        cls, policy: Policy, services: ServiceData, surroundings: Surroundings
    ) -> "LintedPolicy":
        document = cast("dict[str, object]", read_json(policy.text))
        written = document["Statement"]
        several = isinstance(written, list)
        members = cast("list[dict[str, object]]", written if several else [written])
        statements = tuple(
            LintedStatement(
                statement,
                ("Statement", statement.index) if several else ("Statement",),
                members[statement.index],
            )
            for statement in policy.statements
        )
        return cls(policy, statements, services, surroundings)

    @property
    def is_trust(self) -> bool:
        return self.policy.kind is PolicyKind.TRUST

    @property
    def is_limit(self) -> bool:
        """Whether it only limits what other policies grant."""
        return self.policy.kind in _LIMITS

    @property
    def grants(self) -> Iterator[LintedStatement]:
        """The statements that give somebody something."""
        return (s for s in self.statements if s.allows and not self.is_limit)


def _read_entries(value: object, path: Path) -> Iterator[Entry]:
    """A string or an array of strings."""
    if isinstance(value, list):
        for position, text in enumerate(value):
            yield Entry(str(text), (*path, position))
    else:
        yield Entry(str(value), path)
