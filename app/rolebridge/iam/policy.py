"""A parsed policy: immutable, prepared for being asked, and still able to say its own text."""

from dataclasses import dataclass, field
from enum import StrEnum

from rolebridge.iam.actions import ActionElement
from rolebridge.iam.conditions import Condition
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.principals import PrincipalElement
from rolebridge.iam.resources import ResourceElement

VERSION_WITH_VARIABLES = "2012-10-17"
VERSIONS = (VERSION_WITH_VARIABLES, "2008-10-17")


class Effect(StrEnum):
    """What a statement does when it matches."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `index` counts from 0; an element that its kind prohibits is None."""

    index: int
    sid: str | None
    effect: Effect
    principals: PrincipalElement | None
    actions: ActionElement
    resources: ResourceElement | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy. `text` is the document as it was written, so that it round-trips without loss."""

    kind: PolicyKind
    text: str
    version: str | None
    id: str | None
    statements: tuple[Statement, ...]
    denies: tuple[Statement, ...] = field(init=False, repr=False, compare=False)
    allows: tuple[Statement, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, effect in (("denies", Effect.DENY), ("allows", Effect.ALLOW)):
            chosen = tuple(s for s in self.statements if s.effect is effect)
            object.__setattr__(self, name, chosen)

    @property
    def size(self) -> int:
        """The characters that count against a quota: all but white space."""
        return count_characters(self.text)

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` is read as a variable in this document."""
        return self.version == VERSION_WITH_VARIABLES


def count_characters(text: str) -> int:
    """The length of a document without its white space."""
    return len(text) - sum(text.count(blank) for blank in " \t\n\r")
