"""Each fault of a statement in words, and where it stands."""

import json

import pytest

from rolebridge.iam import MalformedPolicy, PolicyKind, parse_policy
from support.questions import USER, allow

NO_VALUE = "a string, number or boolean, or an array of them"


def when(block):
    return allow(Condition=block)


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            when({"StringEquals": {"": "x"}}),
            [("Condition.StringEquals['']", "a condition key has a name")],
        ),
        (
            when({"NumericEquals": {"k:K": "one"}}),
            [
                (
                    "Condition.NumericEquals['k:K']",
                    "'one' is no value that NumericEquals can compare",
                )
            ],
        ),
        (
            when({"StringEquals": {"k:K": ["a", {}, None]}}),
            [
                ("Condition.StringEquals['k:K'][1]", NO_VALUE),
                ("Condition.StringEquals['k:K'][2]", NO_VALUE),
            ],
        ),
        (
            when({"StringEquals": {"k:K": ["a", "${"]}}),
            [("Condition.StringEquals['k:K'][1]", "'${' begins no policy variable")],
        ),
        (
            allow(Resource="arn:aws:s3:::${"),
            [("Resource", "'${' begins no policy variable")],
        ),
        (allow(Action=5), [("Action", "a string or an array of strings")]),
        (allow(Effect=None), [("", "Effect is missing")]),
        (allow(Sid=1), [("Sid", "Sid is a string")]),
        (
            allow(Principal={"AWS": USER}),
            [("Principal", "a policy of this kind belongs to a principal and names none")],
        ),
    ],
)
def test_a_fault_of_a_permission_is_told_at_its_place(statement, faults):
    assert faults_of(PolicyKind.IDENTITY, statement) == faults


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (allow(Action="sts:AssumeRole", Resource=None), "Principal is missing"),
        (
            allow(Action="s3:Get", Principal="*", Resource=None),
            "sts:SetSourceIdentity and sts:SetContext only",
        ),
    ],
)
def test_a_fault_of_a_trust_policy_is_told(statement, text):
    ((_, told),) = faults_of(PolicyKind.TRUST, statement)

    assert told.endswith(text)


def faults_of(kind, statement):
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text, kind)
    beginning = "Statement[0]"
    return [
        (fault.path.removeprefix(beginning).removeprefix("."), fault.text)
        for fault in refused.value.faults
    ]


def test_truth_values_of_json_are_words():
    condition = {"Bool": {"k:K": [True, False]}, "StringEquals": {"k:L": [False, 1.50]}}
    text = json.dumps({"Statement": [when(condition)]})

    (statement,) = parse_policy(text, PolicyKind.IDENTITY).statements

    assert [[v.source for v in c.values] for c in statement.conditions] == [
        ["true", "false"],
        ["false", "1.5"],
    ]
