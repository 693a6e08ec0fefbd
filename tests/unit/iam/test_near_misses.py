"""The mistakes people make in permissions policies, recognised; those of trust policies stand in
`test_explain`.
"""

import pytest

from support.questions import (
    ACCOUNT,
    BUCKET,
    EVERYTHING,
    NOTHING,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    ask,
    codes_of,
    deny,
    document,
    explain,
    identity,
    resource_policy,
)

TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:resize"
DEEP_ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/blue/Deploy"
DEEP_USER = f"arn:aws:iam::{ACCOUNT}:user/team/bob"
ASSUME = "sts:AssumeRole"


def first(explanation):
    return explanation.actions[0].statements[0]


def misses_of(**asked):
    return codes_of(first(explain(**asked)).near_misses)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("s3:GetObjects", ["misspelt_action"]),
        ("s3:GetObjet", ["misspelt_action"]),
        ("s3:GteObject", ["misspelt_action"]),
        ("s3:GetObjecz", ["misspelt_action"]),
        ("S3:getObjekt", ["misspelt_action"]),
        ("sqs:GetObject", ["other_service_prefix"]),
        ("SQS:GETOBJECT", ["other_service_prefix"]),
        (["s3:GetObjects", "sqs:GetObject"], ["misspelt_action", "other_service_prefix"]),
        ("s3:PutObject", []),
        ("s3:GetObjectAcl", []),
        ("s3:Gteobejct", []),
        ("sqs:GetObjects", []),
        ("s3:GetObject?", []),
        ("sqs:*", []),
    ],
)
def test_an_action_that_was_nearly_named(written, codes):
    assert misses_of(identity=[allow(Action=written)]) == codes


def test_a_misspelt_action_is_quoted_as_it_was_written():
    (miss,) = first(explain(identity=[allow(Action="S3:getObjects")])).near_misses

    assert miss.text == "'S3:getObjects' is one letter away from 's3:GetObject': is it misspelt?"


def test_only_other_ways_to_assume_are_told_of_one():
    trust = [{"Effect": "Allow", "Action": ["sts:TagSession", ASSUME], "Principal": "*"}]

    explanation = explain(trust=trust, on=ROLE, action="sts:AssumeRoleWithSAML")

    assert [miss.text for miss in first(explanation).near_misses] == [
        "The statement names sts:AssumeRole, but the call is sts:AssumeRoleWithSAML."
    ]


def test_a_statement_that_names_no_way_to_assume_is_no_miss_of_one():
    trust = [{"Effect": "Allow", "Action": "sts:TagSession", "Principal": "*"}]

    assert misses_of(trust=trust, on=ROLE, action="sts:AssumeRoleWithSAML") == []


def test_exceptions_that_name_the_action_and_one_like_it_are_no_misses():
    assert misses_of(identity=[allow(Action=None, NotAction=["s3:*", "s3:GetObjects"])]) == []


def test_an_action_that_is_only_written_in_other_case_is_no_miss():
    assert misses_of(identity=[allow(Action="S3:GETOBJECT")]) == []


def test_what_exceptions_to_actions_do_besides_is_told_where_they_matched():
    exceptions = {"Action": None, "NotAction": ["sqs:*"]}

    assert misses_of(identity=[allow(**exceptions)]) == ["not_action_allows_others"]
    assert misses_of(identity=[deny(**exceptions)]) == ["not_action_denies_others"]
    assert misses_of(identity=[allow(Action=None, NotAction=["s3:*"])]) == []


RESOURCES = {
    "the bucket, asked for an object": (BUCKET, OBJECT, ["contents_not_covered"]),
    "the objects, asked for the bucket": (f"{BUCKET}/*", BUCKET, ["only_contents_covered"]),
    "case": (BUCKET.replace("rep", "Rep") + "/*", OBJECT, ["case_differs"]),
    "a slash too much": (f"{BUCKET}/", BUCKET, ["trailing_slash"]),
    "a slash too little": (f"{BUCKET}/a", f"{BUCKET}/a/", ["trailing_slash"]),
    "another account": (
        TABLE.replace(ACCOUNT, OTHER_ACCOUNT),
        TABLE,
        ["other_account"],
    ),
    "another region": (TABLE.replace("west", "east"), TABLE, ["other_region"]),
    "another partition": (TABLE.replace(":aws:", ":aws-cn:"), TABLE, ["other_partition"]),
    "the account left out": (TABLE.replace(ACCOUNT, ""), TABLE, ["other_account"]),
    "another account and region, with wildcards": (
        f"arn:aws:dynamodb:us-*:{OTHER_ACCOUNT}:table/*",
        TABLE,
        ["other_account"],
    ),
    "a function, asked for a version": (FUNCTION, f"{FUNCTION}:7", ["qualifier_not_covered"]),
    "a role without its path": (
        f"arn:aws:iam::{ACCOUNT}:role/Deploy",
        DEEP_ROLE,
        ["path_left_out"],
    ),
    "a role pattern without a path": (
        f"arn:aws:iam::{ACCOUNT}:role/Dep*",
        DEEP_ROLE,
        ["path_left_out"],
    ),
    "a role with another path": (
        f"arn:aws:iam::{ACCOUNT}:role/team/red/Deploy",
        DEEP_ROLE,
        ["other_path"],
    ),
    "a role in other case": (DEEP_ROLE.lower(), DEEP_ROLE, ["case_differs"]),
    "an object in another folder": (f"{BUCKET}/a.csv", f"{BUCKET}/2026/a.csv", []),
    "the objects of a bucket, by pattern": (
        BUCKET.replace("rts", "?ts") + "/*",
        BUCKET,
        ["only_contents_covered"],
    ),
    "a pattern that is too long by one": (f"{BUCKET}?*", BUCKET, []),
    "no resource of its own": (f"{BUCKET}/*", "*", ["no_resource_of_its_own"]),
    "a variable without a value": (
        f"{BUCKET}/${{aws:username}}/*",
        OBJECT,
        ["variable_without_value"],
    ),
    "something else": ("arn:aws:s3:::else/*", OBJECT, []),
    "another service": (OBJECT.replace(":s3:", ":s3express:"), OBJECT, []),
    "another object": (f"{BUCKET}/2025.csv", OBJECT, []),
    "case and account": (TABLE.upper().replace("ARN:AWS:DYNAMODB", "arn:aws:dynamodb"), TABLE, []),
    "another role": (f"arn:aws:iam::{ACCOUNT}:role/Read", DEEP_ROLE, []),
}


