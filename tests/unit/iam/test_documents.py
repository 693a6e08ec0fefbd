import json

import pytest

from rolebridge.iam import (
    Effect,
    MalformedPolicy,
    PolicyKind,
    Rule,
    parse_policy,
    validate_policy,
)
from rolebridge.iam.documents import LONGEST
from support.policies import statement, trust, trust_text

API_LIMIT = 131_072

_PERMISSIONS = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}'
)
_FOR_EVERYBODY = _PERMISSIONS.replace('"Action"', '"Principal":"*","Action"')
GOOD = {
    kind: trust_text(statement())
    if kind is PolicyKind.TRUST
    else _FOR_EVERYBODY
    if kind in (PolicyKind.RESOURCE, PolicyKind.RCP)
    else _PERMISSIONS
    for kind in PolicyKind
}


def test_white_space_is_free_but_not_without_end():
    text = trust_text(statement())

    validate_policy(text + " " * (API_LIMIT - len(text)), PolicyKind.TRUST)
    with pytest.raises(MalformedPolicy) as refused:
        validate_policy(text + " " * (API_LIMIT + 1 - len(text)), PolicyKind.TRUST)
    error = refused.value
    assert (error.rule, error.aws_code, error.aws_status) == (Rule.SIZE, "LimitExceeded", 409)


@pytest.mark.parametrize("kind", PolicyKind)
def test_an_over_long_document_is_refused_before_it_is_read(kind):
    with pytest.raises(MalformedPolicy) as refused:
        validate_policy("{" * 40_000, kind)

    error = refused.value
    assert [fault.rule for fault in error.faults] == [Rule.SIZE]
    assert error.line == 1
    assert "40000 characters" in error.text


def test_the_quota_told_is_the_one_that_was_exceeded():
    kept = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    statements = [{**kept, "Sid": "x" * 1000} for _ in range(8)]

    for text in (json.dumps({"Statement": statements}), "x" * 32_769):
        with pytest.raises(MalformedPolicy) as refused:
            validate_policy(text, PolicyKind.RESOURCE)
        assert f"{len(text)} characters, where" in refused.value.text
        assert refused.value.text.endswith(
            "32768 are allowed" if "{" not in text else "8192 are allowed"
        )


def test_a_resource_policy_of_several_services_has_the_usual_quota():
    kept = {"Effect": "Allow", "Principal": "*", "Action": ["SQS:*", "s3:*"], "Resource": "*"}
    document = json.dumps({"Statement": [{**kept, "Sid": "x" * 15_000}]})

    assert validate_policy(document, PolicyKind.RESOURCE).size > 15_000
    with pytest.raises(MalformedPolicy):
        validate_policy(document.replace(', "s3:*"', ""), PolicyKind.RESOURCE)


@pytest.mark.parametrize("kind", PolicyKind)
def test_no_quota_keeps_a_document_from_being_read(kind):
    """AWS's own managed policies exceed the quota of customers many times over."""
    text = GOOD[kind] + " " * (LONGEST - len(GOOD[kind]))

    assert parse_policy(text, kind).text == text
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text + " ", kind)
    assert refused.value.rule is Rule.SIZE


def test_a_log_of_faults_has_an_end():
    text = json.dumps({"Statement": [1] * 5000})

    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text, PolicyKind.IDENTITY)

    assert len(refused.value.faults) == 1000


def test_all_the_faults_of_a_document_are_told_at_once():
    text = trust_text(
        statement(Effect="allow", Principal={"AWS": "nobody"}),
        statement(Action="s3:GetObject", Resource="*", Sid="a b"),
        indent=1,
    )

    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text, PolicyKind.TRUST)

    error = refused.value
    assert [(fault.rule, fault.path) for fault in error.faults] == [
        (Rule.EFFECT_CASE, "Statement[0].Effect"),
        (Rule.PRINCIPAL_FORM, "Statement[0].Principal.AWS"),
        (Rule.SID_FORM, "Statement[1].Sid"),
        (Rule.ACTION_NOT_ASSUME_ROLE, "Statement[1].Action"),
        (Rule.RESOURCE_PROHIBITED, "Statement[1].Resource"),
    ]
    lines = text.split("\n")
    for fault, word in zip(error.faults, ("Eff", "AWS", "Sid", "Act", "Res"), strict=True):
        assert f'"{word}' in lines[fault.line - 1]


def test_the_error_names_the_fault_that_iam_would_find_first():
    text = json.dumps({"Statement": [{"Effect": "Allow", "Action": "x", "Resource": "y"}]})

    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text, PolicyKind.MANAGED)

    error = refused.value
    assert (error.aws_code, error.aws_status) == ("MalformedPolicyDocument", 400)
    assert error.aws_text == 'Resource y must be in ARN format or "*".'
    assert str(error) == "line 1, Statement[0].Resource: 'y' is neither an ARN nor \"*\""


def test_a_name_in_the_wrong_case_is_corrected():
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy('{"version": "2012-10-17"}', PolicyKind.TRUST)

    assert "write 'Version'" in refused.value.faults[0].text


def test_a_long_value_is_quoted_in_part():
    with pytest.raises(MalformedPolicy) as refused:
        trust(statement(Principal={"AWS": "x" * 1500}))

    assert len(refused.value.text) < 500


def test_a_policy_says_what_it_read():
    policy = trust(
        statement(Sid="One", Effect="Deny"), statement(Action=["sts:*"]), version="2008-10-17"
    )

    assert (policy.version, policy.has_variables, policy.id) == ("2008-10-17", False, None)
    assert [s.effect for s in policy.statements] == [Effect.DENY, Effect.ALLOW]
    assert [s.sid for s in policy.statements] == ["One", None]


def test_resources_are_kept_for_whoever_evaluates_them():
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "NotAction": "iam:*",
                "NotResource": ["arn:aws:s3:::b/${aws:username}", "*"],
            },
        }
    )

    (read,) = parse_policy(text, PolicyKind.IDENTITY).statements

    assert read.principals is None
    assert read.actions.negated
    assert read.resources.negated
    assert read.resources.written == ("arn:aws:s3:::b/${aws:username}", "*")
    assert read.resources.templates[0].has_variables
