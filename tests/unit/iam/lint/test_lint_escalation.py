"""Findings about grants that lead to more."""

import pytest

from rolebridge.iam import PolicyKind
from support.lint import codes, lint, places, statement

TLS = {"Bool": {"aws:SecureTransport": "true"}}


@pytest.mark.parametrize(
    ("action", "resource", "code"),
    [
        ("iam:PassRole", "*", "pass_role_any"),
        ("iam:Pass*", "arn:aws:iam::*:role/*", "pass_role_any"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/*", "pass_role_any"),
        ("iam:PutUserPolicy", "*", "privilege_escalation"),
        ("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/*", "privilege_escalation"),
        ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::*:role/*", "privilege_escalation"),
        ("sts:AssumeRole", "*", "assume_any_role"),
        ("sts:AssumeRole", "arn:aws:iam::*:role/*", "assume_any_role"),
        ("*", "*", "full_administrator"),
    ],
)
def test_a_grant_that_leads_to_more_is_told_of(action, resource, code):
    assert codes(lint(statement(Action=action, Resource=resource))) == [code]


@pytest.mark.parametrize(
    "elements",
    [
        {"Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/service/Builder"},
        {"Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app-*"},
        {"Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/${aws:userid}"},
        {"Action": "iam:PassRole", "Condition": {"StringEquals": {"iam:PassedToService": "x"}}},
        {"Action": "iam:PassRole", "Effect": "Deny"},
        {"Action": "iam:GetRole", "Resource": "arn:aws:iam::111122223333:role/*"},
        {"Action": "iam:PutUserPolicy", "Resource": "arn:aws:iam::111122223333:user/me"},
        {"Action": "*", "Condition": TLS},
        {"Action": "*", "Effect": "Deny"},
        {"Action": "*", "Resource": "arn:aws:s3:::reports"},
    ],
)
def test_a_grant_that_is_limited_is_left_alone(elements):
    one = statement(**{"Resource": "*", **elements})

    assert codes(lint(one)) == []


def test_exceptions_are_told_of_as_such_and_not_as_a_list():
    one = statement(Action=None, NotAction="iam:*", Resource="*")

    assert codes(lint(one)) == ["not_action_with_allow"]


def test_the_account_of_whoever_asks_is_an_account_like_any_other():
    """IAM takes no variable there for new documents; AWS's own policies have it."""
    own = statement(Action="iam:PassRole", Resource="arn:aws:iam::${aws:PrincipalAccount}:role/*")

    assert "pass_role_any" in codes(lint(own))


@pytest.mark.parametrize("kind", [PolicyKind.BOUNDARY, PolicyKind.SESSION, PolicyKind.SCP])
def test_a_policy_that_only_limits_grants_nothing(kind):
    assert codes(lint(statement(Action="*", Resource="*"), kind=kind)) == []


def test_one_entry_with_several_ways_is_told_of_once_for_each_kind_of_risk():
    findings = lint(statement(Action="iam:*", Resource="*"))

    assert codes(findings) == ["pass_role_any", "privilege_escalation"]
    assert places(findings, "privilege_escalation") == ["Statement[0].Action"]
