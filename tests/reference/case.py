"""One case: JSON in, {"verdict", "deciding_layer"} out."""

import re

from reference.decision import decide, find_matching, is_trust_request
from reference.documents import read_document
from reference.letters import lower
from reference.principals import read_caller
from reference.refusal import Refusal

_LAYERS = {"identity", "resource", "session", "boundary", "scp", "rcp"}
_REQUEST = {"principal", "action", "resource", "resourceAccount", "context"}


def judge(case: dict) -> dict:
    """The answer to one case. A refused document or request is the verdict Error."""
    try:
        request, layers = _read_case(case)
    except Refusal as refusal:
        return {"verdict": "Error", "deciding_layer": None, "error": str(refusal)}
    verdict, layer = decide(request, layers)
    return {"verdict": verdict, "deciding_layer": layer}


def list_matching(case: dict) -> list[tuple]:
    """The statements that match: (layer, level, document, statement, how they name the caller)."""
    try:
        return find_matching(*_read_case(case))
    except Refusal:
        return []


def _read_case(case: object) -> tuple[dict, dict]:
    if not isinstance(case, dict):
        raise Refusal("a case is an object")
    request = _read_request(case.get("request"))
    return request, _read_layers(case.get("policies"), request)


def _read_request(value: object) -> dict:
    value = _read_members(value, _REQUEST)
    action, resource = value.get("action"), value.get("resource")
    if not isinstance(action, str) or not re.fullmatch(r"[^\s:*?]+:[^\s:*?]+", action):
        raise Refusal(f"no action: {action!r}")
    if not isinstance(resource, str):
        raise Refusal("the resource is text")
    if resource != "*" and (not resource.startswith("arn:") or resource.count(":") < 5):
        raise Refusal(f"the resource is no ARN: {resource!r}")
    account = value.get("resourceAccount")
    if "resourceAccount" in value and not (
        isinstance(account, str) and re.fullmatch("[0-9]{12}", account)
    ):
        raise Refusal("resourceAccount is twelve digits")
    return {
        "caller": read_caller(value.get("principal")),
        "action": action,
        "resource": resource,
        "resource_account": account,
        "context": _read_context(value.get("context", {})),
    }


def _read_members(value: object, known: set) -> dict:
    """An object of known members. What is null is not there."""
    if not isinstance(value, dict) or not set(value) <= known:
        raise Refusal("no object, or an unknown member")
    return {name: member for name, member in value.items() if member is not None}


def _read_context(value: object) -> dict:
    """Key names in small letters, values as lists."""
    if not isinstance(value, dict):
        raise Refusal("the context is an object")
    context = {}
    for key, given in value.items():
        values = given if isinstance(given, list) else [given]
        if not all(isinstance(one, str) for one in values):
            raise Refusal(f"{key} is no text and no list of texts")
        if not key or lower(key) in context:
            raise Refusal(f"{key} has no name or stands twice")
        context[lower(key)] = values
    return context


def _read_layers(value: object, request: dict) -> dict:
    value = _read_members({} if value is None else value, _LAYERS)
    own = "trust" if is_trust_request(request) else "resource"
    session = value.get("session", [])
    return {
        "identity": _read_all(value.get("identity", []), "identity"),
        "resource": _read_all([value["resource"]] if "resource" in value else [], own),
        "boundary": _read_all(value.get("boundary", []), "boundary") or None,
        "session": _read_all(session if isinstance(session, list) else [session], "session")
        or None,
        "scp": [_read_all(level, "scp") for level in _list(value.get("scp", []))],
        "rcp": [_read_all(level, "rcp") for level in _list(value.get("rcp", []))],
    }


def _list(value: object) -> list:
    if not isinstance(value, list):
        raise Refusal("not a list")
    return value


def _read_all(documents: object, kind: str) -> list:
    return [read_document(document, kind) for document in _list(documents)]
