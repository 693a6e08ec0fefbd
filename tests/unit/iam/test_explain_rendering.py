"""Explanations as AWS's sentence, as lines for people and as plain data."""

import pytest

from rolebridge.iam import ANONYMOUS, Layer
from support.policies import ASSUME, TAG, decide, statement, trust
from support.questions import (
    ACCOUNT,
    EVERYTHING,
    NOTHING,
    OBJECT,
    OTHER_ACCOUNT,
    USER,
    allow,
    ask,
    codes_of,
    deny,
    document,
    explain,
    identity,
)

SENTENCES = {
    Layer.IDENTITY: {"identity": NOTHING},
    Layer.BOUNDARY: {"identity": EVERYTHING, "boundary": NOTHING},
    Layer.SESSION: {"identity": EVERYTHING, "session": NOTHING},
    Layer.SCP: {"identity": EVERYTHING, "scp": NOTHING},
    Layer.RESOURCE: {"identity": EVERYTHING, "account": OTHER_ACCOUNT},
}
NAMES = {
    Layer.IDENTITY: "identity-based policy",
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
    Layer.SCP: "service control policy",
    Layer.RESOURCE: "resource-based policy",
    Layer.RCP: "resource control policy",
}


@pytest.mark.parametrize("layer", SENTENCES)
def test_an_implicit_denial_has_the_sentence_of_aws(layer):
    explanation = explain(**SENTENCES[layer])

    assert explanation.sentence == (
        f"User: {USER} is not authorized to perform: s3:GetObject on resource: {OBJECT} "
        f"because no {NAMES[layer]} allows the s3:GetObject action"
    )


@pytest.mark.parametrize("layer", NAMES)
def test_an_explicit_denial_has_the_sentence_of_aws(layer):
    of_resource = layer in (Layer.RESOURCE, Layer.RCP)
    denial = deny(Principal="*") if of_resource else deny()
    article = "an" if layer is Layer.IDENTITY else "a"

    explanation = explain(**{layer.value: [denial]})

    assert explanation.sentence == (
        f"User: {USER} is not authorized to perform: s3:GetObject on resource: {OBJECT} "
        f"with an explicit deny in {article} {NAMES[layer]}"
    )


