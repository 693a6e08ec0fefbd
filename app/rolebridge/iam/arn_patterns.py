"""Patterns of ARNs: six segments, each with wildcards and variables of its own.

`*` does not cross the first five colons; what follows them is one segment, colons included. A
colon in what a variable is filled with separates nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from rolebridge.iam.context import NO_CONTEXT, RequestContext
from rolebridge.iam.patterns import Pattern, Subject, Wildcard
from rolebridge.iam.variables import Template

SEGMENTS = 6
COLONS = SEGMENTS - 1
# The longest that AWS's services take for an ARN (IAM API Reference, arnType).
LONGEST_ARN = 2048


class ArnSubject:
    """A text that patterns of ARNs are tried on. `segments` is empty for what is no ARN."""

    __slots__ = ("_subjects", "segments")

    def __init__(self, text: str) -> None:
        segments = tuple(text.split(":", COLONS)) if len(text) <= LONGEST_ARN else ()
        is_arn = len(segments) == SEGMENTS and segments[0] == "arn"
        self.segments: tuple[str, ...] = segments if is_arn else ()
        self._subjects: dict[int, Subject] = {}

    def get_segment(self, number: int) -> Subject:
        """A segment to try patterns on; it is the same one each time it is asked for."""
        subject = self._subjects.get(number)
        if subject is None:
            subject = self._subjects[number] = Subject(self.segments[number])
        return subject


@dataclass(frozen=True, slots=True)
class ArnPattern:
    """A compiled pattern of an ARN: for each segment what it asks, with its number.

    Most segments are plain text or a lone `*`, so that comparing strings settles them: `plain` are
    the former, the latter are not asked at all. Only those that are `varying`, because they have
    variables, wait for the request.
    """

    segments: tuple[Template, ...]
    plain: tuple[tuple[int, str], ...] = field(repr=False, compare=False)
    patterns: tuple[tuple[int, Pattern], ...] = field(repr=False, compare=False)
    varying: tuple[tuple[int, Template], ...] = field(repr=False, compare=False)

    @classmethod
    def of(cls, segments: Sequence[Template]) -> Self:
        # The last segment comes first: it tells apart what the others have in common.
        numbered = [(n, s) for n, s in enumerate(segments) if s.parts != (Wildcard.ANY,)][::-1]
        return cls(
            segments=tuple(segments),
            plain=tuple((n, s.literal) for n, s in numbered if s.literal is not None),
            patterns=tuple(
                (n, Pattern.of(s.resolve(NO_CONTEXT) or ()))
                for n, s in numbered
                if s.literal is None and not s.has_variables
            ),
            varying=tuple((n, s) for n, s in numbered if s.has_variables),
        )

    @property
    def literal(self) -> str | None:
        """The whole ARN, if it is the same for every request and has no wildcard."""
        if len(self.plain) < len(self.segments):
            return None
        return ":".join(text for _, text in reversed(self.plain))

    @property
    def prefix(self) -> str | None:
        """The text that all matching ARNs begin with, if they need nothing else."""
        *heads, last = self.segments
        texts = [segment.literal for segment in heads]
        known = [text for text in texts if text is not None]
        if len(known) < len(texts) or last.parts[-1:] != (Wildcard.ANY,):
            return None
        start = [part for part in last.parts[:-1] if isinstance(part, str)]
        return ":".join([*known, "".join(start)]) if len(start) == len(last.parts) - 1 else None

    def matches(self, subject: ArnSubject, context: RequestContext) -> bool:
        """Nothing but an ARN is matched."""
        segments = subject.segments
        if not segments:
            return False
        for number, text in self.plain:
            if segments[number] != text:
                return False
        for number, pattern in self.patterns:
            if not pattern.matches(subject.get_segment(number)):
                return False
        for number, template in self.varying:
            if not template.matches(subject.get_segment(number), context):
                return False
        return True
