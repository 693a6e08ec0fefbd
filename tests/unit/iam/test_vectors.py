"""Every row of the vector files, and what must hold of each of them however it is written."""

import json

import pytest

from rolebridge.iam import (
    Outcome,
    PolicyKind,
    RequestContext,
    build_federated_principal,
    decide_trust,
    parse_policy,
)
from support.vectors import load_cases

DECISIONS = load_cases(
    "iam",
    "actions",
    "arn",
    "bool_null_binary",
    "date",
    "decisions",
    "ip_address",
    "missing_keys",
    "multivalued",
    "numeric",
    "principals",
    "several_actions",
    "string",
    "variables",
)


def context_of(request):
    return RequestContext.of(
        {k: v if isinstance(v, str) else tuple(v) for k, v in request["context"].items()}
    )


def decide(document, request):
    policy = parse_policy(json.dumps(document), PolicyKind.TRUST)
    principal = build_federated_principal(request["principal"])
    return decide_trust(
        policy, principal, request["actions"], request["resource"], context_of(request)
    )


@pytest.mark.parametrize("case", DECISIONS)
def test_a_trust_policy_decides_as_documented(case):
    decision = decide(case["policies"]["trust"], case["request"])

    assert decision.outcome.value == case["expected"], case["because"]


@pytest.mark.parametrize("case", DECISIONS)
def test_the_explanation_agrees_with_the_decision(case):
    decision = decide(case["policies"]["trust"], case["request"])
    explanation = decision.explain()

    assert explanation.outcome is decision.outcome
    outcomes = {report.action: report.outcome for report in explanation.actions}
    assert all(o is Outcome.ALLOWED for o in outcomes.values()) == decision.is_allowed
    if not decision.is_allowed:
        assert outcomes[decision.action] is decision.outcome
    assert json.loads(json.dumps(explanation.as_dict())) == explanation.as_dict()
    assert "".join(explanation.lines())


def as_list(value):
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("case", DECISIONS)
def test_scalars_and_one_element_arrays_mean_the_same(case):
    document = json.loads(json.dumps(case["policies"]["trust"]))
    document["Statement"] = as_list(document["Statement"])
    for statement in document["Statement"]:
        for name in ("Action", "NotAction"):
            if name in statement:
                statement[name] = as_list(statement[name])
        if isinstance(statement["Principal"], dict):
            statement["Principal"] = {k: as_list(v) for k, v in statement["Principal"].items()}
        for operator, keys in statement.get("Condition", {}).items():
            statement["Condition"][operator] = {k: as_list(v) for k, v in keys.items()}

    assert decide(document, case["request"]).outcome.value == case["expected"]


@pytest.mark.parametrize("case", DECISIONS)
def test_the_order_of_statements_values_and_actions_does_not_matter(case):
    document = json.loads(json.dumps(case["policies"]["trust"]))
    document["Statement"] = as_list(document["Statement"])[::-1]
    for statement in document["Statement"]:
        for keys in statement.get("Condition", {}).values():
            for key, values in keys.items():
                keys[key] = values[::-1] if isinstance(values, list) else values
    request = {**case["request"], "actions": case["request"]["actions"][::-1]}

    assert decide(document, request).outcome.value == case["expected"]


@pytest.mark.parametrize("case", DECISIONS)
def test_a_further_deny_never_widens_and_a_further_allow_never_lifts_a_deny(case):
    document = json.loads(json.dumps(case["policies"]["trust"]))
    statements = as_list(document["Statement"])
    everything = {"Principal": "*", "Action": "sts:*"}

    denied = {**document, "Statement": [*statements, {"Effect": "Deny", **everything}]}
    allowed = {**document, "Statement": [*statements, {"Effect": "Allow", **everything}]}

    assert decide(denied, case["request"]).outcome is Outcome.EXPLICIT_DENY
    is_denied = case["expected"] == Outcome.EXPLICIT_DENY
    assert (decide(allowed, case["request"]).outcome is Outcome.EXPLICIT_DENY) == is_denied
