"""The documents and statements of a case, to be changed where they stand."""

import json
from collections.abc import Iterator

# What each member of `policies` is a list of: documents, or levels of documents.
UNIONS = ("identity", "boundary", "session")
LEVELS = ("scp", "rcp")


def read_documents(case: dict) -> None:
    """Make objects of the documents that are given as JSON text."""
    for name, value in case["policies"].items():
        case["policies"][name] = _read(value)


def _read(value: object) -> object:
    if isinstance(value, list):
        return [_read(one) for one in value]
    return json.loads(value) if isinstance(value, str) else value


def list_documents(case: dict) -> list[tuple[str, dict]]:
    """(layer, document) for each; texts are made objects first."""
    read_documents(case)
    return [
        (name, document) for name, value in case["policies"].items() for document in _flatten(value)
    ]


def _flatten(value: object) -> Iterator[dict]:
    if isinstance(value, list):
        for one in value:
            yield from _flatten(one)
    else:
        yield value


def list_unions(case: dict) -> list[list]:
    """The lists of documents that are a union: layers, and levels of layers."""
    read_documents(case)
    policies = case["policies"]
    if isinstance(policies.get("session"), dict):
        policies["session"] = [policies["session"]]
    unions = [policies[name] for name in UNIONS if name in policies]
    return unions + [level for name in LEVELS for level in policies.get(name, [])]


def list_statements(document: dict) -> list[dict]:
    """The statements, in an array or not."""
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]