@pytest.mark.parametrize(
    ("by", "begins"),
    [
        (ANONYMOUS, "User: anonymous is not"),
        ("sns.amazonaws.com", "sns.amazonaws.com is not"),
        (f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp", "arn:aws:iam::111122223333:saml-pro"),
    ],
)
def test_callers_that_are_no_users_are_not_called_so(by, begins):
    assert explain(by=by).sentence.startswith(begins)


def test_the_lines_put_first_what_decided_and_count_what_has_nothing_to_say():
    others = [allow(Action="sqs:Send"), allow(Action="sqs:Receive")]

    lines = explain(
        identity=[
            *others,
            allow(Resource="arn:aws:s3:::else"),
            allow(Condition={"Bool": {"aws:x": "true"}, "Null": {"aws:y": "false"}}),
            allow(Sid="All"),
            deny(Action="s3:*"),
        ],
        scp=[allow(), allow()],
        account=ACCOUNT,
    ).lines()

    assert lines[1:] == [
        "s3:GetObject: ExplicitlyDenied (identity)",
        "  - An explicit deny outweighs every allow.",
        "  identity denies it",
        "    Deny statement 6, line 1: matches",
        "    Allow statement 5 (All), line 1: matches",
        "    Allow statement 4, line 1: Condition is aws:x = no such key, not Bool true",
        "      also aws:y = no such key, not Null false",
        f"    Allow statement 3, line 1: Resource is {OBJECT}, not arn:aws:s3:::else",
        "    2 statements are for other actions",
        "  scp level 1 allows it",
        "    Allow statement 1, line 1: matches",
        "  scp level 2 allows it",
        "    Allow statement 1, line 1: matches",
    ]


def test_statements_of_several_policies_are_told_apart():
    layers = identity(allow(Action="sqs:*"), allow())

    (layer,) = ask(layers).explain().actions[0].layers

    assert [s.name for s in layer.statements] == [
        "policy 1, Allow statement 1, line 1",
        "policy 2, Allow statement 1, line 1",
    ]
    assert [s["policy"] for s in layer.as_dict()["statements"]] == [0, 1]


def test_nobody_has_to_read_thousands_of_lines():
    resources = [f"arn:aws:s3:::bucket-{n}" for n in range(7)]
    policy = document(*[allow(Resource=resources)] * 39, allow(Resource=resources[:6]))

    fitting = ask(identity(policy)).explain().lines()
    one_more = ask(identity(policy, allow(Action="s3:GetObjects"))).explain().lines()
    two_more = ask(identity(policy, document(*[allow(Action="s3:GetObjects")] * 2))).explain()

    assert len(fitting) == 6 + 40
    assert fitting[6].endswith("or arn:aws:s3:::bucket-5 or 1 more")
    assert fitting[-1].endswith("or arn:aws:s3:::bucket-5")
    assert one_more[-1] == "    1 statement more"
    assert two_more.lines()[-1] == "    2 statements more"


def test_statements_for_other_actions_are_told_where_they_are_near_misses():
    policy = [allow(Action=name) for name in ("sqs:Send", "s3:GetObjects", "sqs:Get")]

    (_, *told) = explain(identity=policy).lines()[5:]

    assert told == [
        "    Allow statement 2, line 1: Action is s3:GetObject, not s3:GetObjects",
        "      's3:GetObjects' is one letter away from 's3:GetObject': is it misspelt?",
        "    2 statements are for other actions",
    ]


def test_an_organization_policy_that_only_denies_is_not_called_silent():
    lines = explain(identity=EVERYTHING, rcp=[deny(Principal="*", Action="sqs:*")]).lines()

    assert "  rcp level 1 does not deny it" in lines


def test_an_organization_policy_for_everybody_names_nobody_in_particular():
    lines = explain(identity=EVERYTHING, rcp=[deny(Principal="*")]).lines()

    assert "    Deny statement 1, line 1: matches" in lines


def test_everybody_is_written_as_a_star():
    (statement,) = explain(resource=[deny(Principal=None, NotPrincipal="*")]).actions[0].statements

    assert statement.expected == ("anything but *",)


def test_the_reasons_of_a_call_are_those_of_the_action_that_decided():
    policy = trust(statement(), statement(Effect="Deny", Action=TAG))

    explanation = decide(policy, actions=(ASSUME, TAG)).explain()

    assert codes_of(explanation.reasons)[0] == "explicit_deny"
    assert explanation.as_dict()["reasons"] == [r.as_dict() for r in explanation.reasons]
    assert "explicit_deny" not in codes_of(explanation.actions[0].reasons)


def test_the_tree_is_plain_data_and_says_all():
    explanation = explain(identity=[allow(Sid="Read", Action="s3:Get*")], account=ACCOUNT)

    tree = explanation.as_dict()

    assert tree == {
        "outcome": "Allowed",
        "decidingLayer": "identity",
        "decidingAction": None,
        "principal": USER,
        "resource": OBJECT,
        "sentence": explanation.sentence,
        "reasons": [reason.as_dict() for reason in explanation.reasons],
        "nearMisses": [],
        "actions": [
            {
                "action": "s3:GetObject",
                "outcome": "Allowed",
                "decidingLayer": "identity",
                "reasons": tree["reasons"],
                "layers": [
                    {
                        "layer": "identity",
                        "level": None,
                        "outcome": "Allowed",
                        "grade": None,
                        "statements": [
                            {
                                "policy": 0,
                                "index": 0,
                                "line": 1,
                                "sid": "Read",
                                "effect": "Allow",
                                "matched": True,
                                "grade": None,
                                "failedElement": None,
                                "expected": [],
                                "actual": "",
                                "conditions": [],
                                "nearMisses": [],
                            }
                        ],
                    }
                ],
            }
        ],
    }


def test_statements_are_found_on_their_lines_however_the_document_is_written():
    anything = '"Action": "*", "Resource": "*"'
    trap = '"Condition": {"StringEquals": {"aws:x": "]},\\n{"}}'
    denial = f'{{"Effect": "Deny", {anything}}}'
    one, other = (f'{{"Effect":"{effect}",{anything}}}' for effect in ("Allow", "Deny"))
    documents = [
        f'{{"Version":"2012-10-17",\n"Statement":[{one},{other},\n{other}]}}',
        document(allow(), allow(), indent=2),
        f'{{\n"Statement"\n:\n{{"Effect": "Allow", {anything}}},\n"Version": "2012-10-17"}}',
        f'{{"Statement": [\n{{"Effect": "Allow", {anything}, {trap}}}\n,\n\n{denial}]}}',
    ]

    reports = [ask(identity(text)).explain().actions[0].statements for text in documents]

    assert [[report.line for report in told] for told in reports] == [
        [2, 2, 3],
        [4, 9],
        [4],
        [2, 5],
    ]
