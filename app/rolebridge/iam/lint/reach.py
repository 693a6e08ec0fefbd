"""Which actions of which services a statement speaks of."""

from dataclasses import dataclass, field

from rolebridge.iam.lint.effort import Effort
from rolebridge.iam.lint.shapes import EVERYTHING
from rolebridge.iam.lint.subject import Entry, LintedStatement
from rolebridge.iam.patterns import Pattern, Subject, split_wildcards
from rolebridge.iam.service_data import Action, Service, ServiceData
from rolebridge.iam.text import fold


@dataclass(frozen=True, slots=True)
class Reached:
    """One entry of Action, looked up. `service` is None where there is none of that prefix;
    `actions` is None where it was not looked up, because the document asks for too much.
    """

    entry: Entry
    prefix: str
    name: str
    service: Service | None
    actions: tuple[Action, ...] | None

    @property
    def is_pattern(self) -> bool:
        return "*" in self.name or "?" in self.name


_Found = tuple[str, str, Service | None, tuple[Action, ...] | None]


@dataclass(slots=True)
class Reach:
    """Looks entries up, each text once for the whole document."""

    services: ServiceData
    effort: Effort
    _known: dict[str, _Found] = field(default_factory=dict)

    def read(self, statement: LintedStatement) -> tuple[Reached, ...]:
        """Every entry but `*`, for Action and NotAction alike."""
        return tuple(
            Reached(entry, *self._find(fold(entry.text)))
            for entry in statement.actions
            if entry.text != EVERYTHING
        )

    def find_services(self, statement: LintedStatement) -> tuple[Service, ...]:
        """The services that the entries name, each once."""
        found = {each.prefix: each.service for each in self.read(statement) if each.service}
        return tuple(found.values())

    def find_all(self, statement: LintedStatement) -> tuple[tuple[Service, Action], ...] | None:
        """Every action that the statement is about; None where that cannot be told in full."""
        reached = self.read(statement)
        is_open = statement.has_not_action or len(reached) < len(statement.actions)
        if is_open or not all(each.service and each.actions for each in reached):
            return None
        return tuple(
            (each.service, action)
            for each in reached
            if each.service
            for action in each.actions or ()
        )

    def _find(self, text: str) -> _Found:
        if text not in self._known:
            prefix, _, name = text.partition(":")
            service = self.services.find_service(prefix)
            self._known[text] = (prefix, name, service, self._match(service, name))
        return self._known[text]

    def _match(self, service: Service | None, name: str) -> tuple[Action, ...] | None:
        if service is None:
            return ()
        if "*" not in name and "?" not in name:
            found = service.actions.get(name)
            return (found,) if found else ()
        if not self.effort.spend(len(service.actions)):
            return None
        return _match_pattern(service, name)


def _match_pattern(service: Service, name: str) -> tuple[Action, ...]:
    pattern = Pattern.of(split_wildcards(name))
    return tuple(
        action for folded, action in service.actions.items() if pattern.matches(Subject(folded))
    )
