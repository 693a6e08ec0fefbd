"""Random cases in the interchange format. One seed and one number make the same case for ever."""

import random

from interop.differential import world
from interop.differential.documents import (
    Document,
    Subject,
    conditional_access,
    full_access,
    random_account,
    random_document,
)
from interop.differential.keys import GLOBAL, MULTIPLE, OF_VARIABLES, UNREADABLE, type_of
from interop.differential.world import HAS_ACCOUNT, HOME, Caller, Kind, Target

Case = dict[str, object]

_QUESTIONS = (
    (world.PEOPLE, world.PERMISSIONS, False),
    (world.PEOPLE, world.ASSUME, True),
    (world.SAML_PROVIDERS, world.ASSUME_SAML, True),
    (world.WEB_PROVIDERS, world.ASSUME_WEB, True),
    (world.SERVICES, world.ASSUME, True),
    (world.SERVICES, world.PERMISSIONS, False),
    (world.NOBODY, world.PERMISSIONS[:1], False),
)
_SHARES = (50, 19, 12, 6, 6, 4, 3)


def random_case(seed: int, number: int) -> Case:
    rng = random.Random(f"{seed}:{number}")
    caller, target, is_trust = _random_question(rng)
    account = random_account(rng, _account_of(caller))
    resource = target.resource.format(account=account)
    keys = [*target.keys, *target.keys, *GLOBAL]
    context = _random_context(rng, sorted({*keys}))
    subject = Subject(caller, target, resource, keys, context, is_trust)
    request = {"principal": caller.principal, "action": target.action, "resource": resource}
    request["context"] = context
    if account not in resource or rng.random() < 0.7:
        request["resourceAccount"] = account
    build = _one_condition if rng.random() < 0.4 else _random_layers
    return {"id": f"{seed}:{number}", "request": request, "policies": build(rng, subject)}


def _random_question(rng: random.Random) -> tuple[Caller, Target, bool]:
    """Who asks for what, and whether of a role. Each door is asked for by those who can use it."""
    callers, targets, is_trust = rng.choices(_QUESTIONS, _SHARES)[0]
    return rng.choice(callers), rng.choice(targets), is_trust


def _account_of(caller: Caller) -> str:
    parts = str(caller.principal).split(":")
    return parts[4] if caller.kind in HAS_ACCOUNT or len(parts) > 5 else HOME


def _random_context(rng: random.Random, keys: list[str]) -> dict[str, object]:
    return {_spelled(rng, key): _random_value(rng, key) for key in keys if rng.random() < 0.6}


def _random_value(rng: random.Random, key: str) -> object:
    pool = type_of(key).of_requests
    if key in MULTIPLE and rng.random() < 0.9:
        return rng.sample(pool, rng.choice((0, 1, 2, 2, 3)))
    if key in OF_VARIABLES:
        return rng.choice((*pool, *["ann"] * len(pool)))
    if rng.random() < 0.02:
        # AWS sends no such request, but the case format can say it.
        return rng.sample([value for value in pool if value not in UNREADABLE], 2)
    return rng.choice(pool)


def _spelled(rng: random.Random, key: str) -> str:
    return key if rng.random() < 0.95 else rng.choice((key.lower(), key.upper()))


def _one_condition(rng: random.Random, subject: Subject) -> dict[str, object]:
    """A condition alone decides: nothing else limits the request."""
    document = conditional_access(rng, subject)
    if "Principal" in document["Statement"][0]:
        return {"resource": document}
    return {"identity": [document]}


def _random_layers(rng: random.Random, subject: Subject) -> dict[str, object]:
    layers: dict[str, object] = {}
    kind = subject.caller.kind
    if rng.random() < (0.95 if subject.is_trust else 0.55):
        layers["resource"] = random_document(rng, subject, "resource")
    if kind in HAS_ACCOUNT and rng.random() < 0.85:
        layers["identity"] = _documents(rng, subject, "identity")
    if kind in (Kind.SESSION, Kind.FEDERATED_USER) and rng.random() < 0.4:
        session = _documents(rng, subject, "session")
        layers["session"] = session[0] if rng.random() < 0.5 else session
    if kind in (Kind.USER, Kind.ROLE, Kind.SESSION) and rng.random() < 0.3:
        layers["boundary"] = _documents(rng, subject, "boundary")
    if kind in HAS_ACCOUNT and rng.random() < 0.25:
        layers["scp"] = _levels(rng, subject, "scp")
    if rng.random() < 0.08:
        layers["rcp"] = _levels(rng, subject, "rcp")
    return layers


def _documents(rng: random.Random, subject: Subject, kind: str) -> list[Document]:
    documents = [random_document(rng, subject, kind) for _ in range(rng.choice((1, 1, 2)))]
    if rng.random() < 0.4:
        documents.append(full_access())
    return documents


def _levels(rng: random.Random, subject: Subject, kind: str) -> list[list[Document]]:
    levels = [[random_document(rng, subject, kind)] for _ in range(rng.choice((1, 2)))]
    if rng.random() < 0.03:
        levels.append([])
    if kind == "scp":
        for level in levels:
            if rng.random() < 0.7:
                level.append(full_access())
    return levels
