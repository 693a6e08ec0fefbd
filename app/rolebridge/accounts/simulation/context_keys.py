"""The condition keys that policies ask for: in conditions, and in variables."""

from collections.abc import Iterable, Iterator

from rolebridge.accounts.simulation.sources import Source
from rolebridge.iam import Request
from rolebridge.iam.policy import Statement
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template, Variable


def list_context_keys(sources: Iterable[Source]) -> list[str]:
    """Every key once, as it is first written, in the order of the policies."""
    return _distinct(
        key for source in sources for s in source.policy.statements for key in _list(s)
    )


def list_missing_keys(sources: Iterable[Source], request: Request) -> list[str]:
    """The keys that a request does not have and that statements about its action ask for."""
    return [
        key
        for key in _distinct(
            key
            for source in sources
            for statement in source.policy.statements
            if statement.actions.covers(request.folded_action)
            for key in _list(statement)
        )
        if request.context.find(key) is None
    ]


def _list(statement: Statement) -> Iterator[str]:
    templates: list[Template] = (
        [] if statement.resources is None else [*statement.resources.templates]
    )
    for condition in statement.conditions:
        yield condition.key
        templates += condition.values
    for template in templates:
        for part in template.parts:
            if isinstance(part, Variable):
                yield part.key


def _distinct(keys: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for key in keys:
        found.setdefault(fold(key), key)
    return list(found.values())
