"""Findings about the names of condition keys."""

import pytest

from rolebridge.iam.lint.key_names import KeyNames, is_claim
from rolebridge.iam.lint.nearest import Hints
from rolebridge.iam.service_data import ConditionKey, Keys, KeyType, Service
from support.lint import (
    ACCOUNT,
    OIDC,
    RECIPIENT,
    SAML,
    WITH_SAML,
    WITH_WEB,
    codes,
    lint,
    lint_trust,
    places,
    statement,
    trust,
)


def found(key, *, operator="StringEquals", value="x", **elements):
    return lint(statement(Condition={operator: {key: value}}, **elements))


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("aws:usernam", "'aws:username'"),
        ("aws:RequestTagg/x", None),
        ("s3:ExistingObjectTags/team", "'s3:ExistingObjectTag/<key>'"),
        ("s3:prefixx", "'s3:prefix'"),
        ("nosuchservice:key", None),
        ("keyWithoutColon", None),
    ],
)
def test_a_key_that_does_not_exist_is_told_with_what_was_meant(key, hint):
    (finding,) = found(key)

    assert finding.code.value == "key_unknown"
    assert (hint or "") in finding.sentence
    assert ("did you mean" in finding.sentence) is (hint is not None)
    assert finding.sentence.endswith(" is never met.")


@pytest.mark.parametrize(
    "operator", ["StringNotEquals", "StringEqualsIfExists", "ForAllValues:StringEquals"]
)
def test_what_becomes_of_a_condition_without_its_key_depends_on_the_operator(operator):
    sentences = [finding.sentence for finding in found("aws:usernam", operator=operator)]

    assert any(sentence.endswith(" is always met.") for sentence in sentences)


@pytest.mark.parametrize(
    "key",
    [
        "aws:PrincipalOrgID",
        "AWS:principalorgid",
        "aws:RequestTag/team",
        "aws:ResourceTag/a/b",
        "s3:ExistingObjectTag/team",
        "s3:authType",
        "ec2:SourceInstanceARN",
        "token.actions.githubusercontent.com:anything",
        "saml:sub",
        "identitystore:UserId",
    ],
)
def test_keys_that_exist_are_known_in_any_case(key):
    operator = "ArnEquals" if key.endswith("ARN") else "StringEquals"
    value = "arn:aws:ec2:eu-west-1:1:instance/i" if operator == "ArnEquals" else "x"
    assert codes(found(key, operator=operator, value=value)) == []


def test_every_key_that_does_not_exist_is_told():
    keys = {"aws:nothing": "x", "aws:nothingElse": "x", "aws:SourceOwner": "x"}

    findings = lint(statement(Condition={"StringEquals": keys}))

    assert codes(findings) == ["key_deprecated", "key_unknown", "key_unknown"]


def test_a_tag_key_that_is_left_out_is_no_key():
    assert codes(found("aws:RequestTag/")) == ["key_unknown"]


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("s3:GetObject", "s3:max-keys"),
        ("s3:GetObject", "ec2:InstanceType"),
        ("iam:GetRole", "iam:PassedToService"),
        ("s3:GetObject", "saml:aud"),
    ],
)
def test_a_key_that_no_request_for_the_actions_has_is_told_of(action, key):
    resource = "arn:aws:iam::111122223333:role/*" if action.startswith("iam") else "*"

    findings = lint(
        statement(Action=action, Resource=resource, Condition={"StringEquals": {key: "1"}})
    )

    assert "key_unavailable" in codes(findings)
    assert action in " ".join(finding.sentence for finding in findings)


