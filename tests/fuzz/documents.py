"""Random policy documents of every kind that speak, more or less, of one request."""

import json
from random import Random

from fuzz.conditions import build_conditions
from fuzz.faults import spoil_document
from fuzz.patterns import build_near
from fuzz.pools import ACCOUNTS, PROVIDERS, SERVICES
from fuzz.requests import build_caller, vary_case
from reference.documents import read_document
from reference.refusal import Refusal

_TRUST_ACTIONS = (
    *("sts:AssumeRole", "sts:AssumeRole*", "sts:*", "sts:AssumeRoleWithSAML", "sts:TagSession"),
    *("sts:SetSourceIdentity", "sts:AssumeRoleWithWebIdentity", "STS:assumerole", "sts:?agSession"),
)
_RESOURCES = (
    *("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/${aws:username}/*", "arn:*:sqs:*:*:*"),
    *("arn:aws:sqs:*:*:${aws:username}-queue", "arn:aws:iam::*:role/*", "arn:aws:kms:*:*:key/*"),
    *("arn:aws:ec2:*:*:security-group*/*", "arn:aws:sns:*:*:topic:*", "arn:aws:s3:::*"),
    *("arn:aws:sqs:*:${aws:PrincipalAccount}:*", "arn:aws:s3:::bucket/${missing:Key}/*"),
)


def build_document(random: Random, kind: str, request: dict) -> object:
    """An object, or sometimes its JSON text; small enough for the size limit of every kind.

    Most of what is refused is drawn again, and a few documents are spoilt on purpose: a case
    that is an error says nothing about its other documents.
    """
    while True:
        document = _build_document(random, kind, request)
        if len(json.dumps(document)) < 1900 and (
            _is_read(document, kind) or random.random() < 0.03
        ):
            break
    if random.random() < 0.01:
        spoil_document(random, document)
    if random.random() < 0.1:
        return json.dumps(document, indent=random.choice((None, 1)))
    return document


def _is_read(document: dict, kind: str) -> bool:
    try:
        read_document(document, kind)
    except Refusal:
        return False
    return True


def _build_document(random: Random, kind: str, request: dict) -> dict:
    statements = [
        build_statement(random, kind, request) for _ in range(random.choice((1, 1, 2, 2, 3)))
    ]
    if random.random() < 0.15:
        for at, statement in enumerate(statements):
            statement["Sid"] = f"S{at}" if random.random() < 0.98 else "S0"
    document: dict = {}
    version = random.choices(("2012-10-17", "2008-10-17", None), (75, 15, 10))[0]
    if version:
        document["Version"] = version
    alone = len(statements) == 1 and random.random() < 0.5
    document["Statement"] = statements[0] if alone else statements
    return document


def build_statement(random: Random, kind: str, request: dict) -> dict:
    """A statement. An Allow is broader than a Deny, so that decisions get past the first layer."""
    allows = random.random() < (0.3 if kind == "rcp" else 0.8)
    broad = random.random() < (0.45 if allows else 0.1)
    statement: dict = {"Effect": "Allow" if allows else "Deny"}
    if kind == "rcp":
        statement["Principal"] = random.choice(("*", "*", {"AWS": "*"}, {"AWS": ["*"]}))
    elif kind in {"resource", "trust"}:
        name = "NotPrincipal" if kind == "resource" and random.random() < 0.15 else "Principal"
        statement[name] = build_principal(random, request)
    statement.update(_build_action(random, kind, request, broad=broad))
    if kind != "trust":
        statement.update(_build_resource(random, request, broad=broad))
    if random.random() < (0.3 if broad else 0.55):
        statement["Condition"] = build_conditions(random, request.get("context") or {})
    elif random.random() < 0.02:
        statement["Condition"] = random.choice(({}, {"StringEquals": {}}))
    return statement


def _build_action(random: Random, kind: str, request: dict, *, broad: bool) -> dict:
    if kind == "trust":
        entries = random.choices(_TRUST_ACTIONS, k=random.choice((1, 1, 2)))
        if random.random() < 0.5:
            entries.append("sts:*" if broad else "sts:Assume*")
        return {"Action": _maybe_alone(random, entries)}
    asked = request["action"]
    service, _, name = asked.partition(":")
    choices = (
        *("*", f"{service}:*", asked, vary_case(random, asked, 1)),
        f"{service}:{build_near(random, name, {}).translate(_NAME_ONLY) or '*'}",
        f"{service}:{name[:3]}*",
        f"{service}:{name[: len(name) // 2]}?{name[len(name) // 2 + 1 :]}",
        *("s3:Get*", "ec2:*", "iam:PassRole", "*:*"),
    )
    entries = [random.choice(choices[:2])] if broad else []
    entries += random.choices(choices, k=random.choice((1, 1, 2)) if not broad else 0)
    negated = random.random() < 0.12
    return {"NotAction" if negated else "Action": _maybe_alone(random, entries)}


