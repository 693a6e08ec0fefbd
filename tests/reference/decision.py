"""The layers together: explicit denies first, then who may let the request through."""

import re

from reference.letters import lower
from reference.principals import NOBODY, PARENT, SELF
from reference.statements import grade_statement

ALLOWED, IMPLICIT, EXPLICIT = "Allowed", "ImplicitlyDenied", "ExplicitlyDenied"
_HAVE_ACCOUNTS = {"root", "user", "role", "session", "federated-user"}


def decide(request: dict, layers: dict) -> tuple[str, str]:
    """(verdict, deciding layer). `layers` holds lists of documents, levels for scp and rcp.

    An absent boundary or session layer is None, which is not the same as one that allows nothing.
    """
    caller = request["caller"]
    if lower(request["action"]) == "sts:getcalleridentity" and caller.kind in _HAVE_ACCOUNTS:
        return ALLOWED, "identity"
    layers = _keep_what_counts(caller, layers)
    denied = _find_explicit_deny(request, layers)
    if denied:
        return EXPLICIT, denied
    own = "trust" if is_trust_request(request) else "resource"
    named = _grade(layers["resource"], "Allow", request, layers)
    if caller.kind not in _HAVE_ACCOUNTS:
        return (ALLOWED if named else IMPLICIT), own
    if not all(_grade(level, "Allow", request, layers) for level in layers["scp"]):
        return IMPLICIT, "scp"
    if _owner(request) == caller.account:
        return _decide_at_home(request, layers, named, own)
    return _decide_abroad(request, layers, named, own)


def _decide_abroad(request: dict, layers: dict, named: int, own: str) -> tuple[str, str]:
    if named == NOBODY:
        return IMPLICIT, own
    lacking = _find_lacking(request, layers)
    if lacking:
        return IMPLICIT, lacking
    return ALLOWED, own if request["caller"].kind == "root" else "identity"


def _decide_at_home(request: dict, layers: dict, named: int, own: str) -> tuple[str, str]:
    if named == SELF:
        return ALLOWED, own
    if named == PARENT:
        lacking = _find_lacking_guard(request, layers)
        return (IMPLICIT, lacking) if lacking else (ALLOWED, own)
    if named == NOBODY and _must_be_named(request):
        return IMPLICIT, own
    lacking = _find_lacking(request, layers)
    return (IMPLICIT, lacking) if lacking else (ALLOWED, "identity")


def _keep_what_counts(caller: object, layers: dict) -> dict:
    """The layers that bear on this kind of caller."""
    layers = dict(layers)
    if caller.kind not in _HAVE_ACCOUNTS:
        layers |= {"identity": [], "boundary": None, "session": None, "scp": []}
    if caller.kind == "root":
        layers |= {"identity": [], "boundary": None, "session": None}
    if caller.kind == "role" and caller.path.startswith("/aws-service-role/"):
        layers |= {"scp": [], "rcp": []}
    return layers


def _list_layers(request: dict, layers: dict) -> list[tuple]:
    """(name, level, documents) of everything attached, in the order in which denials are told."""
    own = "trust" if is_trust_request(request) else "resource"
    listed = [
        *(("scp", level, documents) for level, documents in enumerate(layers["scp"])),
        *(("rcp", level, documents) for level, documents in enumerate(layers["rcp"])),
        (own, None, layers["resource"]),
        *((name, None, layers[name]) for name in ("identity", "boundary", "session")),
    ]
    return [layer for layer in listed if layer[2]]


def _find_explicit_deny(request: dict, layers: dict) -> str | None:
    for name, _, documents in _list_layers(request, layers):
        if _grade(documents, "Deny", request, layers):
            return name
    return None


def find_matching(request: dict, layers: dict) -> list[tuple]:
    """(layer, level, document, statement, grade) of each statement that matches."""
    layers = _keep_what_counts(request["caller"], layers)
    matching = []
    for name, level, documents in _list_layers(request, layers):
        for at, document in enumerate(documents):
            for index, statement in enumerate(document["statements"]):
                grade = _grade_one(document, statement, request, layers)
                if grade:
                    named = ("account", "parent", "self")[grade - 1]
                    named = named if name in {"trust", "resource"} else None
                    matching.append((name, level, at, index, named))
    return matching


def _find_lacking(request: dict, layers: dict) -> str | None:
    """The first layer on the caller's own side that does not allow."""
    if request["caller"].kind == "root":
        return None
    if not _grade(layers["identity"], "Allow", request, layers):
        return "identity"
    return _find_lacking_guard(request, layers)


def _find_lacking_guard(request: dict, layers: dict) -> str | None:
    for name in ("boundary", "session"):
        documents = layers[name]
        if documents is not None and not _grade(documents, "Allow", request, layers):
            return name
    if request["caller"].kind == "federated-user" and layers["session"] is None:
        return "session"
    return None


def _grade(documents: list | None, effect: str, request: dict, layers: dict) -> int:
    """The best grade among the matching statements of this effect."""
    grades = [
        _grade_one(document, statement, request, layers)
        for document in documents or []
        for statement in document["statements"]
        if statement["effect"] == effect
    ]
    return max(grades, default=NOBODY)


def _grade_one(document: dict, statement: dict, request: dict, layers: dict) -> int:
    bounded = layers["boundary"] is not None
    return grade_statement(statement, request, variables=document["variables"], bounded=bounded)


def is_trust_request(request: dict) -> bool:
    """Assuming a role, or tagging or naming the session that does."""
    action = lower(request["action"])
    wanted = action.startswith("sts:assume") or action in {
        "sts:tagsession",
        "sts:setsourceidentity",
    }
    return wanted and bool(
        re.fullmatch("(?s)arn:[^:]*:iam::[0-9]{12}:role/.*", request["resource"])
    )


def _must_be_named(request: dict) -> bool:
    """A role and a key are closed even to their own account until their policy names somebody."""
    key = re.fullmatch("(?s)arn:[^:]*:kms:[^:]*:[^:]*:key/.*", request["resource"])
    return is_trust_request(request) or bool(key and lower(request["action"]).startswith("kms:"))


def _owner(request: dict) -> str | None:
    """The account of the resource: as said, else as in its ARN, else the caller's."""
    if request["resource_account"] is not None:
        return request["resource_account"]
    parts = request["resource"].split(":", 5)
    if len(parts) == 6 and re.fullmatch("[0-9]{12}", parts[4]):
        return parts[4]
    return request["caller"].account
