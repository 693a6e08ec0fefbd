"""The actions, resources and principals of a statement in a form that can be compared."""

from dataclasses import dataclass
from functools import cached_property

from rolebridge.iam.lint.globs import Alphabet, Glob
from rolebridge.iam.lint.subject import LintedStatement
from rolebridge.iam.patterns import split_wildcards
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template

_SEGMENTS = 6
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class ResourceShape:
    """A resource pattern: six segments, or None for the `*` that also matches no resource at all.

    A short form, which stands for an ARN that only its service knows, has fewer.
    """

    segments: tuple[Glob, ...] | None

    @classmethod
    def of(cls, text: str, alphabet: Alphabet, *, variables: bool) -> "ResourceShape":
        template = Template.parse(text, variables=variables, wildcards=True)
        return cls.of_template(template, alphabet)

    @classmethod
    def of_template(cls, template: Template, alphabet: Alphabet) -> "ResourceShape":
        """The shape of an ARN pattern that was read already."""
        if template.source == EVERYTHING:
            return cls(None)
        parts = template.split(":", _SEGMENTS - 1)
        return cls(tuple(alphabet.read(part.parts) for part in parts))

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(segment.key for segment in self.segments or ())

    @property
    def is_exact(self) -> bool:
        return self.segments is not None and all(each.is_exact for each in self.segments)

    def covers(self, other: "ResourceShape") -> bool:
        """Whether all that the other matches is certain to be matched by this one."""
        if self.segments is None:
            return True
        return other.segments is not None and _all_cover(self.segments, other.segments)

    def can_meet(self, other: "ResourceShape") -> bool:
        """Whether some ARN may be matched by both."""
        mine, others = self.segments or (), other.segments or ()
        if len(mine) != _SEGMENTS or len(others) != _SEGMENTS:
            return True
        return all(a.can_meet(b) for a, b in zip(mine, others, strict=True))


@dataclass(frozen=True)
class Shape:
    """One statement, prepared for being compared. What is not asked for is never prepared."""

    linted: LintedStatement
    alphabet: Alphabet
    variables: bool

    @cached_property
    def actions(self) -> tuple[Glob, ...]:
        return tuple(
            self.alphabet.read(split_wildcards(text) if _has_wildcard(text) else (text,))
            for text in (fold(entry.text) for entry in self.linted.actions)
        )

    @cached_property
    def resources(self) -> tuple[ResourceShape, ...]:
        return tuple(self.read_resource(entry.text) for entry in self.linted.resources)

    def read_resource(self, text: str) -> ResourceShape:
        """A text of this document as a resource pattern."""
        return ResourceShape.of(text, self.alphabet, variables=self.variables)


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _all_cover(wide: tuple[Glob, ...], narrow: tuple[Glob, ...]) -> bool:
    return len(wide) == len(narrow) and all(a.covers(b) for a, b in zip(wide, narrow, strict=True))
