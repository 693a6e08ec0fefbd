"""What holds of every decision, whatever the policies say. Cases are seeded; none is left to chance."""

import copy
import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.answers import ask_engine
from fuzz.cases import build_case
from fuzz.documents import build_document, build_statement
from fuzz.rewrites import REWRITES, split
from fuzz.walk import list_documents, list_statements
from rolebridge.iam import (
    MalformedPolicy,
    Outcome,
    PolicyKind,
    RequestContext,
    build_principal,
    decide_trust,
    parse_policy,
)
from rolebridge.lab.policy_cases import judge_case

ALLOWED, DENIED, ERROR = "Allowed", "ExplicitlyDenied", "Error"
USER = "arn:aws:iam::111122223333:user/alice"


@pytest.fixture(scope="module")
def judged():
    """Cases that are no error, with the engine's answers."""
    cases = [build_case(200, index) for index in range(700)]
    pairs = [(case, ask_engine(case)) for case in cases]
    return [(case, answer) for case, answer in pairs if answer.verdict != ERROR]


def add_statements(judged, effect):
    """Each case with a random statement more in one of its documents: (before, after)."""
    for number, (case, before) in enumerate(judged):
        random = Random(number)
        changed = copy.deepcopy(case)
        documents = list_documents(changed)
        if not documents:
            continue
        layer, document = random.choice(documents)
        is_trust = layer == "resource" and before.layer == "trust"
        kind = "trust" if is_trust else layer
        statement = {**build_statement(random, kind, changed["request"]), "Effect": effect}
        document["Statement"] = [*list_statements(document), statement]
        after = ask_engine(changed)
        if after.verdict != ERROR:
            yield before, after


def test_a_further_deny_never_widens(judged):
    pairs = list(add_statements(judged, "Deny"))

    assert all(before.verdict == ALLOWED for before, after in pairs if after.verdict == ALLOWED)
    assert all(after.verdict == DENIED for before, after in pairs if before.verdict == DENIED)
    assert any(before.verdict != after.verdict for before, after in pairs)


def test_a_further_allow_never_narrows_and_never_lifts_a_deny(judged):
    pairs = list(add_statements(judged, "Allow"))

    assert all(after.verdict == ALLOWED for before, after in pairs if before.verdict == ALLOWED)
    assert all(
        (after.verdict, after.layer) == (DENIED, before.layer)
        for before, after in pairs
        if before.verdict == DENIED
    )
    assert any(before.verdict != after.verdict for before, after in pairs)


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
def test_what_is_written_otherwise_is_decided_alike(judged, rewrite):
    changes = 0
    for number, (case, answer) in enumerate(judged):
        changed = copy.deepcopy(case)
        rewrite(Random(number), changed)
        changes += changed != case

        rewritten = ask_engine(changed)

        # Documents that are merged may be longer than any document may be.
        assert rewritten[:2] == answer[:2] or "characters" in rewritten.error, json.dumps(changed)
    assert changes > 200


def test_a_document_split_keeps_every_match(judged):
    for case, answer in judged:
        changed = copy.deepcopy(case)
        split(Random(0), changed)

        layers = sorted(match[0] for match in answer.matched)

        assert sorted(match[0] for match in ask_engine(changed).matched) == layers


def judge(statement, resource="arn:aws:s3:::bucket", **context):
    request = {"principal": USER, "action": "s3:GetObject", "resource": resource}
    request["context"] = {key.replace("__", ":"): value for key, value in context.items()}
    document = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", **statement},
    }
    return judge_case({"request": request, "policies": {"identity": [document]}}).as_dict()[
        "verdict"
    ]


hostile_texts = st.text(alphabet="ab*?:/${}',", max_size=8)


@settings(deadline=None, max_examples=300)
@given(value=hostile_texts, text=hostile_texts)
def test_a_substituted_value_is_never_a_pattern(value, text):
    same = value != "" and text == value
    wanted = {"arn:aws:s3:::b/${k:Value}": f"arn:aws:s3:::b/{text}", "x${k:Value}y": f"x{text}y"}
    (arn, given_arn), (pattern, given_text) = wanted.items()
    conditions = {"ArnLike": {"k:Arn": arn}, "StringLike": {"k:Text": pattern}}

    by_resource = judge({"Resource": arn}, given_arn, k__Value=value)
    by_condition = [
        judge(
            {"Resource": "*", "Condition": {operator: block}},
            k__Value=value,
            k__Arn=given_arn,
            k__Text=given_text,
        )
        for operator, block in conditions.items()
    ]

    assert {by_resource, *by_condition} == {ALLOWED if same else "ImplicitlyDenied"}


@settings(deadline=None, max_examples=200)
@given(value=hostile_texts, text=hostile_texts)
def test_a_substituted_value_is_never_filled_again(value, text):
    statement = {"Resource": "*", "Condition": {"StringEquals": {"k:Text": "${k:Outer}"}}}
    outer = "${k:Inner}" + value

    verdict = judge(statement, k__Outer=outer, k__Inner="inner", k__Text=text)

    assert (verdict == ALLOWED) == (text == outer)


ACTIONS = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
HARSHEST = (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY, Outcome.ALLOWED)


def test_a_call_of_several_actions_is_as_its_harshest_action():
    principal = build_principal("arn:aws:sts::111122223333:assumed-role/Admin/alice")
    role = "arn:aws:iam::111122223333:role/Target"
    request = {"principal": principal.arn, "action": ACTIONS[0], "resource": role, "context": {}}
    outcomes = set()
    for seed in range(300):
        random = Random(seed)
        document = build_document(random, "trust", request)
        text = document if isinstance(document, str) else json.dumps(document)
        try:
            policy = parse_policy(text, PolicyKind.TRUST)
        except MalformedPolicy:
            continue
        actions = random.sample(ACTIONS, 3)

        decision, *alone = (
            decide_trust(policy, principal, asked, role, RequestContext({}))
            for asked in (actions, *([action] for action in actions))
        )

        assert decision.outcome is min((one.outcome for one in alone), key=HARSHEST.index)
        outcomes.add(decision.outcome)
    assert outcomes == set(HARSHEST)