@pytest.mark.parametrize(("written", "on", "codes"), RESOURCES.values(), ids=RESOURCES)
def test_a_resource_that_was_nearly_covered(written, on, codes):
    assert misses_of(identity=[allow(Resource=written)], on=on) == codes


def test_the_fix_of_a_bucket_without_its_objects_is_written_out():
    (miss,) = first(explain(identity=[allow(Resource=BUCKET)])).near_misses

    assert miss.text == f"'{BUCKET}' does not cover what is in it: for that write '{BUCKET}/*'."


def test_parts_of_an_arn_that_differ_are_all_named():
    written = TABLE.replace(ACCOUNT, OTHER_ACCOUNT).replace("west", "east")

    (miss,) = first(explain(identity=[allow(Resource=written)], on=TABLE)).near_misses

    assert miss.text == f"'{written}' is '{TABLE}' but for the region and account."


def test_a_variable_in_an_old_document_covers_only_itself():
    old = document(allow(Resource=f"{BUCKET}/${{aws:username}}"), version="2008-10-17")
    report = first(ask(identity(old), context={"aws:username": "2026.csv"}).explain())

    assert codes_of(report.near_misses) == ["variable_in_old_version"]


def test_exceptions_to_resources_have_no_near_miss():
    exceptions = [OBJECT, OBJECT.replace("csv", "CSV")]

    assert misses_of(identity=[allow(Resource=None, NotResource=exceptions)]) == []


PRINCIPALS = {
    "case": (USER, USER.replace("bob", "Bob"), ["case_differs"]),
    "another account": (USER, USER.replace(ACCOUNT, OTHER_ACCOUNT), ["other_account"]),
    "another partition": (USER, USER.replace(":aws:", ":aws-cn:"), ["other_partition"]),
    "a user without the path": (DEEP_USER, USER, ["path_left_out"]),
    "a role without the path": (
        DEEP_ROLE,
        f"arn:aws:iam::{ACCOUNT}:role/Deploy",
        ["path_left_out"],
    ),
    "a role with another path": (DEEP_ROLE, DEEP_ROLE.replace("blue", "red"), ["other_path"]),
    "another session": (SESSION, SESSION.replace("/bob", "/eve"), ["other_session"]),
    "the role of another account": (
        SESSION,
        f"arn:aws:iam::{OTHER_ACCOUNT}:role/team/Dev",
        ["other_account"],
    ),
    "the role in other case": (SESSION, ROLE.replace("Dev", "dev"), ["case_differs"]),
    "a unique id": (USER, "AIDACKCEVSQ6C2EXAMPLE", ["unique_id"]),
    "the unique id of anybody": ("sns.amazonaws.com", "AROACKCEVSQ6C2EXAMPLE", []),
    "another user": (USER, f"arn:aws:iam::{ACCOUNT}:user/eve", []),
    "another role": (SESSION, f"arn:aws:iam::{ACCOUNT}:role/Ops", []),
    "a session of another role": (SESSION, SESSION.replace("Dev", "Ops"), []),
    "another session in another account": (
        SESSION,
        f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/Dev/eve",
        [],
    ),
    "a session of a role that is called as the user": (
        f"arn:aws:sts::{ACCOUNT}:federated-user/Dev",
        SESSION,
        [],
    ),
    "another account as a whole": (USER, OTHER_ACCOUNT, []),
    "a user for a role": (USER, ROLE.replace("Dev", "bob"), []),
}