@pytest.mark.parametrize(
    ("actions", "told"),
    [
        (["GetObject"], "s3:GetObject"),
        (["GetObject", "PutObject", "DeleteObject"], "s3:GetObject, s3:PutObject, s3:DeleteObject"),
        (
            ["GetObject", "PutObject", "DeleteObject", "GetObjectAcl"],
            "s3:GetObject, s3:PutObject, s3:DeleteObject, ...",
        ),
    ],
)
def test_the_first_three_actions_that_lack_a_key_are_named(actions, told):
    named = [f"s3:{action}" for action in actions]

    (finding,) = found("s3:max-keys", operator="NumericEquals", value="1", Action=named)

    assert finding.sentence == (
        f"s3:max-keys is in no request for {told}, so that the condition is never met."
    )


@pytest.mark.parametrize(
    "actions",
    [
        "s3:ListBucket",
        ["s3:GetObject", "s3:ListBucket"],
        "s3:*",
        "*",
        ["s3:GetObject", "nosuchservice:Do"],
        ["s3:GetObject", "s3:NoSuchAction"],
    ],
)
def test_a_key_that_some_action_may_have_is_left_alone(actions):
    limited = statement(Action=actions, Resource="*", Condition={"StringLike": {"s3:prefix": "a*"}})

    assert "key_unavailable" not in codes(lint(limited))


def test_a_key_that_the_reference_gives_to_no_action_is_left_alone():
    """It names the key and forgets to say which requests have it."""
    limited = statement(
        Action="states:InvokeHTTPEndpoint",
        Resource="*",
        Condition={"StringLike": {"states:HTTPEndpoint": "https://example.org/*"}},
    )

    assert codes(lint(limited)) == []


def test_the_exceptions_of_notaction_tell_nothing_about_keys():
    limited = statement(
        Effect="Deny", Action=None, NotAction="s3:GetObject", Resource="*",
        Condition={"StringLike": {"s3:prefix": "a*"}},
    )  # fmt: skip

    assert codes(lint(limited)) == []


@pytest.mark.parametrize(
    "name", ["secretsmanager:ResourceTag/team", "ssm:resourceTag/team", "kms:EncryptionContext:app"]
)
def test_all_spellings_of_tag_keys_in_the_reference_are_one(name):
    action = {
        "secretsmanager": "secretsmanager:GetSecretValue",
        "ssm": "ssm:DeregisterManagedInstance",
        "kms": "kms:Decrypt",
    }[name.partition(":")[0]]
    limited = statement(Action=action, Resource="*", Condition={"StringEquals": {name: "x"}})

    assert codes(lint(limited)) == []


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (WITH_SAML, "sts:ExternalId"),
        (WITH_SAML, "aws:PrincipalArn"),
        (WITH_SAML, "aws:PrincipalTag/team"),
        (WITH_SAML, "aws:username"),
        (WITH_SAML, "aws:MultiFactorAuthPresent"),
        ("sts:AssumeRole", "saml:aud"),
        (WITH_WEB, "saml:aud"),
    ],
)
def test_a_call_has_only_the_keys_of_its_caller(action, key):
    """sts:TagSession stands beside it: it has no request of its own and brings no keys along."""
    principal = {
        WITH_SAML: {"Federated": SAML},
        WITH_WEB: {"Federated": OIDC},
        "sts:AssumeRole": {"AWS": ACCOUNT},
    }[action]
    own = trust(
        Principal=principal,
        Action=[action, "sts:TagSession"],
        Condition={**RECIPIENT, "StringLike": {key: "x"}},
    )

    unavailable = places(lint_trust(own), "key_unavailable")
    assert f"Statement[0].Condition.StringLike['{key}']" in unavailable


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (WITH_SAML, "saml:iss"),
        (WITH_SAML, "sts:RoleSessionName"),
        (WITH_SAML, "aws:SourceIp"),
        (WITH_SAML, "aws:ResourceTag/team"),
        ("sts:TagSession", "aws:RequestTag/team"),
        ([WITH_SAML, "sts:AssumeRole"], "aws:PrincipalArn"),
    ],
)
def test_the_keys_that_a_call_has_are_left_alone(action, key):
    own = trust(Action=action, Condition={**RECIPIENT, "StringLike": {key: "x"}})

    assert "key_unavailable" not in codes(lint_trust(own))


