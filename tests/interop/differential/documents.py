"""Random policy documents about one request, of every kind that can be attached to it."""

import json
import random
from dataclasses import dataclass

from interop.differential.conditions import Context, random_conditions
from interop.differential.keys import ARN_OF_SOURCE
from interop.differential.world import ACCOUNTS, EVERYBODY, HAS_ACCOUNT, Caller, Target

_OTHER_ACTIONS = (
    "s3:DeleteObject",
    "ec2:RunInstances",
    "sqs:ReceiveMessage",
    "sts:GetFederationToken",
)
_TRUST_ACTIONS = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:TagSession",
    "sts:SetSourceIdentity",
)
# Without a version, or with the old one, a document has no variables.
_NEW = "2012-10-17"
_VERSIONS = (_NEW,) * 8 + ("2008-10-17", None)
# Resource control policies know the new version only. Of session policies the peer takes one, and
# only documents of one version can be joined into one.
_NEW_KINDS = frozenset({"rcp", "session"})

Statement = dict[str, object]
Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the documents of one case are about."""

    caller: Caller
    target: Target
    resource: str
    keys: list[str]
    context: Context
    is_trust: bool


def random_document(rng: random.Random, subject: Subject, kind: str) -> Document:
    """A document of `kind` (a layer's name) that often matches the request."""
    count = rng.choice((1, 1, 2, 3))
    statements = [_random_statement(rng, subject, kind) for _ in range(count)]
    body: object = statements[0] if count == 1 and rng.random() < 0.5 else statements
    return _versioned(_NEW if kind in _NEW_KINDS else rng.choice(_VERSIONS), body)


def _versioned(version: str | None, body: object) -> Document:
    if version != _NEW:
        # Without variables this one would be a value that is no ARN.
        body = json.loads(json.dumps(body).replace(ARN_OF_SOURCE, "*"))
    return {"Statement": body} if version is None else {"Version": version, "Statement": body}


def full_access() -> Document:
    """What everybody attaches who does not want this layer to limit anything."""
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [allow]}


def conditional_access(rng: random.Random, subject: Subject) -> Document:
    """Everything is allowed, or allowed and then denied, under one condition.

    Whom no identity policy can be attached to is named by a policy of the resource.
    """
    anything: Statement = {"Action": "sts:*" if subject.is_trust else "*"}
    if not subject.is_trust:
        anything["Resource"] = "*"
    if subject.is_trust or subject.caller.kind not in HAS_ACCOUNT:
        kind, text = subject.caller.names[0]
        anything["Principal"] = {kind: text}
    block = random_conditions(rng, subject.keys, subject.context)
    statements = [{"Effect": "Allow", **anything}]
    if rng.random() < 0.3:
        statements.append({"Effect": "Deny", **anything})
    statements[-1]["Condition"] = block
    return _versioned(rng.choice(_VERSIONS), statements)


def _random_statement(rng: random.Random, subject: Subject, kind: str) -> Statement:
    denies = kind == "rcp" or rng.random() < 0.13
    statement: Statement = {"Effect": "Deny" if denies else "Allow"}
    if kind == "rcp":
        statement["Principal"] = "*"
    elif kind == "resource":
        statement |= _random_principals(rng, subject, denies=denies)
    statement |= _random_actions(rng, subject, kind)
    if not (kind == "resource" and subject.is_trust):
        statement |= _random_resources(rng, subject)
    if rng.random() < 0.2:
        statement["Sid"] = f"S{rng.randrange(10**6)}"
    if rng.random() < 0.45:
        statement["Condition"] = random_conditions(rng, subject.keys, subject.context)
    return statement


def _random_actions(rng: random.Random, subject: Subject, kind: str) -> Statement:
    service, _, name = subject.target.action.partition(":")
    trusting = kind == "resource" and subject.is_trust
    others = _TRUST_ACTIONS if trusting else _OTHER_ACTIONS
    choices = [subject.target.action] * 4
    choices += [
        f"{service}:*",
        f"{service}:{name[:3]}*",
        f"{service}:?{name[1:]}",
        rng.choice(others),
    ]
    choices.append(f"{service.upper()}:{name.lower()}")
    if kind == "rcp" or trusting:
        return {"Action": _one_or_more(rng, choices)}
    if rng.random() < 0.1:
        return {"NotAction": _one_or_more(rng, [*others, subject.target.action])}
    return {"Action": _one_or_more(rng, [*choices, "*"])}


def _random_resources(rng: random.Random, subject: Subject) -> Statement:
    choices = [subject.resource, subject.resource, *subject.target.patterns, "*", "*"]
    name = "NotResource" if rng.random() < 0.15 else "Resource"
    return {name: _one_or_more(rng, choices)}


def _random_principals(rng: random.Random, subject: Subject, *, denies: bool) -> Statement:
    if rng.random() < 0.2:
        return {"Principal": rng.choice(("*", {"AWS": "*"}))}
    mine = list(subject.caller.names)
    others = [name for caller in rng.sample(EVERYBODY, 3) for name in caller.names]
    pairs = [rng.choice(mine)] if rng.random() < 0.8 else []
    pairs += rng.sample(others, rng.choice((0, 1, 2)) if pairs else 2)
    named: dict[str, list[str]] = {}
    for kind, text in pairs:
        named.setdefault(kind, []).append(text)
    element = (
        "NotPrincipal" if denies and not subject.is_trust and rng.random() < 0.15 else "Principal"
    )
    return {element: {kind: _flat(list(dict.fromkeys(texts))) for kind, texts in named.items()}}


def _one_or_more(rng: random.Random, choices: list[str]) -> object:
    picked = [rng.choice(choices) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    return _flat(list(dict.fromkeys(picked)))


def _flat(texts: list[str]) -> object:
    return texts[0] if len(texts) == 1 else texts


def random_account(rng: random.Random, home: str) -> str:
    """The resource's account: mostly the caller's own."""
    return home if rng.random() < 0.6 else rng.choice(ACCOUNTS)