@pytest.mark.parametrize(("by", "written", "codes"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_a_principal_that_was_nearly_named(by, written, codes):
    assert misses_of(resource=resource_policy(written), by=by) == codes


def test_a_service_and_a_user_have_nothing_in_common():
    policy = [allow(Principal={"Service": "sns.amazonaws.com"})]

    assert misses_of(resource=policy) == []
    assert misses_of(resource=policy, by="sqs.amazonaws.com") == []


def test_a_provider_under_federated_is_no_mistake_of_a_user():
    federated = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"}

    assert misses_of(resource=[allow(Principal=federated)]) == []


def test_naming_the_account_is_told_to_delegate_only_where_that_was_the_reason():
    named = resource_policy(ROOT)
    denied = explain(resource=named, identity=NOTHING, account=ACCOUNT)
    by_number = explain(resource=resource_policy(ACCOUNT), account=OTHER_ACCOUNT)

    assert codes_of(denied.near_misses) == ["account_only_delegates"]
    assert repr(ROOT) in denied.near_misses[0].text
    partly = explain(resource=[*resource_policy(ROOT, Action="sqs:*"), *named], account=ACCOUNT)
    assert codes_of(partly.near_misses) == ["account_only_delegates"]
    with_others = explain(resource=resource_policy(OTHER_ACCOUNT, ROOT, ROLE), account=ACCOUNT)
    assert [repr(ROOT) in miss.text for miss in with_others.near_misses] == [True]
    assert codes_of(by_number.near_misses) == ["account_only_delegates"]
    assert explain(resource=named, identity=EVERYTHING).near_misses == ()
    role_too = resource_policy(ROLE, ROOT)
    assert explain(resource=role_too, boundary=NOTHING, by=SESSION).near_misses == ()
    assert explain(identity=NOTHING).near_misses == ()
    assert explain(resource=resource_policy(USER), account=OTHER_ACCOUNT).near_misses == ()


def test_what_exceptions_to_principals_do_besides_is_told_where_they_matched():
    def excepted(effect, *names):
        return [effect(Principal=None, NotPrincipal={"AWS": list(names)})]

    assert misses_of(resource=excepted(allow, ROLE)) == ["not_principal_allows_others"]
    assert misses_of(resource=excepted(deny, ROLE)) == ["not_principal_denies_others"]
    assert misses_of(resource=excepted(deny, USER)) == []
    assert misses_of(resource=excepted(deny, USER), boundary=EVERYTHING) == [
        "not_principal_under_boundary"
    ]


@pytest.mark.parametrize(
    ("further", "code"),
    [
        ("sts:TagSession", "tag_session_missing"),
        ("STS:setSourceIdentity", "set_source_identity_missing"),
    ],
)
def test_a_further_action_that_is_asked_alone_is_known_by_what_else_is_allowed(further, code):
    trust = [{"Effect": "Allow", "Action": ASSUME, "Principal": {"AWS": USER}}]

    explanation = explain(trust=trust, action=further, on=ROLE, identity=EVERYTHING)

    assert codes_of(explanation.near_misses) == [code]
    assert explanation.near_misses[0].text.endswith("must be allowed as well as sts:AssumeRole.")


def test_a_further_action_is_not_missed_where_nobody_may_assume():
    trust = [{"Effect": "Deny", "Action": ASSUME, "Principal": {"AWS": USER}}]

    assert explain(trust=trust, action="sts:TagSession", on=ROLE).near_misses == ()


@pytest.mark.parametrize(
    ("condition", "context", "codes"),
    [
        (
            {"StringEquals": {"aws:RequestTag/Team": "blue"}},
            {"aws:PrincipalTag/team": "blue"},
            ["tag_of_something_else"],
        ),
        (
            {"StringEquals": {"aws:PrincipalTag/team": "blue"}},
            {"aws:PrincipalTag/unit": "blue"},
            [],
        ),
        (
            {"ArnLike": {"aws:PrincipalArn": SESSION}},
            {"aws:PrincipalArn": ROLE},
            ["session_arn_for_role"],
        ),
        ({"StringEquals": {"a:b": "200?"}}, {"a:b": "2001"}, ["wildcard_is_literal"]),
        ({"StringEquals": {"a:b": "20*"}}, {"a:b": "2001"}, ["wildcard_is_literal"]),
        ({"NumericEquals": {"aws:n": "3"}}, {"aws:n": "4"}, []),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {"aws:SourceIp": "11.0.0.1"}, []),
    ],
)
def test_a_condition_that_meant_another_key_or_value(condition, context, codes):
    assert misses_of(identity=[allow(Condition=condition)], context=context) == codes


def test_the_tag_that_is_there_is_named_as_people_write_it():
    report = first(
        explain(
            identity=[allow(Condition={"Null": {"aws:requesttag/Team": "false"}})],
            context={"aws:ResourceTag/team": "blue"},
        )
    )

    assert [miss.text for miss in report.near_misses] == [
        "The request has no aws:requesttag/Team, but it has aws:ResourceTag/Team."
    ]


def test_long_lists_on_both_sides_are_compared_in_part():
    wanted = [f"Value-{n}" for n in range(100)]
    given = tuple(f"value-{n}" for n in range(2_000))
    condition = {"ForAnyValue:StringEquals": {"aws:TagKeys": wanted}}

    report = first(explain(identity=[allow(Condition=condition)], context={"aws:TagKeys": given}))

    assert codes_of(report.near_misses) == ["case_differs"]
