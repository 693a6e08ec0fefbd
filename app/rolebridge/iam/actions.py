"""The Action and NotAction elements: `service:Name`, case-insensitive, with `*` and `?`."""

import re
from dataclasses import dataclass
from typing import Self

from rolebridge.iam.patterns import Pattern, Subject, split_wildcards
from rolebridge.iam.text import fold

_VENDOR = re.compile(r"[A-Za-z0-9.-]+")
EVERYTHING = ("*", "*:*")

# What a caller may ask of a role; a trust policy may speak of nothing else.
TRUST_ACTIONS = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
)


@dataclass(frozen=True, slots=True)
class InvalidAction:
    """Why an action was refused, with AWS's words for it."""

    text: str
    aws_text: str | None


@dataclass(frozen=True, slots=True)
class ActionElement:
    """Action or NotAction, prepared: exact names as a set, the others as patterns."""

    written: tuple[str, ...]
    negated: bool
    exact: frozenset[str]
    patterns: tuple[Pattern, ...]

    @classmethod
    def of(cls, written: tuple[str, ...], *, negated: bool) -> Self:
        folded = [fold(name) for name in written]
        plain = frozenset(name for name in folded if not ("*" in name or "?" in name))
        patterns = tuple(Pattern.of(split_wildcards(n)) for n in folded if n not in plain)
        return cls(written, negated, plain, patterns)

    def covers(self, action: str) -> bool:
        """Whether the element applies to an action, given in lower case."""
        return self._lists(action) is not self.negated

    def _lists(self, action: str) -> bool:
        if action in self.exact:
            return True
        subject = Subject(action)
        return any(pattern.matches(subject) for pattern in self.patterns)


def find_action_fault(action: str) -> InvalidAction | None:
    """What is wrong with the form of an action, if anything.

    A wildcard may stand in the name but not in the service prefix; `*` alone is everything, and so
    is `*:*`.
    """
    vendor, *names = action.split(":")
    if action in EVERYTHING:
        return None
    if not names:
        return InvalidAction(
            f"{action!r} names no service: write service:Action",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        )
    if len(names) > 1:
        return InvalidAction(
            f"{action!r} has more than one colon", "Actions/Condition can contain only one colon."
        )
    if _VENDOR.fullmatch(vendor) is None:
        return InvalidAction(
            f"{vendor!r} is not the name of a service", f"Vendor {vendor} is not valid"
        )
    return None if names[0] else InvalidAction(f"{action!r} names no action", None)


def is_trust_action(action: str) -> bool:
    """Whether a trust policy may name it: one of TRUST_ACTIONS, or an `sts:` pattern of some."""
    folded = fold(action)
    if not folded.startswith("sts:"):
        return False
    pattern = Pattern.of(split_wildcards(folded))
    return any(pattern.matches(Subject(fold(known))) for known in TRUST_ACTIONS)
