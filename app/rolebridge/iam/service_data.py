"""What is known of AWS's services: their actions, resource types and condition keys.

The data itself is no part of this room: it is an argument, given by whoever has it. It is never
complete (services and actions appear every week), so that nothing is decided by it and a name
that it lacks is worth a warning at most.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from rolebridge.iam.patterns import Pattern, Subject, Wildcard
from rolebridge.iam.text import fold

# The three ways in which the reference writes what varies in the name of a key.
_OPEN = re.compile(r"\$\{[^{}]*\}|<[^<>]*>|(?<=/)tag-key\Z")


class KeyType(StrEnum):
    """What the values of a key are, in the words of the Service Authorization Reference."""

    STRING = "String"
    ARN = "ARN"
    BOOL = "Bool"
    NUMERIC = "Numeric"
    DATE = "Date"
    IP_ADDRESS = "IPAddress"
    BINARY = "Binary"


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """A condition key. `name` is spelt as documented and may hold one `${...}` or `<...>`.

    `deprecation` is the reference's own sentence, None for a key that is in use.
    """

    name: str
    type: KeyType
    is_multivalued: bool = False
    is_always_present: bool = False
    deprecation: str | None = None

    def is_of(self, action: "Action") -> bool:
        """Whether requests for the action may have the key."""
        return name_without_tag(self.name) in action.keys


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A type of resource. `arn_format` is an ARN with `${...}` for what varies."""

    name: str
    arn_format: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action. `resource_types` names those it works on; none means that it needs `*`.

    `keys` are the condition keys that its requests may have, named as by `name_without_tag`.
    """

    name: str
    resource_types: tuple[str, ...]
    keys: frozenset[str]
    deprecation: str | None = None


class Keys:
    """Condition keys by name, including those whose name holds a tag key or the like."""

    __slots__ = ("_exact", "_open")

    def __init__(self, keys: Iterable[ConditionKey]) -> None:
        self._exact: dict[str, ConditionKey] = {}
        self._open: list[tuple[Pattern, ConditionKey]] = []
        for key in keys:
            name = name_without_tag(key.name)
            pattern = _find_open_pattern(name)
            if pattern is None:
                self._exact[name] = key
            else:
                self._open.append((pattern, key))

    def find(self, name: str) -> ConditionKey | None:
        """The key that a policy means by `name`, given in any case."""
        folded = fold(name)
        found = self._exact.get(folded)
        if found is None and self._open:
            subject = Subject(folded)
            found = next((key for pattern, key in self._open if pattern.matches(subject)), None)
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """Every name as documented."""
        return (*(key.name for key in self._exact.values()), *(key.name for _, key in self._open))


@dataclass(frozen=True, slots=True)
class Service:
    """One service. Actions and resource types are found by their names in lower case."""

    prefix: str
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    keys: Keys

    def tells_actions_of(self, key: ConditionKey) -> bool:
        """Whether the data says which actions have the key; of some it lists the name alone."""
        return any(key.is_of(action) for action in self.actions.values())

    @classmethod
    def of(
        cls,
        prefix: str,
        actions: Iterable[Action],
        resource_types: Iterable[ResourceType],
        keys: Iterable[ConditionKey],
    ) -> Self:
        return cls(
            prefix,
            {fold(action.name): action for action in actions},
            {fold(kind.name): kind for kind in resource_types},
            Keys(keys),
        )


class ServiceData(Protocol):
    """The services of AWS. Prefixes are asked for in lower case."""

    @property
    def prefixes(self) -> Collection[str]:
        """Every service prefix there is."""
        ...

    @property
    def global_keys(self) -> Keys:
        """The keys that exist in the requests of all services: `aws:...` and some others."""
        ...

    def find_service(self, prefix: str) -> Service | None:
        """The service of a prefix, None if there is none. Its data is read when it is asked for."""
        ...


def name_without_tag(name: str) -> str:
    """The folded name of a key with `*` for what varies: the part of `aws:RequestTag/${TagKey}`,
    `s3:RequestObjectTag/<key>` and `secretsmanager:ResourceTag/tag-key` that is any tag's.
    """
    return _OPEN.sub("*", fold(name), count=1)


def _find_open_pattern(name: str) -> Pattern | None:
    """The pattern of a name with an open part, which has at least one character; else None."""
    head, star, tail = name.partition("*")
    return Pattern.of((head, Wildcard.ONE, Wildcard.ANY, tail)) if star else None
