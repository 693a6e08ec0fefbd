"""Findings about principals, and about elements that name only exceptions."""

import pytest

from rolebridge.iam import PolicyKind
from support.lint import (
    ACCOUNT,
    OTHER_ACCOUNT,
    SAML,
    codes,
    lint,
    lint_trust,
    places,
    statement,
    trust,
)

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Dev"


def of_resource(**elements):
    return lint(statement(**elements), kind=PolicyKind.RESOURCE)


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": [ROLE, "*"]}])
def test_a_bucket_that_is_open_to_everyone_is_told_of(principal):
    assert "everyone_allowed" in codes(of_resource(Principal=principal))


@pytest.mark.parametrize(
    "elements",
    [
        {"Principal": {"AWS": ROLE}},
        {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
        {"Principal": "*", "Effect": "Deny"},
    ],
)
def test_a_statement_that_does_not_let_everyone_in_is_left_alone(elements):
    assert codes(of_resource(**elements)) == []


def test_control_policies_have_no_other_principal_than_everyone():
    found = lint(
        statement(Effect="Deny", Principal="*", Action="s3:*", Resource="*"), kind=PolicyKind.RCP
    )
    assert codes(found) == []


@pytest.mark.parametrize(
    ("principal", "needless"),
    [
        ({"AWS": [ACCOUNT, ROOT]}, ["AWS[1]"]),
        ({"AWS": [ROLE, ROLE]}, ["AWS[1]"]),
        ({"AWS": ["*", ROLE]}, ["AWS[1]"]),
        ({"AWS": [ACCOUNT, ROLE]}, []),
        ({"AWS": ACCOUNT, "Service": "ec2.amazonaws.com"}, []),
    ],
)
def test_who_is_named_twice_is_needless(principal, needless):
    limited = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}

    findings = of_resource(Principal=principal, Condition=limited)

    expected = [f"Statement[0].Principal.{place}" for place in needless]
    assert places(findings, "principal_redundant") == expected


def test_the_unique_id_of_somebody_who_is_gone_is_told_of():
    found = of_resource(Principal={"AWS": ["AROAEXAMPLEEXAMPLE123", ROLE]})

    assert places(found, "principal_deleted") == ["Statement[0].Principal.AWS[0]"]


@pytest.mark.parametrize(
    ("principal", "known", "code"),
    [
        ({"Federated": SAML}, {"account": OTHER_ACCOUNT}, "provider_other_account"),
        ({"Federated": SAML}, {"partition": "aws-cn"}, "principal_other_partition"),
        ({"Federated": SAML}, {"saml_providers": frozenset({"Other"})}, "provider_unknown"),
        (
            {"Federated": SAML},
            {"account": ACCOUNT, "partition": "aws", "saml_providers": frozenset({"ExampleCorp"})},
            None,
        ),
    ],
)
def test_a_provider_that_the_account_does_not_have_is_told_of(principal, known, code):
    assert codes(lint_trust(trust(Principal=principal), **known)) == ([code] if code else [])


def test_both_sides_are_quoted_where_a_principal_stands_elsewhere():
    named = f"arn:aws-cn:iam::{OTHER_ACCOUNT}:user/a:b/bob"
    user = trust(Principal={"AWS": named}, Action="sts:AssumeRole", Condition=None)

    (elsewhere,) = lint_trust(user, partition="aws")
    (of_another,) = lint_trust(trust(), account=OTHER_ACCOUNT)

    assert codes([elsewhere, of_another]) == ["principal_other_partition", "provider_other_account"]
    assert named in elsewhere.sentence
    assert "aws-cn" in elsewhere.sentence.replace(named, "")
    assert "None" not in elsewhere.sentence + of_another.sentence
    assert ACCOUNT in of_another.sentence.replace(SAML, "")
    assert OTHER_ACCOUNT in of_another.sentence


def test_a_provider_that_is_nearly_the_right_one_is_named():
    known = frozenset({"ExampleCrop"})
    (finding,) = lint_trust(trust(), saml_providers=known)

    assert "did you mean 'ExampleCrop'?" in finding.sentence


def test_principals_of_other_accounts_are_nothing_odd():
    elsewhere = f"arn:aws:iam::{OTHER_ACCOUNT}:role/Deployer"
    own = trust(Principal={"AWS": elsewhere}, Action="sts:AssumeRole", Condition=None)

    assert codes(lint_trust(own, account=ACCOUNT, partition="aws")) == []


@pytest.mark.parametrize(
    ("element", "value", "code"),
    [
        ("NotAction", "iam:*", "not_action_with_allow"),
        ("NotResource", "arn:aws:s3:::secret/*", "not_resource_with_allow"),
    ],
)
def test_exceptions_with_allow_grant_all_the_rest(element, value, code):
    base = statement(**{element.removeprefix("Not"): None, element: value})

    assert places(lint(base), code) == [f"Statement[0].{element}"]
    assert codes(lint(base)) == [code]
    assert codes(lint(base | {"Effect": "Deny"})) == []
    assert codes(lint(base, kind=PolicyKind.BOUNDARY)) == []


def test_exceptions_of_principals_with_deny_are_nothing_odd():
    denied = statement(Effect="Deny", NotPrincipal={"AWS": [ROOT, ROLE]})

    assert codes(lint(denied, kind=PolicyKind.RESOURCE)) == []


def test_exceptions_of_principals_with_allow_let_in_everyone_else():
    """AWS refuses it by now; documents that stand already have it."""
    found = lint(statement(NotPrincipal={"AWS": ROLE}), kind=PolicyKind.RESOURCE)

    assert places(found, "not_principal_with_allow") == ["Statement[0].NotPrincipal"]
