import json

import pytest

from rolebridge.iam import Effect, MalformedPolicy, PolicyKind, Rule, parse_policy
from support.policies import statement, trust, trust_text

QUOTAS = {PolicyKind.TRUST: 2048, PolicyKind.IDENTITY: 10240, PolicyKind.MANAGED: 6144}


def document(kind: PolicyKind, size: int) -> str:
    """A document of exactly that many characters, with much white space between them."""
    if kind is PolicyKind.TRUST:
        base = statement(Condition={"StringEquals": {"saml:sub": ""}})
    else:
        condition = {"StringEquals": {"saml:sub": ""}}
        base = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    text = trust_text(base).replace(" ", "")
    return text.replace('"saml:sub":""', '"saml:sub":"' + "a" * (size - len(text)) + '"', 1)


@pytest.mark.parametrize("kind", QUOTAS)
def test_a_document_may_be_as_long_as_its_quota_white_space_not_counted(kind):
    text = document(kind, QUOTAS[kind]).replace(",", ",\n\t  \r")

    policy = parse_policy(text, kind)

    assert policy.size == QUOTAS[kind]
    assert policy.text == text


@pytest.mark.parametrize("kind", QUOTAS)
def test_one_character_more_is_refused_as_a_limit(kind):
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(document(kind, QUOTAS[kind] + 1), kind)

    error = refused.value
    assert (error.rule, error.aws_code, error.aws_status) == (Rule.SIZE, "LimitExceeded", 409)
    assert error.line == 1


def test_the_words_for_too_long_a_document_are_those_of_aws_where_known():
    texts = {}
    for kind, quota in QUOTAS.items():
        with pytest.raises(MalformedPolicy) as refused:
            parse_policy(document(kind, quota + 1), kind)
        texts[kind] = refused.value.aws_text

    assert texts == {
        PolicyKind.TRUST: "Cannot exceed quota for ACLSizePerRole: 2048",
        PolicyKind.MANAGED: "Cannot exceed quota for PolicySize: 6144",
        PolicyKind.IDENTITY: None,
    }


def test_white_space_is_free_but_not_without_end():
    text = trust_text(statement())

    parse_policy(text + " " * (131_072 - len(text)), PolicyKind.TRUST)
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text + " " * (131_073 - len(text)), PolicyKind.TRUST)
    assert refused.value.rule is Rule.SIZE


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
    assert policy.denies == policy.statements[:1]
    assert policy.allows == policy.statements[1:]


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
