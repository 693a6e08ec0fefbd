"""Short ways of asking policies of every layer about one request."""

import json

from rolebridge.iam import (
    Decision,
    Layers,
    PolicyKind,
    PolicySet,
    Principal,
    Request,
    RequestContext,
    build_principal,
    decide,
    parse_policy,
)

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
USER = f"arn:aws:iam::{ACCOUNT}:user/bob"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev/bob"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Dev"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
BUCKET = "arn:aws:s3:::reports"
OBJECT = f"{BUCKET}/2026.csv"
READ = "s3:GetObject"


def allow(**elements):
    """A statement that allows everything, changed by the given elements; None removes one."""
    usual = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return {k: v for k, v in {**usual, **elements}.items() if v is not None}


def deny(**elements):
    return allow(**{"Effect": "Deny", **elements})


EVERYTHING = [allow()]
NOTHING = [allow(Action="sqs:SendMessage")]


def resource_policy(*principals, **elements):
    """The statements of a resource policy that allows everything to some principals of AWS."""
    return [allow(Principal={"AWS": list(principals)}, **elements)]


def document(*statements, version="2012-10-17", indent=None) -> str:
    return json.dumps({"Version": version, "Statement": list(statements)}, indent=indent)


def policies(kind, *documents) -> PolicySet:
    """Policies of one layer: each a document's text, or a statement that is the only one."""
    texts = [d if isinstance(d, str) else document(d) for d in documents]
    return PolicySet.of([parse_policy(text, kind) for text in texts])


def attach(
    *, identity=None, resource=None, trust=None, session=None, boundary=None, scp=(), rcp=()
):
    """Layers, each from the statements of one policy; scp and rcp from one statement a level."""

    def union(kind, statements):
        return None if statements is None else policies(kind, document(*statements))

    own = resource if trust is None else trust
    kind = PolicyKind.RESOURCE if trust is None else PolicyKind.TRUST
    return Layers(
        identity=union(PolicyKind.IDENTITY, identity),
        resource=None if own is None else parse_policy(document(*own), kind),
        session=union(PolicyKind.SESSION, session),
        boundary=union(PolicyKind.BOUNDARY, boundary),
        scp=tuple(policies(PolicyKind.SCP, statement) for statement in scp),
        rcp=tuple(policies(PolicyKind.RCP, statement) for statement in rcp),
    )


def identity(*documents) -> Layers:
    """Several identity policies and nothing else."""
    return Layers(identity=policies(PolicyKind.IDENTITY, *documents))


def ask(layers, *, by=USER, action=READ, on=OBJECT, account=None, context=None) -> Decision:
    """Decide whether `by` may do the action on a resource that belongs to the account."""
    principal = by if isinstance(by, Principal) else build_principal(by)
    values = RequestContext.of(context or {})
    return decide(Request(principal, action, on, account, values), layers)


def explain(*, by=USER, action=READ, on=OBJECT, account=None, context=None, **layers):
    """Attach the layers, ask, and explain."""
    asked = {"by": by, "action": action, "on": on, "account": account, "context": context}
    return ask(attach(**layers), **asked).explain()


def codes_of(values):
    """The codes of near misses or reasons."""
    return [value.as_dict()["code"] for value in values]
