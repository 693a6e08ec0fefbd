"""Reading a policy document into plain lists, or refusing it.

A document becomes {"variables": bool, "statements": [statement]}, a statement becomes
{"effect", "authenticated", "principal", "action", "resource", "conditions"}: principal, action
and resource are (negated, entries) or None, `conditions` is a list of (operator, key, values).
"""

import json
import re

from reference.conditions import check_value, fill_blindly, read_operator
from reference.principals import check_principal
from reference.refusal import Refusal
from reference.statements import covers_action
from reference.variables import check_variables
from reference.wildcards import split_arn

_CURRENT = "2012-10-17"
_ELEMENTS = {
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
}
_ASSUMING = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
)
_PARTITIONS = {
    *("*", "aws", "aws-cn", "aws-us-gov", "aws-eusc"),
    *("aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"),
}
_WITH_PRINCIPAL = {"trust", "resource", "rcp"}


def read_document(document: object, kind: str) -> dict:
    """The document of this kind; a string holds the JSON text."""
    text = document if isinstance(document, str) else json.dumps(document)
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal("not JSON") from error
    _check_characters(value)
    if not isinstance(value, dict) or not set(value) <= {"Version", "Id", "Statement"}:
        raise Refusal("not a policy")
    version = value.get("Version", "2008-10-17")
    if version not in (_CURRENT, "2008-10-17") or not isinstance(value.get("Id", ""), str):
        raise Refusal("wrong Version or Id")
    statements = value.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise Refusal("no Statement")
    _check_sids(statements, kind)
    variables = version == _CURRENT
    return {
        "variables": variables,
        "statements": [_read_statement(one, kind, variables=variables) for one in statements],
    }


def _check_characters(value: object) -> None:
    """No text may hold NUL, nor half of a pair of surrogates."""
    if isinstance(value, str):
        if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
            raise Refusal("an escape that is no character")
        return
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    for one in inner if isinstance(inner, list) else []:
        _check_characters(one)


def _unique(pairs: list) -> dict:
    if len({name for name, _ in pairs}) != len(pairs):
        raise Refusal("a key twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise Refusal(f"{name} is not JSON")


def _check_sids(statements: list, kind: str) -> None:
    sids = [one["Sid"] for one in statements if isinstance(one, dict) and "Sid" in one]
    if not all(isinstance(sid, str) for sid in sids):
        raise Refusal("a Sid is text")
    if kind == "resource":
        return  # Services take any text there, and the same twice.
    if any(not re.fullmatch("[A-Za-z0-9]*", sid) for sid in sids):
        raise Refusal("a bad Sid")
    named = [sid for sid in sids if sid]
    if len(set(named)) != len(named):
        raise Refusal("a Sid twice")


def _read_statement(statement: object, kind: str, *, variables: bool) -> dict:
    if not isinstance(statement, dict) or not set(statement) <= _ELEMENTS:
        raise Refusal("an unknown element")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise Refusal("no Effect")
    principal = _read_pair(statement, "Principal", lambda value: value)
    action = _read_pair(statement, "Action", _read_texts)
    resource = _read_pair(statement, "Resource", _read_texts)
    if (principal is not None) != (kind in _WITH_PRINCIPAL):
        raise Refusal("Principal where it must not be, or none where it must")
    if (resource is None) != (kind == "trust"):
        raise Refusal("Resource where it must not be, or none where it must")
    if action is None:
        raise Refusal("no Action")
    for entry in action[1]:
        _check_action(entry, kind)
    for entry in resource[1] if resource else []:
        _check_resource(entry, variables=variables)
    return {
        "effect": statement["Effect"],
        # Everyone, in an Allow of a trust policy, is everyone authenticated.
        "authenticated": kind == "trust" and statement["Effect"] == "Allow",
        "principal": principal and (principal[0], check_principal(principal, kind)),
        "action": action,
        "resource": resource,
        "conditions": _read_conditions(statement.get("Condition", {}), variables=variables),
    }


def _read_pair(statement: dict, name: str, read: object) -> tuple | None:
    """(negated, value) of `name` or `Notname`, of which one may stand."""
    found = [spelled for spelled in (name, "Not" + name) if spelled in statement]
    if len(found) > 1:
        raise Refusal(f"both {found}")
    return (found[0] != name, read(statement[found[0]])) if found else None


def _read_texts(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    if not entries or not all(isinstance(entry, str) for entry in entries):
        raise Refusal("not a text or a list of texts")
    return entries


def _check_action(entry: str, kind: str) -> None:
    if entry not in {"*", "*:*"} and not re.fullmatch(r"[A-Za-z0-9.-]+:[^:\s]+", entry):
        raise Refusal(f"{entry!r} is no action")
    if kind == "trust" and not any(covers_action(entry, action) for action in _ASSUMING):
        raise Refusal(f"{entry!r} assumes no role")
    if kind == "trust" and entry in {"*", "*:*"}:
        raise Refusal(f"{entry!r} says too much for a trust policy")


def _check_resource(entry: str, *, variables: bool) -> None:
    if entry == "*":
        return
    if variables:
        check_variables(entry)
    segments = split_arn(fill_blindly(entry, variables=variables))
    texts = ["".join(piece.char or "*" for piece in segment) for segment in segments]
    if len(texts) != 6 or texts[0] != "arn" or not texts[2] or "*" in texts[2]:
        raise Refusal(f"{entry!r} is no ARN")
    if texts[1] not in _PARTITIONS:
        raise Refusal(f"no partition in {entry!r}")


def _read_conditions(block: object, *, variables: bool) -> list[tuple]:
    conditions = []
    for name, keys in _object(block).items():
        if _object(keys) == {}:
            continue  # Nothing is asked, by whatever name.
        operator = read_operator(name)
        for key, value in keys.items():
            if not key:
                raise Refusal("a key without a name")
            values = [_scalar(one) for one in (value if isinstance(value, list) else [value])]
            for text in values:
                check_value(operator, text, variables=variables)
            conditions.append((operator, key, values))
    return conditions


def _object(value: object) -> dict:
    if not isinstance(value, dict):
        raise Refusal("not an object")
    return value


def _scalar(value: object) -> str:
    """Numbers and booleans may stand without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise Refusal("a value that is no text, number or boolean")
    return value
