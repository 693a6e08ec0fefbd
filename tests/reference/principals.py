"""Who calls, and how a Principal element names the caller."""

import re
from typing import NamedTuple

from reference.refusal import Refusal

_WEB_PROVIDERS = {
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
}
_ACCOUNT = re.compile("[0-9]{12}")
_ROOT = re.compile("arn:(aws[a-z-]*):iam::([0-9]{12}):root")
_IAM = re.compile("arn:(aws[a-z-]*):iam::([0-9]{12}):(user|role)/([^*?]+)")
_STS = re.compile("arn:(aws[a-z-]*):sts::([0-9]{12}):(assumed-role|federated-user)/([^*?]+)")
_PROVIDER = re.compile(
    r"arn:aws[a-z-]*:iam::[0-9]{12}:(saml-provider/[\w+=,.@-]+|oidc-provider/[!-~]+)", re.ASCII
)
_NAMED = re.compile(
    r"[0-9]{12}"
    r"|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(user|role)/[\w+=,.@/-]+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(assumed-role/[\w+=,.@-]+/[\w+=,.@-]+|federated-user/[\w+=,.@-]+)",
    re.ASCII,
)
_SAVED_ID = re.compile("(AIDA|AROA)[A-Z0-9]+")
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")

# Grades, from none to best.
NOBODY, ACCOUNT, PARENT, SELF = range(4)


class Caller(NamedTuple):
    """Kind is root, user, role, session, federated-user, provider, service or anonymous."""

    kind: str
    text: str = ""
    partition: str = ""
    account: str | None = None
    name: str = ""  # Of a session the role's; of the others the last path element.
    path: str = ""


def read_caller(value: object) -> Caller:
    """The caller that a request names."""
    if value == {"type": "Anonymous"}:
        return Caller("anonymous")
    if not isinstance(value, str):
        raise Refusal("not a principal")
    if value in _WEB_PROVIDERS or _PROVIDER.fullmatch(value):
        return Caller("provider", value)
    if _SERVICE.fullmatch(value):
        return Caller("service", value)
    return _read_account_bearer(value)


def _read_account_bearer(text: str) -> Caller:
    if _ACCOUNT.fullmatch(text):
        return Caller("root", text, account=text)
    if found := _ROOT.fullmatch(text):
        return Caller("root", text, found[1], found[2])
    if found := _IAM.fullmatch(text):
        path, _, name = found[4].rpartition("/")
        return Caller(found[3], text, found[1], found[2], name, f"/{path}/" if path else "/")
    if found := _STS.fullmatch(text):
        return _read_temporary(text, found)
    raise Refusal(f"not a principal: {text!r}")


def _read_temporary(text: str, found: re.Match) -> Caller:
    parts = found[4].split("/")
    if found[3] == "federated-user" and len(parts) == 1:
        return Caller("federated-user", text, found[1], found[2], parts[0])
    if found[3] == "assumed-role" and len(parts) == 2 and all(parts):
        return Caller("session", text, found[1], found[2], parts[0])
    raise Refusal(f"not a principal: {text!r}")


def check_principal(element: tuple, kind: str) -> list[tuple]:
    """The entries (type, text) of a Principal or NotPrincipal element."""
    negated, value = element
    if negated and kind != "resource":
        raise Refusal("NotPrincipal stands in resource policies only")
    if kind == "rcp" and value not in ("*", {"AWS": "*"}, {"AWS": ["*"]}):
        raise Refusal("the Principal of an RCP is *")
    if value == "*":
        return [("AWS", "*")]
    if not isinstance(value, dict) or not value:
        raise Refusal("not a Principal")
    entries = [
        (name, text)
        for name, texts in value.items()
        for text in (texts if isinstance(texts, list) else [texts])
    ]
    if any(texts == [] for texts in value.values()):
        raise Refusal("an empty list of principals")
    for name, text in entries:
        _check_entry(name, text, kind)
    return entries


def _check_entry(name: str, text: object, kind: str) -> None:
    if not isinstance(text, str):
        raise Refusal("a principal is text")
    allowed = {
        "AWS": text == "*" or _NAMED.fullmatch(text) or _SAVED_ID.fullmatch(text),
        "Federated": text in _WEB_PROVIDERS or _PROVIDER.fullmatch(text),
        "Service": _SERVICE.fullmatch(text),
        "CanonicalUser": kind == "resource" and re.fullmatch("[0-9a-f]{64}", text),
    }
    if not allowed.get(name):
        raise Refusal(f"no principal: {name} {text!r}")


def grade(entries: list[tuple], caller: Caller) -> int:
    """How well the entries name the caller: the best of them."""
    return max((_grade_one(name, text, caller) for name, text in entries), default=NOBODY)


def _grade_one(name: str, text: str, caller: Caller) -> int:
    if name == "Federated":
        return SELF if caller.kind == "provider" and text == caller.text else NOBODY
    if name == "Service":
        return SELF if caller.kind == "service" and text == caller.text else NOBODY
    if name != "AWS":
        return NOBODY
    if text == "*":
        return SELF
    return _grade_aws(text, caller)


def _grade_aws(text: str, caller: Caller) -> int:
    if caller.account is None:
        return NOBODY
    root = _ROOT.fullmatch(text)
    if text == caller.account or (root and root[2] == caller.account):
        return SELF if caller.kind == "root" else ACCOUNT
    if caller.kind == "role":
        return PARENT if text == caller.text else NOBODY
    if text == caller.text:
        return SELF
    behind = {"session": "role", "federated-user": "user"}.get(caller.kind)
    found = _IAM.fullmatch(text)
    if behind and found and found[3] == behind:
        named = (found[1], found[2], found[4].rpartition("/")[2])
        return PARENT if named == (caller.partition, caller.account, caller.name) else NOBODY
    return NOBODY
