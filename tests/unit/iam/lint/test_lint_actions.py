"""Findings about actions: what does not exist, is needless, or is on its way out."""

import pytest

from support.lint import codes, lint, places, statement


def found(*actions, **elements):
    return lint(statement(Action=list(actions), Resource="*", **elements))


@pytest.mark.parametrize(
    ("action", "code", "hint"),
    [
        ("s3:GetObjct", "action_unknown", "'GetObject'"),
        ("S3:getobjct", "action_unknown", "'GetObject'"),
        ("dynamodbb:GetItem", "service_unknown", "'dynamodb'"),
        ("s3:Fetch*", "action_matches_nothing", "'s3:Fetch*'"),
        ("s3:GetObjec?s", "action_matches_nothing", "'s3:GetObjec?s'"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_what_was_meant(action, code, hint):
    (finding,) = found(action)

    assert finding.code.value == code
    assert hint in finding.sentence


def test_nothing_is_guessed_where_nothing_is_near():
    (finding,) = found("s3:MakeMeASandwich")

    assert "did you mean" not in finding.sentence


def test_nothing_is_guessed_for_endless_names():
    (finding,) = found("s3:" + "x" * 90)

    assert "did you mean" not in finding.sentence


@pytest.mark.parametrize(
    "action",
    ["s3:GetObject", "s3:getobject", "S3:GETOBJECT", "s3:Get*", "s3:*", "s3:G?tObject", "ec2:Run*"],
)
def test_names_that_exist_are_known_in_any_case(action):
    assert codes(found(action)) == []


def test_the_exceptions_of_notaction_are_looked_up_too():
    findings = lint(statement(Action=None, NotAction="s3:GetObjct", Effect="Deny", Resource="*"))

    assert places(findings, "action_unknown") == ["Statement[0].NotAction"]


@pytest.mark.parametrize(
    ("actions", "needless"),
    [
        (["s3:GetObject", "s3:Get*"], [0]),
        (["s3:Get*", "s3:GetObject"], [1]),
        (["s3:GetObject", "S3:getOBJECT"], [1]),
        (["s3:Get*", "s3:*", "s3:GetObject"], [0, 2]),
        (["s3:Get*", "s3:Get*"], [1]),
        (["s3:G*", "s3:G**"], [1]),
        (["s3:GetObject", "s3:PutObject"], []),
        (["s3:Get*", "s3:*Object"], []),
        (["s3:Get*", "s3:List*"], []),
    ],
)
def test_an_action_that_another_entry_covers_is_needless(actions, needless):
    findings = found(*actions)

    assert places(findings, "action_redundant") == [f"Statement[0].Action[{n}]" for n in needless]


def test_a_star_makes_all_others_needless():
    findings = found("*", "s3:GetObject")

    assert places(findings, "action_redundant") == ["Statement[0].Action[1]"]


def test_a_deprecated_action_is_told_with_the_references_own_sentence():
    (finding,) = found("lambda:InvokeAsync")

    assert finding.code.value == "action_deprecated"
    assert "Deprecated" in finding.sentence


@pytest.mark.parametrize(
    "action",
    ["lambda:Invoke*", "codedeploy:BatchGetDeploymentTargets", "ec2:EnableImageDeprecation"],
)
def test_patterns_and_actions_that_speak_of_deprecation_are_not_deprecated(action):
    assert "action_deprecated" not in codes(found(action))
