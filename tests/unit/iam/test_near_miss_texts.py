"""The two sides that near misses quote, and what only looks like a near miss."""

import pytest

from support.questions import (
    ACCOUNT,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    SESSION,
    USER,
    allow,
    ask,
    document,
    explain,
    identity,
    resource_policy,
)


def misses(explanation):
    return [miss.text for miss in explanation.actions[0].statements[0].near_misses]


def named(written, by):
    return misses(explain(resource=resource_policy(written), by=by))


@pytest.mark.parametrize(
    ("by", "written", "text"),
    [
        (
            USER,
            USER.replace("bob", "Bob"),
            "{written!r} and {by!r} differ in case only, and case counts here.",
        ),
        (
            USER,
            USER.replace(ACCOUNT, OTHER_ACCOUNT),
            "{written!r} is {by!r} but for the account.",
        ),
        (
            SESSION,
            SESSION.replace("/bob", "/eve"),
            (
                "{written!r} is another session of the same role: "
                "name the role to mean all its sessions."
            ),
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:user/team/bob",
            USER,
            "{written!r} leaves out the path: the whole name is {by!r}.",
        ),
    ],
)
def test_both_sides_of_a_principal_are_quoted(by, written, text):
    assert named(written, by) == [text.format(by=by, written=written)]


def test_the_role_behind_a_session_is_what_an_element_is_compared_with():
    written = ROLE.replace("Dev", "dev")

    assert named(written, SESSION) == [
        f"{written!r} and {ROLE!r} differ in case only, and case counts here."
    ]


def test_a_session_name_is_what_follows_the_role():
    assert len(named(f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev/al", SESSION)) == 1
    assert named(f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev2/bob", SESSION) == []


def condition_misses(operator, key, wanted, given, *, version="2012-10-17"):
    text = document(allow(Condition={operator: {key: wanted}}), version=version)
    return misses(ask(identity(text), context={key: given}).explain())


def test_a_variable_in_an_old_document_is_quoted():
    assert condition_misses(
        "StringEquals", "aws:username", "${aws:userid}", "bob", version="2008-10-17"
    ) == ['\'${aws:userid}\' is plain text here: policy variables need "Version": "2012-10-17".']


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "given"),
    [
        ("StringEquals", "a:b", "bob", "eve"),
        ("StringEquals", "a:b", SESSION, ROLE),
        ("StringEquals", "aws:PrincipalArn", SESSION, SESSION.replace("bob", "eve")),
        ("StringEquals", "aws:PrincipalArn", USER, ROLE),
        ("StringEquals", "a:b", "3*", "42"),
        ("StringLike", "a:b", "3*", "42"),
    ],
)
def test_values_that_have_little_in_common_are_no_near_miss(operator, key, wanted, given):
    assert condition_misses(operator, key, wanted, given) == []


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "said"),
    [
        ("StringEquals", "a*", "A*", "differ in case only"),
        ("StringEquals", "a*", "a* ", "differ in white space"),
        ("StringLike", "a?b", "A?B", "differ in case only"),
    ],
)
def test_what_differs_least_is_told_though_there_are_wildcards(operator, wanted, given, said):
    (text,) = condition_misses(operator, "a:b", wanted, given)

    assert said in text


@pytest.mark.parametrize(
    "written",
    [
        f"arn:aws:iam::{ACCOUNT}:instance-profile/bob",
        f"arn:aws:iam::{ACCOUNT}:user/bob*x",
        f"arn:aws:iam::{OTHER_ACCOUNT}:user/team/eve",
    ],
)
def test_other_resources_of_iam_are_no_near_miss(written):
    on = f"arn:aws:iam::{ACCOUNT}:user/team/bob"

    assert misses(explain(identity=[allow(Resource=written)], on=on)) == []


def test_a_bucket_is_not_covered_by_a_pattern_that_asks_for_more_than_its_contents():
    bucket = OBJECT.rpartition("/")[0]

    assert misses(explain(identity=[allow(Resource=f"{bucket}*/x*")], on=bucket)) == []
    assert misses(explain(identity=[allow(Resource=f"{bucket}/?*")], on=bucket)) == []


def test_an_action_two_letters_longer_is_no_misspelling():
    assert misses(explain(identity=[allow(Action="s3:GetObjectss")])) == []
    assert misses(explain(identity=[allow(Action="s3:GetObje")])) == []


def test_several_ways_to_assume_are_told_together():
    actions = ["sts:AssumeRole", "sts:AssumeRoleWithSAML"]
    trust = [{"Effect": "Allow", "Action": actions, "Principal": "*"}]

    explanation = explain(trust=trust, on=ROLE, action="sts:AssumeRoleWithWebIdentity")

    (text,) = misses(explanation)
    assert text.startswith(f"The statement names {' and '.join(actions)}, but the call is ")


def test_a_grade_is_told_in_small_letters_and_only_where_there_is_one():
    def first(explanation):
        return explanation.as_dict()["actions"][0]["layers"]

    statements = [
        statement
        for layer in first(explain(resource=resource_policy(ROLE), by=SESSION))
        for statement in layer["statements"]
    ]

    assert [statement["grade"] for statement in statements] == ["parent"]


def test_reasons_are_data_with_code_and_text():
    tree = explain(identity=[allow()]).as_dict()

    assert tree["reasons"]
    assert all(set(reason) == {"code", "text"} for reason in tree["reasons"])
    assert all(reason["text"].endswith(".") for reason in tree["reasons"])
