"""Whether one pattern lies within another, and whether two can meet at all.

Both answers are cautious in the direction that findings need: `covers` says yes only where every
text that the narrow pattern matches is matched by the wide one, and `can_meet` says no only where
no text is matched by both. A policy variable is a text that nobody knows.

Where a document has used up its effort, these are the answers to every further question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rolebridge.iam.lint.effort import Effort
from rolebridge.iam.patterns import Part, Pattern, Subject, Wildcard
from rolebridge.iam.variables import Variable

# Lone surrogates never occur in the text of a policy, so that they can stand for what is no text.
_ANY, _ONE, _FIRST, _LAST = "\ud800", "\ud801", "\ud802", "\udfff"
_SIGNS = {Wildcard.ANY: _ANY, Wildcard.ONE: _ONE}
# So many characters are compared at the price of one comparison.
_LONG = 64
_VARIABLE = re.compile("[\ud802-\udfff]")


@dataclass(frozen=True)
class Glob:
    """A pattern that can be compared with others. `spelt` has a sign for each wildcard.

    `head` is the text before the first of them.
    """

    parts: tuple[Part, ...]
    spelt: str
    head: str
    is_exact: bool
    has_any: bool
    has_one: bool
    has_variable: bool
    effort: Effort = field(repr=False, compare=False)

    @cached_property
    def pattern(self) -> Pattern:
        """The matcher, built only where one is needed: most patterns have no wildcard."""
        return Pattern.of(self.parts)

    @property
    def key(self) -> str:
        return self.spelt

    @property
    def covers_all(self) -> bool:
        """Whether it is a lone `*`."""
        return self.spelt == _ANY

    def covers(self, other: "Glob") -> bool:
        """Whether all that the other matches is certain to be matched by this one.

        The other's text is matched with its wildcards as characters that only `*` takes. A `?`
        would take them too, so that a pattern with one covers no pattern with a run in it.
        """
        if self.is_exact:
            return self.spelt == other.spelt
        if not other.spelt.startswith(self.head) or (self.has_one and other.has_any):
            return self.spelt == other.spelt and _LAST not in self.spelt
        if not self.effort.spend(1 + len(other.spelt) // _LONG):
            return False
        return self.pattern.matches(Subject(other.spelt)) and _LAST not in self.spelt

    def can_meet(self, other: "Glob") -> bool:
        """Whether some text may be matched by both."""
        if self.is_exact and other.is_exact:
            return self.spelt == other.spelt
        if not self.effort.spend(1 + len(self.spelt) * len(other.spelt) // _LONG):
            return True
        if other.is_exact and not self.has_variable:
            return self.pattern.matches(Subject(other.spelt))
        if self.is_exact and not other.has_variable:
            return other.pattern.matches(Subject(self.spelt))
        return _can_meet(self.spelt, other.spelt)


@dataclass(slots=True)
class Alphabet:
    """The patterns of one document. The same variable has the same sign in all of them, and all
    have one effort to spend.
    """

    effort: Effort = field(default_factory=Effort)
    _signs: dict[Variable, str] = field(default_factory=dict)
    _globs: dict[tuple[Part | Variable, ...], Glob] = field(default_factory=dict)

    def read(self, parts: Sequence[Part | Variable]) -> Glob:
        """A pattern. Equal ones, such as the first parts of ARNs, are read once."""
        key = tuple(parts)
        if key not in self._globs:
            self._globs[key] = self._build(key)
        return self._globs[key]

    def _build(self, parts: tuple[Part | Variable, ...]) -> Glob:
        if len(parts) == 1 and isinstance(parts[0], str):
            text = parts[0]
            return Glob((text,), text, text, True, False, False, False, self.effort)
        signs = tuple(self._sign_of(p) if isinstance(p, Variable) else p for p in parts)
        spelt = "".join(_SIGNS[s] if isinstance(s, Wildcard) else s for s in signs)
        has_variable = _VARIABLE.search(spelt) is not None
        has_any, has_one = _ANY in spelt or has_variable, _ONE in spelt
        head = signs[0] if signs and isinstance(signs[0], str) else ""
        is_exact = not (has_any or has_one)
        return Glob(signs, spelt, head, is_exact, has_any, has_one, has_variable, self.effort)

    def _sign_of(self, variable: Variable) -> str:
        """A sign of its own. Beyond some two thousand variables one sign serves them all."""
        if variable not in self._signs:
            self._signs[variable] = chr(min(ord(_FIRST) + len(self._signs), ord(_LAST)))
        return self._signs[variable]


def _can_meet(left: str, right: str) -> bool:
    """Walk both patterns at once over all pairs of places that some text can lead to."""
    if _ends_differ(left, right):
        return False
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        at = waiting.pop()
        if at == (len(left), len(right)):
            return True
        for step in _steps(left, right, *at):
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return False


def _ends_differ(left: str, right: str) -> bool:
    """Whether the texts before the first or after the last wildcard exclude each other."""
    for one, other in ((left, right), (left[::-1], right[::-1])):
        for a, b in zip(one, other, strict=False):
            if _is_sign(a) or _is_sign(b):
                break
            if a != b:
                return True
    return False


def _steps(left: str, right: str, i: int, j: int) -> list[tuple[int, int]]:
    a, b = left[i : i + 1], right[j : j + 1]
    a_runs, b_runs = _runs(a), _runs(b)
    steps = []
    if a_runs:
        steps.append((i + 1, j))
    if b_runs:
        steps.append((i, j + 1))
    if a and b and (a == b or _ONE in (a, b) or a_runs or b_runs):
        steps.append((i if a_runs else i + 1, j if b_runs else j + 1))
    return steps


def _runs(sign: str) -> bool:
    """Whether the sign stands for a run of any length: `*`, or a variable."""
    return sign == _ANY or _FIRST <= sign <= _LAST


def _is_sign(character: str) -> bool:
    return _ANY <= character <= _LAST
