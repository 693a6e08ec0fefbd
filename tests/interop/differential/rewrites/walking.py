"""Rewriting parts of a case: copies, never changes in place."""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from interop.differential.keys import OPERATORS

Case = dict
Statement = dict


class Asked(NamedTuple):
    """One condition. Its operator is spelled as the guide does; numbers and booleans are text."""

    operator: str
    key: str
    values: tuple[str, ...]


Rewriting = Callable[[Asked, dict], Asked | None]


def copied(case: Case) -> Case:
    return json.loads(json.dumps(case))


def documents_of(case: Case) -> Iterator[tuple[str, dict]]:
    """Every document with the name of its layer."""
    for layer, attached in case["policies"].items():
        for document in flat(attached):
            yield layer, document


def statements_of(document: dict) -> list[Statement]:
    return flat(document["Statement"])


def rewrite_statements(case: Case, rewrite: Callable[[Statement, dict, str], None]) -> Case | None:
    """A copy in which `rewrite(statement, document, layer)` has had its way; None if unchanged."""
    copy = copied(case)
    for layer, document in documents_of(copy):
        for statement in statements_of(document):
            rewrite(statement, document, layer)
    return copy if copy != case else None


def rewrite_conditions(case: Case, rewrite: Rewriting) -> Case | None:
    """The same for every condition: `rewrite(asked, document)` gives the new one, None for none."""

    def visit(statement: Statement, document: dict, _: str) -> None:
        block: dict[str, dict[str, object]] = {}
        for written, asked, value in _conditions_of(statement):
            new = rewrite(asked, document)
            if new == asked:
                block.setdefault(written, {})[asked.key] = value
            elif new is not None:
                block.setdefault(new.operator, {})[new.key] = list(new.values)
        if "Condition" in statement:
            statement["Condition"] = block

    return rewrite_statements(case, visit)


def _conditions_of(statement: Statement) -> Iterator[tuple[str, Asked, object]]:
    """Each condition: its operator as written, the whole as read, and its values as written."""
    for operator, keys in statement.get("Condition", {}).items():
        for key, value in keys.items():
            texts = [one if isinstance(one, str) else json.dumps(one) for one in flat(value)]
            yield operator, Asked(OPERATORS[operator.lower()], key, tuple(texts)), value


def find_value(context: dict, key: str) -> object:
    """The request's value of a key, whatever the case of its name; None if it has none."""
    return next((value for name, value in context.items() if name.lower() == key.lower()), None)


def flat(value: object) -> list:
    if not isinstance(value, list):
        return [value]
    return [item for each in value for item in flat(each)]
