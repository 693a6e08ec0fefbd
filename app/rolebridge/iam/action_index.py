"""From an action to the statements that speak of it, without asking the others.

Statements that name an action in full are found in a dictionary; wildcards are asked only if they
are of the action's service. So a decision costs what the statements about its action cost, however
many others there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rolebridge.iam.patterns import Pattern, Subject
from rolebridge.iam.policy import Effect, Statement

# So many actions are remembered with their statements. A program asks about a few; when hostile
# requests bring more, all are forgotten at once, which costs less than keeping order among them.
_MOST_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Candidates:
    """The statements that speak of an action, in the order of the documents."""

    denies: tuple[Statement, ...]
    allows: tuple[Statement, ...]


class ActionIndex:
    """Statements by the actions they speak of."""

    __slots__ = ("_by_service", "_exact", "_negated", "_remembered", "_statements")

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._exact: dict[str, list[int]] = {}
        self._by_service: dict[str, dict[Pattern, list[int]]] = {}
        self._negated: list[int] = []
        self._remembered: dict[str, Candidates] = {}
        for number, statement in enumerate(statements):
            self._add(number, statement)

    def find(self, action: str) -> Candidates:
        """The statements that cover an action, given in lower case."""
        found = self._remembered.get(action)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[action] = self._collect(sorted(self._list(action)))
        return found

    def _add(self, number: int, statement: Statement) -> None:
        element = statement.actions
        if element.negated:
            self._negated.append(number)
            return
        for name in element.exact:
            self._exact.setdefault(name, []).append(number)
        for pattern in element.patterns:
            # `*` and `*:Name` are of every service: they stand under no service's name.
            service, colon, _ = pattern.prefix.partition(":")
            patterns = self._by_service.setdefault(service if colon else "", {})
            patterns.setdefault(pattern, []).append(number)

    def _list(self, action: str) -> set[int]:
        numbers = set(self._exact.get(action, ()))
        subject = Subject(action)
        for service in ("", action.partition(":")[0]):
            for pattern, owners in self._by_service.get(service, {}).items():
                if pattern.matches(subject):
                    numbers.update(owners)
        numbers.update(n for n in self._negated if self._statements[n].actions.covers(action))
        return numbers

    def _collect(self, numbers: Iterable[int]) -> Candidates:
        statements = [self._statements[number] for number in numbers]
        return Candidates(
            tuple(s for s in statements if s.effect is Effect.DENY),
            tuple(s for s in statements if s.effect is Effect.ALLOW),
        )
