"""Judges that are wrong on purpose, each by one rule: the differential must catch them all.

Each is the reference evaluator over a case that was changed first, which is what a wrong rule
amounts to: to ignore boundaries is to judge the case without them.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator

from fuzz.answers import Answer, Judge, ask_reference
from fuzz.walk import list_documents, list_statements

_NEGATED = re.compile("(?i)(string|numeric|date|arn)not|^notip")


def _documents(case: dict) -> list[dict]:
    return [document for _, document in list_documents(case)]


def _statements(case: dict) -> Iterator[dict]:
    for document in _documents(case):
        yield from list_statements(document)


def _conditions(case: dict) -> Iterator[dict]:
    for statement in _statements(case):
        if isinstance(statement.get("Condition"), dict):
            yield statement["Condition"]


def _without(layer: str) -> Callable[[dict], None]:
    return lambda case: case["policies"].pop(layer, None)


def _rename_operators(pattern: str, by: str) -> Callable[[dict], None]:
    def change(case: dict) -> None:
        for block in _conditions(case):
            for name in [name for name in block if re.search(pattern, name)]:
                block[re.sub(pattern, by, name)] = block.pop(name)

    return change


def _rename_elements(name: str, by: str) -> Callable[[dict], None]:
    def change(case: dict) -> None:
        for statement in _statements(case):
            if name in statement:
                statement[by] = statement.pop(name)

    return change


def _no_missing_for_negated(case: dict) -> None:
    """A negated operator asks for its key to be there."""
    for block in _conditions(case):
        keys = {
            key: "false"
            for name, keys in block.items()
            if _NEGATED.search(name) and "ifexists" not in name.lower() and ":" not in name
            for key in keys
        }
        if keys:
            block["Null"] = {**keys, **block.get("Null", {})}


def _variables_in_old_documents(case: dict) -> None:
    for document in _documents(case):
        document["Version"] = "2012-10-17"


def _no_variables(case: dict) -> None:
    for document in _documents(case):
        document["Version"] = "2008-10-17"


def _substituted_as_pattern(case: dict) -> None:
    """Values are put into the text of the policy, where their stars are wildcards."""
    context = case["request"].get("context") or {}
    for statement in _statements(case):
        text = json.dumps(statement)
        for key, value in context.items():
            if isinstance(value, str) and value:
                filled = json.dumps(value)[1:-1]
                for spelled in {key, key.lower(), key.upper()}:
                    text = text.replace(f"${{{spelled}}}", filled)
        statement.clear()
        statement.update(json.loads(text))


def _small_letters_in_resources(case: dict) -> None:
    case["request"]["resource"] = case["request"]["resource"].lower()
    for statement in _statements(case):
        for name in {"Resource", "NotResource"} & set(statement):
            value = statement[name]
            statement[name] = (
                [one.lower() for one in value] if isinstance(value, list) else value.lower()
            )


def _first_value_only(case: dict) -> None:
    context = case["request"].get("context") or {}
    for key, values in context.items():
        if isinstance(values, list) and len(values) > 1:
            context[key] = values[:1]


def _empty_texts_are_values(case: dict) -> None:
    context = case["request"].get("context") or {}
    for key, values in context.items():
        if values in ("", [""]):
            context[key] = "\ufffd"


def _one_level_of_scp(case: dict) -> None:
    levels = case["policies"].get("scp")
    if levels:
        case["policies"]["scp"] = levels[:1]


def _account_of_caller(case: dict) -> None:
    """The resource is taken to be in the caller's account."""
    found = re.search("[0-9]{12}", str(case["request"]["principal"]))
    if found:
        case["request"]["resourceAccount"] = found[0]


def _account_named_is_enough(case: dict) -> None:
    """An account in a Principal is read as everybody in it, without their own policies."""
    principal = case["request"]["principal"]
    found = re.search("[0-9]{12}", str(principal))
    if not found:
        return
    account = {found[0], f"arn:aws:iam::{found[0]}:root"}
    for statement in _statements(case):
        element = statement.get("Principal")
        if isinstance(element, dict) and "AWS" in element:
            entries = element["AWS"] if isinstance(element["AWS"], list) else [element["AWS"]]
            element["AWS"] = ["*" if entry in account else entry for entry in entries]


def _session_is_not_its_role(case: dict) -> None:
    principal = case["request"]["principal"]
    if isinstance(principal, str) and ":assumed-role/" in principal:
        case["request"]["principal"] = re.sub("/[^/]+/", "/Nobody/", principal)


MISTAKES = {
    "boundaries are ignored": _without("boundary"),
    "session policies are ignored": _without("session"),
    "service control policies are ignored": _without("scp"),
    "resource control policies are ignored": _without("rcp"),
    "only the first level of SCPs counts": _one_level_of_scp,
    "every resource is in the caller's account": _account_of_caller,
    "an account named is everybody in it": _account_named_is_enough,
    "a session is not its role": _session_is_not_its_role,
    "NotAction is read as Action": _rename_elements("NotAction", "Action"),
    "NotResource is read as Resource": _rename_elements("NotResource", "Resource"),
    "NotPrincipal is read as Principal": _rename_elements("NotPrincipal", "Principal"),
    "resources have no letter case": _small_letters_in_resources,
    "IfExists is ignored": _rename_operators("(?i)ifexists$", ""),
    "ForAllValues is read as ForAnyValue": _rename_operators("(?i)forallvalues:", "ForAnyValue:"),
    "ForAnyValue is ignored": _rename_operators("(?i)foranyvalue:", ""),
    "StringLike is StringEquals": _rename_operators("(?i)stringlike", "StringEquals"),
    "StringEquals has no letter case": _rename_operators(
        "(?i)stringequals(?!ignorecase)", "StringEqualsIgnoreCase"
    ),
    "less is less or equal": _rename_operators("(?i)lessthan(?!equals)", "LessThanEquals"),
    "a negated operator needs its key": _no_missing_for_negated,
    "several values are read as the first": _first_value_only,
    "an empty text is a value like others": _empty_texts_are_values,
    "old documents have variables": _variables_in_old_documents,
    "no document has variables": _no_variables,
    "a substituted value is a pattern": _substituted_as_pattern,
}


def build_mistaken_judge(name: str) -> Judge:
    """The judge that makes the mistake of this name."""

    def mistaken(case: dict) -> Answer:
        changed = copy.deepcopy(case)
        try:
            MISTAKES[name](changed)
        except (ValueError, TypeError, AttributeError, KeyError):
            return ask_reference(case)  # A spoilt document, which is refused either way.
        return ask_reference(changed)

    return mistaken
