import pytest

from rolebridge.iam import (
    Layer,
    Outcome,
    PolicyKind,
    RequestContext,
    build_federated_principal,
    decide_trust,
    parse_policy,
)
from support.policies import ASSUME, PROVIDER, ROLE, SOURCE, TAG, decide, statement, trust
from support.questions import ROLE as DEV
from support.questions import ROOT, SESSION, ask, attach, resource_policy


def test_a_decision_names_the_action_that_decided():
    policy = trust(statement(), statement(Effect="Deny", Action=SOURCE))

    assert decide(policy).action is None
    assert decide(policy, actions=(ASSUME, TAG)).action == TAG
    assert decide(policy, actions=(ASSUME, TAG, SOURCE)).action == SOURCE
    assert decide(policy, actions=(ASSUME, TAG, SOURCE)).outcome is Outcome.EXPLICIT_DENY


def test_actions_are_compared_without_case_and_named_as_asked():
    decision = decide(trust(statement()), actions=("STS:TAGSESSION",))

    assert decision.action == "STS:TAGSESSION"
    assert decide(trust(statement()), actions=("STS:ASSUMEROLEWITHSAML",)).is_allowed


def test_asking_nothing_or_asking_another_kind_of_policy_is_a_fault_of_the_program():
    permissions = parse_policy(
        '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}', PolicyKind.IDENTITY
    )
    caller, nothing = build_federated_principal(PROVIDER), RequestContext.of({})

    with pytest.raises(ValueError, match=r"^deciding about a role takes its trust policy"):
        decide_trust(permissions, caller, (ASSUME,), ROLE, nothing)
    with pytest.raises(ValueError, match="action"):
        decide_trust(trust(statement()), caller, (), ROLE, nothing)


def test_the_closest_name_of_a_caller_counts():
    both = attach(resource=resource_policy(ROOT, DEV))
    account = attach(resource=resource_policy(ROOT))

    assert ask(both, by=SESSION).is_allowed
    assert not ask(account, by=SESSION).is_allowed


def test_the_kind_of_the_policy_tells_what_its_layer_is_called():
    assert decide(trust(statement()), actions=("sts:Other",)).layer is Layer.TRUST

    of_resource = attach(resource=resource_policy(ROOT))
    assert ask(of_resource, by=SESSION, on=DEV, action="sts:AssumeRole").layer is Layer.IDENTITY
    denied = attach(resource=[{**resource_policy(ROOT)[0], "Effect": "Deny"}])
    decision = ask(denied, by=SESSION, on=DEV, action="sts:AssumeRole")
    assert decision.layer is Layer.RESOURCE


def test_one_policy_serves_many_requests():
    policy = trust(statement(Condition={"StringLike": {"saml:sub": "${saml:doc}*"}}))

    answers = [
        decide(policy, {"saml:sub": sub, "saml:doc": doc}).is_allowed
        for sub, doc in [("ab", "a"), ("ab", "b"), ("bb", "b"), ("ab", "a")]
    ]

    assert answers == [True, False, True, True]
