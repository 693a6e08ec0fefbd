"""Findings about how operators fit their keys."""

import pytest

from rolebridge.iam import PolicyKind
from support.lint import codes, lint, places, statement

ARN = "arn:aws:iam::111122223333:role/Dev"


def found(condition, **elements):
    kind = elements.pop("kind", PolicyKind.IDENTITY)
    return codes(lint(statement(Condition=condition, Resource="*", **elements), kind=kind))


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:SourceIp", "203.0.113.9"),
        ("StringEquals", "aws:SecureTransport", "true"),
        ("StringEquals", "aws:CurrentTime", "2026-01-01T00:00:00Z"),
        ("NumericLessThan", "aws:userid", 5),
        ("DateLessThan", "aws:userid", "2026-01-01"),
        ("IpAddress", "aws:userid", "203.0.113.0/24"),
        ("NotIpAddress", "aws:PrincipalArn", "203.0.113.0/24"),
        ("Bool", "aws:CurrentTime", True),
        ("ArnLike", "aws:SourceIp", ARN),
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Dev"),
        ("StringNotLike", "aws:PrincipalArn", "arn:*:iam::111122223333:role/Dev"),
    ],
)
def test_an_operator_for_another_type_is_told_of(operator, key, value):
    assert "key_type" in found({operator: {key: value}}, Effect="Deny")


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:PrincipalArn", ARN),
        ("StringLike", "aws:PrincipalArn", f"{ARN}*"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Dev"),
        ("NumericLessThan", "aws:EpochTime", 1_800_000_000),
        ("DateLessThan", "aws:MultiFactorAuthAge", 86_400),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
        ("Bool", "aws:SecureTransport", "true"),
        ("Null", "aws:SecureTransport", "true"),
        ("NumericLessThan", "no.such.issuer:level", 3),
        ("StringNotEquals", "aws:Ec2InstanceSourcePrivateIPv4", "${aws:VpcSourceIp}"),
        ("ForAnyValue:StringLike", "cognito-identity.amazonaws.com:amr", "authenticated"),
    ],
)
def test_an_operator_that_compares_the_type_is_left_alone(operator, key, value):
    assert found({operator: {key: value}}, Effect="Deny") == []


def test_a_key_with_several_values_needs_a_set_operator():
    assert found({"StringEquals": {"aws:TagKeys": "team"}}) == ["set_operator_missing"]
    assert found({"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}) == []
    assert found({"Null": {"aws:TagKeys": "true"}}) == []


def test_a_key_with_one_value_needs_none():
    assert found({"ForAnyValue:StringEquals": {"aws:userid": "x"}}) == ["set_operator_needless"]


def test_forallvalues_with_allow_admits_requests_without_the_key():
    single = {"ForAllValues:StringEquals": {"aws:SourceVpce": "vpce-1"}}
    several = {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}}

    assert found(single) == ["for_all_values_on_single", "set_operator_needless"]
    assert found(several) == ["for_all_values_admits_missing"]
    assert found(single, Effect="Deny") == ["set_operator_needless"]
    assert found(several, Effect="Deny") == []


def test_forallvalues_in_a_policy_that_grants_nothing_is_left_alone():
    several = {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}}

    assert found(several, kind=PolicyKind.BOUNDARY) == []


@pytest.mark.parametrize("guard", [{"Null": {"aws:principalorgpaths": "false"}},
                                   {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*"}}])  # fmt: skip
def test_a_second_condition_that_asks_for_the_key_settles_it(guard):
    several = {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}, **guard}

    assert found(several) == []


def test_no_tag_keys_at_all_is_what_forallvalues_means_to_let_through():
    assert found({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}) == []


def test_a_negated_operator_with_allow_admits_requests_without_the_key():
    negated = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}

    assert found(negated) == ["negation_admits_missing"]
    assert found(negated, Effect="Deny") == []
    assert found(negated | {"Null": {"aws:SourceVpce": "false"}}) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}},
        {"StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-1"}},
        {"ForAnyValue:StringNotEquals": {"aws:PrincipalOrgPaths": "o-1/"}},
    ],
)
def test_negation_is_left_alone_where_the_key_is_there_or_may_be_missing_on_purpose(condition):
    assert found(condition) == []


def test_negation_is_left_alone_where_the_resources_need_the_key_too():
    named = statement(
        Resource="arn:aws:s3:::reports/${aws:PrincipalTag/home}/*",
        Condition={"StringNotEquals": {"aws:PrincipalTag/home": ""}},
    )

    assert codes(lint(named)) == []
    assert codes(lint(named | {"Resource": "*"})) == ["negation_admits_missing"]


@pytest.mark.parametrize(
    ("operator", "value", "effect", "is_gap"),
    [
        ("Bool", "false", "Deny", True),
        ("Bool", False, "Deny", True),
        ("BoolIfExists", "false", "Deny", False),
        ("Bool", "true", "Deny", False),
        ("Bool", "false", "Allow", False),
        ("Null", "true", "Deny", False),
    ],
)
def test_a_deny_without_second_factor_that_long_term_keys_escape(operator, value, effect, is_gap):
    denied = {operator: {"aws:MultiFactorAuthPresent": value}}

    assert ("mfa_deny_admits_missing" in found(denied, Effect=effect)) is is_gap


def test_a_star_where_it_is_a_plain_character_is_told_of():
    condition = {"StringEquals": {"aws:userid": ["a", "AROA*"]}}

    findings = lint(statement(Condition=condition))

    assert places(findings, "wildcard_is_literal") == [
        "Statement[0].Condition.StringEquals['aws:userid'][1]"
    ]
    assert "StringLike" in findings[0].fix


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:userid": "AROA*"}},
        {"StringEquals": {"aws:userid": "AROA${*}"}},
        {"StringEquals": {"aws:userid": "AROA?"}},
        {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
    ],
)
def test_stars_that_are_meant_are_left_alone(condition):
    assert found(condition) == []