def test_a_deprecated_key_is_told_with_the_references_own_sentence():
    old = found("secretsmanager:KmsKeyId", Action="secretsmanager:CreateSecret", Resource="*")

    (finding,) = old
    assert finding.code.value == "key_deprecated"
    assert "secretsmanager:KmsKeyArn" in finding.sentence


def test_the_one_global_key_that_is_deprecated_is_told_of():
    assert codes(found("aws:SourceOwner")) == ["key_deprecated"]


@pytest.mark.parametrize(
    ("text", "is_unknown"),
    [
        ("${aws:usernam}", True),
        ("${aws:username}", False),
        ("${aws:PrincipalTag/team, 'none'}", False),
        ("${saml:sub}", False),
        ("${transfer:HomeFolder}", False),
        ("${www.amazon.com:user_id}", False),
        ("${*}", False),
    ],
)
def test_variables_that_no_key_stands_behind_are_told_of(text, is_unknown):
    in_resource = statement(Resource=f"arn:aws:s3:::reports/{text}/x")
    in_condition = statement(Condition={"StringEquals": {"aws:userid": f"{text}:x"}})

    for one in (in_resource, in_condition):
        assert codes(lint(one)) == (["variable_unknown"] if is_unknown else [])


def test_a_role_has_no_user_name():
    named = statement(
        Resource=["arn:aws:s3:::a/${aws:username}", "arn:aws:s3:::b/${aws:username, 'none'}"],
        Condition={"StringLike": {"aws:username": "a*"}},
    )

    findings = lint(named, is_of_role=True)

    assert codes(findings) == ["key_unavailable", "variable_without_value"]
    (absent,) = (each for each in findings if each.code.value == "key_unavailable")
    assert " is in no request by a session of a role, so " in absent.sentence
    assert places(findings, "variable_without_value") == ["Statement[0].Resource[0]"]
    assert codes(lint(named)) == []


def test_all_the_calls_are_named_whose_callers_lack_a_key():
    both = trust(
        Principal={"Federated": [SAML, OIDC]},
        Action=[WITH_SAML, WITH_WEB],
        Condition={"ArnLike": {"aws:PrincipalArn": "*"}},
    )

    sentences = [each.sentence for each in lint_trust(both) if each.code.value == "key_unavailable"]

    assert len(sentences) == 1
    assert f" is in no request for {WITH_SAML} or {WITH_WEB}, so " in sentences[0]


def test_callers_of_calls_are_looked_at_in_trust_policies_only():
    own = statement(
        Action=WITH_SAML,
        Resource=f"arn:aws:iam::{ACCOUNT}:role/x",
        Condition={"ArnLike": {"aws:PrincipalArn": "*"}},
    )

    assert not [each for each in lint(own) if f"for {WITH_SAML}," in each.sentence]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("idp.example.org:sub", True),
        ("localhost/realm:sub", True),
        ("aws:RequestTag/cost.center:a", False),
        ("aws:RequestTag/a/b", False),
    ],
)
def test_a_claim_is_named_after_its_issuer(name, expected):
    assert is_claim(name) is expected


class OneService:
    """One service, which goes by the name of x."""

    prefixes = ("x",)
    global_keys = Keys(())

    def find_service(self, prefix):
        return SERVICE if prefix == "x" else None


TAG = ConditionKey("x:Tag/${TagKey}", KeyType.STRING)
SERVICE = Service.of("x", (), (), (TAG,))


def test_a_key_is_looked_for_where_its_actions_are_and_where_its_name_says():
    own = ConditionKey("x:Tag/a:b", KeyType.BOOL)
    names = KeyNames(OneService(), Hints())

    assert names.find("x:tag/a:b") is TAG
    assert names.find("X:TAG/A:B", (Service.of("y", (), (), (own,)),)) is own
    assert names.find("y:tag/a") is None
