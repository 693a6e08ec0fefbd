"""Short ways of saying a trust policy, a caller and a decision."""

import json

from rolebridge.iam import (
    Decision,
    Policy,
    PolicyKind,
    RequestContext,
    build_federated_principal,
    decide_trust,
    parse_policy,
)

PROVIDER = "arn:aws:iam::111122223333:saml-provider/ExampleCorp"
ROLE = "arn:aws:iam::111122223333:role/ReadOnly"
ASSUME = "sts:AssumeRoleWithSAML"
TAG = "sts:TagSession"
SOURCE = "sts:SetSourceIdentity"


def statement(**elements):
    """A statement that allows the provider to assume, changed by the given elements; None removes."""
    usual = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": ASSUME}
    return {k: v for k, v in {**usual, **elements}.items() if v is not None}


def trust_text(*statements, version="2012-10-17", indent=None) -> str:
    document = {"Version": version, "Statement": list(statements)}
    return json.dumps(document, indent=indent)


def trust(*statements, version="2012-10-17", indent=None) -> Policy:
    return parse_policy(trust_text(*statements, version=version, indent=indent), PolicyKind.TRUST)


def decide(policy: Policy, context=None, *, actions=(ASSUME,), principal=PROVIDER) -> Decision:
    values = RequestContext.of(context or {})
    return decide_trust(policy, build_federated_principal(principal), actions, ROLE, values)


def is_met(condition: dict, context=None) -> bool:
    """Whether a Condition block is met by a request."""
    return decide(trust(statement(Condition=condition)), context).is_allowed
