"""Findings about values that no request can have all at once."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam import PolicyKind, RequestContext, parse_policy
from support.lint import codes, lint, places, statement, text_of

KEY = "s3:authType"
AGE = "aws:MultiFactorAuthAge"


def found(condition):
    return codes(lint(statement(Condition=condition, Effect="Deny")))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {KEY: ["a", "b"]}, "StringNotEquals": {KEY: ["a", "b", "c"]}},
        {"StringEquals": {KEY: "a"}, "StringNotEqualsIfExists": {KEY: "a"}},
        {"StringEquals": {KEY: "a"}, "stringequalsifexists": {KEY: "b"}},
        {"StringEquals": {KEY: "a"}, "StringLike": {KEY: "b*"}},
        {"StringLike": {KEY: "a*"}, "StringLikeIfExists": {KEY: ["b*", "c?"]}},
        {"StringLike": {KEY: "a*b"}, "StringNotLike": {KEY: "a*"}},
        {"StringEquals": {KEY: "a"}, "ForAllValues:StringEquals": {KEY: ["b"]}},
        {"StringEquals": {KEY: "a"}, "Null": {KEY: "true"}},
        {"StringLike": {KEY: "?*"}, "Null": {"S3:AUTHTYPE": "true"}},
        {"Null": {"aws:userid": "true"}, "NumericEquals": {"aws:userid": 4}},
        {"Bool": {"aws:SecureTransport": "true"}, "BoolIfExists": {"aws:SecureTransport": "FALSE"}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": 5}, "NumericGreaterThan": {"aws:MultiFactorAuthAge": 5}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": [3, 5]}, "NumericGreaterThanEquals": {"aws:MultiFactorAuthAge": [5, 9]}},
        {"NumericEquals": {"aws:MultiFactorAuthAge": [3, 4]}, "NumericLessThan": {"aws:MultiFactorAuthAge": 3}},
        {"NumericEquals": {"aws:MultiFactorAuthAge": 3}, "NumericNotEquals": {"aws:MultiFactorAuthAge": "3.0"}},
        {"DateLessThan": {"aws:CurrentTime": "2026-01-01"}, "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}},
        {"DateEquals": {"aws:CurrentTime": "2026-01-02"}, "DateLessThan": {"aws:CurrentTime": "2026-01-01"}},
        {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/x"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x*"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x*"}, "ArnLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
        {"IpAddress": {"aws:SourceIp": "10.0.1.0/24"}, "NotIpAddress": {"aws:SourceIp": ["10.0.0.0/16", "::/0"]}},
        {"IpAddress": {"aws:SourceIp": "10.0.1.0/24"}, "IpAddressIfExists": {"aws:SourceIp": ["10.1.0.0/16", "::/0"]}},
        {"StringLike": {AGE: "*"}, "NumericLessThan": {AGE: 5}, "NumericGreaterThan": {AGE: 5}},
        {"NumericLessThan": {AGE: 5}, "NumericLessThanEquals": {AGE: 5}, "NumericGreaterThanEquals": {AGE: 5}},
        {"NumericLessThanEquals": {AGE: 5}, "NumericLessThan": {AGE: 5}, "NumericGreaterThanEquals": {AGE: 5}},
        {"NumericLessThan": {AGE: 5}, "NumericLessThanEquals": {AGE: 9}, "NumericGreaterThan": {AGE: 6}},
        {"NumericLessThan": {AGE: 9}, "NumericLessThanEquals": {AGE: 5}, "NumericGreaterThan": {AGE: 6}},
        {"StringEquals": {KEY: [f"a{n}" for n in range(499)]}, "StringLike": {KEY: "b*"}},
        {"StringEqualsIgnoreCase": {KEY: "B"}, "StringEquals": {KEY: "a"}},
        {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/x"}, "StringLike": {"aws:PrincipalArn": "*user*"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/24"}, "NotIpAddress": {"aws:SourceIp": "10.0.0.0/16"}},
        {"IpAddress": {"aws:SourceIp": "10.0.255.0/24"}, "NotIpAddress": {"aws:SourceIp": "10.0.0.0/16"}},
        {"StringEquals": {KEY: [f"a{n}" for n in range(64)]}, "StringNotLike": {KEY: ["a*", *map(str, range(63))]}},
    ],
)  # fmt: skip
def test_conditions_that_exclude_each_other_are_told_of(condition):
    assert "condition_never_met" in found(condition)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {KEY: ["a", "b"]}, "StringNotEquals": {KEY: "a"}},
        {"StringEqualsIfExists": {KEY: "a"}, "StringNotEquals": {KEY: "a"}},
        {"StringEquals": {KEY: "a"}, "StringEqualsIgnoreCase": {KEY: "A"}},
        {"StringLike": {KEY: "a*"}, "StringNotLike": {KEY: "a*b"}},
        {"StringLike": {KEY: "a*"}, "StringLikeIfExists": {KEY: "*b"}},
        {"StringEquals": {KEY: "${aws:userid}"}, "StringNotEquals": {KEY: "${aws:userid}"}},
        {"StringEquals": {KEY: ""}, "Null": {KEY: "true"}},
        {"Null": {KEY: ["true", "false"]}},
        {"StringLike": {KEY: "*"}, "Null": {KEY: "true"}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAnyValue:StringNotEquals": {"aws:TagKeys": "a"}},
        {"ForAllValues:StringEquals": {KEY: "b"}, "StringEquals": {KEY: ""}},
        {"NumericLessThanEquals": {"aws:MultiFactorAuthAge": 5}, "NumericGreaterThanEquals": {"aws:MultiFactorAuthAge": 5}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": [3, 9]}, "NumericGreaterThan": {"aws:MultiFactorAuthAge": [5, 20]}},
        {"DateLessThan": {"aws:CurrentTime": "2027-01-01"}, "DateGreaterThan": {"aws:CurrentTime": "2026-01-01"}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}, "NotIpAddress": {"aws:SourceIp": "10.0.0.0/16"}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}, "IpAddressIfExists": {"aws:SourceIp": "10.1.0.0/16"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.5/32"}, "IpAddressIfExists": {"aws:SourceIp": "10.0.0.5/32"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "StringLike": {"aws:SourceIp": "10.*"}},
        {"StringLike": {"aws:SourceIp": "10.*"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/?"}, "StringLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/a"}},
        {"NumericGreaterThan": {AGE: 5}},
        {"StringEquals": {KEY: [f"a{n}" for n in range(500)]}, "StringLike": {KEY: "b*"}},
        {"ArnLike": {"aws:PrincipalArn": "*"}, "ArnLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
    ],
)  # fmt: skip
def test_conditions_that_leave_room_are_left_alone(condition):
    assert "condition_never_met" not in found(condition)


def test_the_finding_names_the_conditions_and_stands_at_the_last():
    condition = {
        "StringLike": {KEY: "b*"},
        "StringEquals": {KEY.upper(): "a"},
        "StringNotEquals": {KEY: "c"},
    }

    findings = lint(statement(Condition=condition))

    (finding,) = (each for each in findings if each.code.value == "condition_never_met")
    assert finding.place == f"Statement[0].Condition.StringNotEquals['{KEY}']"
    assert finding.sentence.startswith(
        f"No value of {KEY} meets StringLike and StringEquals and StringNotEquals at once"
    )


def test_very_long_lists_are_not_compared_pair_by_pair():
    many = [f"a{number}*" for number in range(64)]
    condition = {"StringLike": {KEY: many}, "StringNotLike": {KEY: ["a*", *many]}}

    assert "condition_never_met" not in found(condition)


def test_an_address_and_an_endpoint_are_never_both_there():
    both = {
        "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
        "StringEquals": {"aws:SourceVpce": "vpce-1"},
    }

    findings = lint(statement(Condition=both))

    assert codes(findings) == ["network_keys_exclude"]
    assert places(findings, "network_keys_exclude") == [
        "Statement[0].Condition.IpAddress['aws:SourceIp']"
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpce": "vpce-1"}},
        {"IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpce": "v"}},
        {"Null": {"aws:SourceIp": "false"}, "StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
    ],
)  # fmt: skip
def test_an_address_that_may_be_missing_agrees_with_an_endpoint(condition):
    assert found(condition) == []


def test_a_condition_without_values_is_told_of():
    assert found({"StringEquals": {KEY: []}}) == ["condition_empty"]


def test_a_value_that_stands_twice_is_needless():
    findings = lint(statement(Condition={"StringEquals": {KEY: ["a", "b", "a"]}}))

    assert places(findings, "value_redundant") == [
        f"Statement[0].Condition.StringEquals['{KEY}'][2]"
    ]


VALUES = ("", "a", "b", "ab", "A", "aab", "*", "a*")
OPERATORS = (
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
)
WRITTEN = st.sampled_from(
    [
        f"{prefix}{operator}{suffix}"
        for prefix in ("", "ForAnyValue:", "ForAllValues:")
        for operator in OPERATORS
        for suffix in ("", "IfExists")
    ]
    + ["Null"]
)
CONDITIONS = st.dictionaries(WRITTEN, st.lists(st.sampled_from(VALUES), min_size=1, max_size=3), min_size=1, max_size=4)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(CONDITIONS)
def test_what_is_said_never_to_be_met_is_met_by_no_request(blocks):
    """Asked of the engine: with the key absent, with every single value, and with every pair."""
    blocks = {
        name: ["true" if name == "Null" else v for v in values] for name, values in blocks.items()
    }
    one = statement(
        Effect="Deny", Condition={name: {KEY: values} for name, values in blocks.items()}
    )
    if "condition_never_met" not in codes(lint(one)):
        return
    (read,) = parse_policy(text_of(one), PolicyKind.IDENTITY).statements
    requests = [
        {},
        *({KEY: (v,)} for v in VALUES),
        *({KEY: p} for p in itertools.permutations(VALUES, 2)),
    ]
    for request in requests:
        context = RequestContext.of(request)
        assert not all(condition.is_met(context) for condition in read.conditions)
