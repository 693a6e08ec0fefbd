"""A parsed policy: immutable, prepared for being asked, and still able to say its own text."""

from dataclasses import dataclass, field
from enum import StrEnum

from rolebridge.iam.actions import ActionElement
from rolebridge.iam.conditions import Check, Condition
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.principals import PrincipalElement
from rolebridge.iam.request import Request
from rolebridge.iam.resources import ResourceElement

VERSION_WITH_VARIABLES = "2012-10-17"
VERSIONS = (VERSION_WITH_VARIABLES, "2008-10-17")


class Effect(StrEnum):
    """What a statement does when it matches."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `index` counts from 0; an element that its kind prohibits is None.

    `checks` are the functions that say whether the conditions are met.
    """

    index: int
    sid: str | None
    effect: Effect
    principals: PrincipalElement | None
    actions: ActionElement
    resources: ResourceElement | None
    conditions: tuple[Condition, ...]
    checks: tuple[Check, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "checks", tuple(c.is_met for c in self.conditions))

    def applies(self, request: Request) -> bool:
        """Whether resource and conditions match. Action and principal are not looked at here."""
        if self.resources is not None and not self.resources.covers(request):
            return False
        context = request.context
        for is_met in self.checks:  # noqa: SIM110  (the loop that all decisions run)
            if not is_met(context):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy. `text` is the document as it was written, so that it round-trips without loss.

    Two policies are equal if kind and text are: all the rest follows from these.
    """

    kind: PolicyKind
    text: str
    version: str | None = field(compare=False)
    id: str | None = field(compare=False)
    statements: tuple[Statement, ...] = field(compare=False)

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
