"""One random case out of its name.

A third of the cases have every layer there can be, where rules meet rules. The others look at one
thing, which then alone decides: a condition, a Principal element, a pattern, a value. Some ask
the same policies again and again.
"""

import re
from random import Random

from fuzz.conditions import build_condition, build_conditions
from fuzz.documents import build_document, build_principal
from fuzz.pools import HOME
from fuzz.requests import build_context, build_request, spoil_request
from fuzz.values import build_for_value
from fuzz.wildcards import build_for_pattern


def build_case(seed: int, index: int) -> dict:
    """The case of this name, always the same."""
    random = Random(f"{seed}:{index}")
    if random.random() < 0.08:
        request, policies = _build_shared(random, Random(f"{seed}:policies:{index // 100}"))
    else:
        build = random.choices(*zip(*_KINDS, strict=True))[0]
        request, policies = build(random)
    if random.random() < 0.005:
        spoil_request(random, request)
    return {"id": f"{seed}:{index}", "request": request, "policies": policies}


def _build_for_condition(random: Random) -> tuple[dict, dict]:
    """A user at home whose one condition decides."""
    context = build_context(random)
    request = {
        "principal": f"arn:aws:iam::{HOME}:user/alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::bucket/alice/x",
        "context": context,
    }
    build = build_condition if random.random() < 0.8 else build_conditions
    block = build(random, context)
    everything = {"Action": "*", "Resource": "*"}
    statements = [{"Effect": "Allow", **everything, "Condition": block}]
    if random.random() < 0.2:
        statements[0]["Effect"] = "Deny"
        statements.append({"Effect": "Allow", **everything})
    version = "2012-10-17" if random.random() < 0.9 else "2008-10-17"
    return request, {"identity": [{"Version": version, "Statement": statements}]}


def _build_for_principal(random: Random) -> tuple[dict, dict]:
    """A resource or trust policy of one Allow, perhaps one Deny, and broad layers around it."""
    request = build_request(random)
    kind = _choose_own(request)
    statements = []
    for effect in ("Allow", "Deny") if random.random() < 0.3 else ("Allow",):
        name = "NotPrincipal" if kind == "resource" and random.random() < 0.3 else "Principal"
        statement = {"Effect": effect, name: build_principal(random, request)}
        statement |= {"Action": "sts:*"} if kind == "trust" else {"Action": "*", "Resource": "*"}
        statements.append(statement)
    policies: dict = {"resource": {"Version": "2012-10-17", "Statement": statements}}
    for layer in ("identity", "boundary", "session"):
        if random.random() < 0.4:
            allows = {
                "Effect": "Allow",
                "Action": random.choice(("*", "*", "ec2:*")),
                "Resource": "*",
            }
            policies[layer] = [{"Statement": [allows]}]
    return request, policies


def _build_whole(random: Random) -> tuple[dict, dict]:
    request = build_request(random)
    return request, _build_layers(random, request)


def _build_layers(random: Random, request: dict) -> dict:
    own = _choose_own(request)
    layers: dict = {}

    def documents(kind: str, counts: tuple) -> list:
        return [build_document(random, kind, request) for _ in range(random.choice(counts))]

    if random.random() < 0.85:
        layers["identity"] = documents("identity", (0, 1, 1, 1, 2, 3))
    if random.random() < (0.95 if own == "trust" else 0.6):
        layers["resource"] = build_document(random, own, request)
    if random.random() < 0.3:
        sessions = documents("session", (0, 1, 1, 1, 2))
        alone = len(sessions) == 1 and random.random() < 0.5
        layers["session"] = sessions[0] if alone else sessions
    if random.random() < 0.3:
        layers["boundary"] = documents("boundary", (0, 1, 1, 1, 2))
    if random.random() < 0.25:
        levels = range(random.choice((0, 1, 1, 2, 3)))
        layers["scp"] = [documents("scp", (0, 1, 1, 1, 1, 1, 2, 2)) for _ in levels]
    if random.random() < 0.15:
        layers["rcp"] = [documents("rcp", (0, 1, 1, 2)) for _ in range(random.choice((0, 1, 2)))]
    return layers


def _build_shared(random: Random, common: Random) -> tuple[dict, dict]:
    """One of several requests to the same policies, which are many and speak of many things."""
    policies: dict = {}
    for layer, counts in (
        ("identity", (3, 6, 10)),
        ("boundary", (0, 0, 2)),
        ("session", (0, 0, 2)),
    ):
        asked = [build_request(common) for _ in range(common.choice(counts))]
        if asked:
            policies[layer] = [build_document(common, layer, request) for request in asked]
    request = build_request(random)
    if random.random() < 0.7:
        request["principal"] = f"arn:aws:iam::{HOME}:user/alice"
        request["resourceAccount"] = HOME
    return request, policies


def _choose_own(request: dict) -> str:
    """What `resource` is for this request: a role's trust policy or another resource's policy."""
    asks = re.match("(?i)sts:(assume|tagsession$|setsourceidentity$)", request["action"])
    return "trust" if asks and ":role/" in request["resource"] else "resource"


_KINDS = (
    (_build_whole, 8),
    (_build_for_condition, 7),
    (_build_for_principal, 4),
    (build_for_pattern, 2),
    (build_for_value, 3),
)