_NAME_ONLY = {ord(char): None for char in "${}:/.,' -"}


def _build_resource(random: Random, request: dict, *, broad: bool) -> dict:
    asked = request["resource"]
    entries = ["*"] if broad and random.random() < 0.8 else []
    while not entries or random.random() < 0.25:
        if asked.count(":") >= 5 and random.random() < 0.75:
            entries.append(_build_near_arn(random, asked, request.get("context") or {}))
        else:
            entries.append(random.choice((*_RESOURCES, "*")))
    negated = random.random() < 0.12
    return {"NotResource" if negated else "Resource": _maybe_alone(random, entries)}


def _build_near_arn(random: Random, arn: str, context: dict) -> str:
    parts = arn.split(":", 5)
    parts[5] = build_near(random, parts[5], context)
    if random.random() < 0.3:
        at = random.choice((3, 4))
        parts[at] = random.choice(("*", build_near(random, parts[at], context)))
        parts[1] = random.choice(("*", "aws", "aws-cn"))
    return ":".join(parts)


def build_principal(random: Random, request: dict) -> object:
    """An element that usually names the caller in one of the ways there are."""
    entries = [_build_entry(random, request["principal"]) for _ in range(random.choice((1, 1, 2)))]
    if random.random() < 0.12:
        return "*"
    element: dict = {}
    for name, text in entries:
        element.setdefault(name, []).append(text)
    return {name: _maybe_alone(random, texts) for name, texts in element.items()}


def _build_entry(random: Random, caller: object) -> tuple[str, str]:
    if random.random() < 0.2 or not isinstance(caller, str) or ":" not in caller:
        named = [("Federated", text) for text in PROVIDERS] + [
            ("Service", text) for text in SERVICES
        ]
        known = [entry for entry in named if entry[1] == caller]
        if known and random.random() < 0.6:
            return random.choice(known)
        if random.random() < 0.4:
            return random.choice(named)
        other = build_caller(random)
        usable = isinstance(other, str) and other.startswith("arn:") and "group" not in other
        return (
            ("AWS", other)
            if usable and "provider" not in other and "s3" not in other
            else ("AWS", "*")
        )
    if "-provider/" in caller:
        return random.choice((("Federated", caller), ("Federated", PROVIDERS[0]), ("AWS", "*")))
    return "AWS", random.choice(_name_caller(random, caller))


def _name_caller(random: Random, caller: str) -> list[str]:
    """The ways to name this caller, and some that just miss."""
    parts = caller.split(":", 5)
    if len(parts) < 6 or not parts[4].isdigit():
        return ["*"]
    partition, account, name = parts[1], parts[4], parts[5]
    iam = f"arn:{partition}:iam::{account}"
    ways = [account, f"{iam}:root", random.choice(ACCOUNTS), "*", "AROADBQP57FF2AEXAMPLE"]
    kind, _, rest = name.partition("/")
    if kind in {"user", "role"}:
        ways += [
            caller,
            caller,
            f"{iam}:{kind}/{rest.rpartition('/')[2]}",
            f"{iam}:{kind}/{rest.swapcase()}",
        ]
        ways.append(f"arn:{partition}:sts::{account}:assumed-role/{rest.rpartition('/')[2]}/alice")
    elif kind == "assumed-role":
        role, _, session = rest.partition("/")
        ways += [caller, caller, f"{iam}:role/{role}", f"{iam}:role/team/{role}"]
        ways += [
            f"arn:{partition}:sts::{account}:assumed-role/{role}/{session}x",
            f"{iam}:user/{role}",
        ]
        ways.append(f"arn:aws-us-gov:iam::{account}:role/{role}")
    elif kind == "federated-user":
        ways += [
            caller,
            caller,
            f"{iam}:user/{rest}",
            f"{iam}:user/team/{rest}",
            f"{iam}:role/{rest}",
        ]
    return ways


def _maybe_alone(random: Random, entries: list) -> object:
    return entries[0] if len(entries) == 1 and random.random() < 0.6 else entries
