"""Other ways to write the same case. Each changes the case given, and must not change an answer."""

import re
from random import Random

from fuzz.walk import list_documents, list_statements, list_unions

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_VARIABLE = re.compile(r"\$\{([^{}',]+)")


def shuffle(random: Random, case: dict) -> None:
    """Statements, documents, entries, values and members in another order."""
    for union in list_unions(case):
        random.shuffle(union)
    for _, document in list_documents(case):
        if isinstance(document["Statement"], list):
            random.shuffle(document["Statement"])
        for statement in list_statements(document):
            _shuffle_statement(random, statement)
    context = case["request"].get("context") or {}
    for values in context.values():
        if isinstance(values, list):
            random.shuffle(values)
    _shuffle_members(random, context)


def _shuffle_statement(random: Random, statement: dict) -> None:
    condition, element = statement.get("Condition", {}), _get_principal(statement)
    lists = [statement.get(name) for name in _LISTS] + list(element.values())
    lists += [values for keys in condition.values() for values in keys.values()]
    for values in lists:
        if isinstance(values, list):
            random.shuffle(values)
    for members in (*condition.values(), condition, element, statement):
        _shuffle_members(random, members)


def _shuffle_members(random: Random, members: dict) -> None:
    items = list(members.items())
    random.shuffle(items)
    members.clear()
    members.update(items)


def _get_principal(statement: dict) -> dict:
    element = statement.get("Principal", statement.get("NotPrincipal"))
    return element if isinstance(element, dict) else {}


def toggle_arrays(_random: Random, case: dict) -> None:
    """Every scalar as an array of one, every array of one as a scalar."""
    for _, document in list_documents(case):
        for statement in list_statements(document):
            for name in _LISTS:
                if name in statement:
                    statement[name] = _toggle(statement[name])
            for members in (*statement.get("Condition", {}).values(), _get_principal(statement)):
                for name, value in members.items():
                    members[name] = _toggle(value)
        document["Statement"] = _toggle(document["Statement"])
    context = case["request"].get("context") or {}
    for key, value in context.items():
        context[key] = _toggle(value)


def _toggle(value: object) -> object:
    if isinstance(value, list):
        return value[0] if len(value) == 1 else value
    return [value]


def split(_random: Random, case: dict) -> None:
    """Every document of a union as several, of one statement each."""
    for union in list_unions(case):
        union[:] = [
            {**document, "Statement": [statement]}
            for document in union
            for statement in list_statements(document)
        ]


def merge(_random: Random, case: dict) -> None:
    """The documents of a union as one for each Version. Sids go, which two may share."""
    for union in list_unions(case):
        merged: dict = {}
        for document in union:
            for statement in list_statements(document):
                statement.pop("Sid", None)
                merged.setdefault(document.get("Version"), []).append(statement)
        union[:] = [
            {"Statement": statements, **({"Version": version} if version else {})}
            for version, statements in merged.items()
        ]


def change_letter_case(_random: Random, case: dict) -> None:
    """Condition keys, variables, operators and actions in the other letter case."""
    request = case["request"]
    request["action"] = request["action"].swapcase()
    if request.get("context"):
        request["context"] = _swap_names(request["context"])
    for _, document in list_documents(case):
        for statement in list_statements(document):
            _swap_statement(statement)
            if document.get("Version") == "2012-10-17":
                _swap_variables(statement)


def _swap_statement(statement: dict) -> None:
    for name in ("Action", "NotAction"):
        if name in statement:
            statement[name] = _map_texts(statement[name], _swap)
    if "Condition" in statement:
        block = {name: _swap_names(keys) for name, keys in statement["Condition"].items()}
        statement["Condition"] = _swap_names(block)


def _swap_variables(statement: dict) -> None:
    def rename(text: str) -> str:
        return _VARIABLE.sub(lambda found: "${" + _swap(found[1]), text)

    for name in ("Resource", "NotResource"):
        if name in statement:
            statement[name] = _map_texts(statement[name], rename)
    for keys in statement.get("Condition", {}).values():
        for key, values in keys.items():
            keys[key] = _map_texts(values, rename)


def _swap(text: str) -> str:
    """The other letter case of ASCII letters; the language knows no other."""
    return "".join(char.swapcase() if char.isascii() else char for char in text)


def _swap_names(members: dict) -> dict:
    return {_swap(name): value for name, value in members.items()}


def _map_texts(value: object, change: object) -> object:
    if isinstance(value, list):
        return [_map_texts(one, change) for one in value]
    return change(value) if isinstance(value, str) else value


REWRITES = (shuffle, toggle_arrays, split, merge, change_letter_case)
