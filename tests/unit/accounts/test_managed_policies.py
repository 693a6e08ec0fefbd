"""Managed policies by API: made, read, listed, tagged, deleted."""

import pytest

from rolebridge.federation.account import AccountEntry, PolicyEntry
from support.accounts import (
    ACCOUNT,
    ADMINISTRATOR,
    OTHER,
    READ_ONLY,
    AccountsWorld,
    allow,
    policy,
    wire,
)
from support.managed_policies import NamedPolicies

DOCUMENT = policy(allow("s3:GetObject"))
ARN = f"arn:aws:iam::{ACCOUNT}:policy/p"
TRUST = policy(
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
LISTED = {
    "PolicyName",
    "PolicyId",
    "Arn",
    "Path",
    "DefaultVersionId",
    "AttachmentCount",
    "PermissionsBoundaryUsageCount",
    "IsAttachable",
    "CreateDate",
    "UpdateDate",
}


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def create(world, name="p", **parameters):
    parameters.setdefault("PolicyDocument", DOCUMENT)
    return world.call("CreatePolicy", PolicyName=name, **parameters)["Policy"]


def get(world, arn=ARN):
    return world.call("GetPolicy", PolicyArn=arn)["Policy"]


def names(world, **parameters):
    return [each["PolicyName"] for each in world.call("ListPolicies", **parameters)["Policies"]]


def test_a_new_policy_is_shown_without_its_description(world):
    made = create(world, Path="/team/", Description="d", Tags=[("a", "b")])
    assert set(made) == {*LISTED, "Tags"}
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:policy/team/p"
    assert (made["Path"], made["DefaultVersionId"]) == ("/team/", "v1")
    assert made["PolicyId"].startswith("ANPA")
    assert made["CreateDate"] == made["UpdateDate"] == world.clock()
    assert get(world, made["Arn"]) == made | {"Description": "d"}


def test_a_policy_that_is_read_shows_that_it_has_no_tags(world):
    assert set(create(world)) == LISTED
    assert set(get(world)) == {*LISTED, "Tags"}
    assert get(world)["Tags"] == []


def test_a_name_is_taken_in_whatever_case_and_path(world):
    create(world)
    for name in ("p", "P"):
        refusal = world.refuse("CreatePolicy", PolicyName=name, Path="/x/", PolicyDocument=DOCUMENT)
        text = f"A policy called {name} already exists. Duplicate names are not allowed."
        assert wire(refusal) == ("EntityAlreadyExists", 409, text)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{", ("MalformedPolicyDocument", 400, "Syntax errors in policy.")),
        (
            DOCUMENT.replace("2012-10-17", "2008-10-17"),
            (
                "MalformedPolicyDocument",
                400,
                "Policy document must be version 2012-10-17 or greater.",
            ),
        ),
        (
            policy(allow("s3:GetObject", ["x" * 6000, "arn:aws:s3:::b" + "x" * 200])),
            ("LimitExceeded", 409, "Cannot exceed quota for PolicySize: 6144"),
        ),
    ],
)
def test_documents_are_refused_in_aws_words(world, document, expected):
    refusal = world.refuse("CreatePolicy", PolicyName="p", PolicyDocument=document)
    assert wire(refusal) == expected
    create(world, "q")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/q"
    refusal = world.refuse("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=document)
    assert wire(refusal) == expected


def test_an_account_has_so_many_policies_at_most(now):
    policies = tuple(PolicyEntry(f"p{n}", DOCUMENT) for n in range(1500))
    world = AccountsWorld(now, AccountEntry(ACCOUNT, policies=policies))
    refusal = world.refuse("CreatePolicy", PolicyName="p", PolicyDocument=DOCUMENT)
    text = "Cannot exceed quota for PoliciesPerAccount: 1500"
    assert wire(refusal) == ("LimitExceeded", 409, text)


@pytest.mark.parametrize("action", ["GetPolicy", "DeletePolicy", "ListPolicyTags"])
def test_a_policy_that_is_not_there_is_told_so(world, action):
    refusal = world.refuse(action, PolicyArn=ARN)
    assert wire(refusal) == ("NoSuchEntity", 404, f"Policy {ARN} was not found.")


@pytest.mark.parametrize(
    "arn",
    [
        "x" * 20,
        f"arn:aws:iam::{ACCOUNT}:role/policy",
        f"arn:aws:iam:us-east-1:{ACCOUNT}:policy/p",
        f"arn:aws:s3::{ACCOUNT}:policy/p",
        f"arn:aws-cn:iam::{ACCOUNT}:policy/p",
    ],
)
def test_what_is_no_arn_of_a_policy_is_not_valid(world, arn):
    refusal = world.refuse("GetPolicy", PolicyArn=arn)
    assert wire(refusal) == ("ValidationError", 400, f"ARN {arn} is not valid.")


def test_nobody_reads_the_policies_of_another_account(world):
    refusal = world.refuse("GetPolicy", PolicyArn=f"arn:aws:iam::{OTHER}:policy/p")
    assert refusal.aws_code == "AccessDenied"


# --- Counting and deleting ------------------------------------------------------------------------


def test_uses_of_a_policy_are_counted(world):
    create(world)
    world.call("CreateUser", UserName="ann", PermissionsBoundary=ARN)
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=ARN)
    world.call("CreateGroup", GroupName="team")
    world.call("AttachGroupPolicy", GroupName="team", PolicyArn=ARN)
    assert get(world)["AttachmentCount"] == 2
    assert get(world)["PermissionsBoundaryUsageCount"] == 1


@pytest.mark.parametrize(
    "use",
    [
        ("AttachUserPolicy", {"PolicyArn": ARN}),
        ("PutUserPermissionsBoundary", {"PermissionsBoundary": ARN}),
    ],
    ids=["attached", "boundary"],
)
def test_a_policy_in_use_is_not_deleted(world, use):
    create(world)
    world.call("CreateUser", UserName="ann")
    world.call(use[0], UserName="ann", **use[1])
    refusal = world.refuse("DeletePolicy", PolicyArn=ARN)
    text = "Cannot delete a policy attached to entities."
    assert wire(refusal) == ("DeleteConflict", 409, text)


def test_a_policy_with_more_versions_is_not_deleted(world):
    create(world)
    world.call("CreatePolicyVersion", PolicyArn=ARN, PolicyDocument=DOCUMENT)
    refusal = world.refuse("DeletePolicy", PolicyArn=ARN)
    assert refusal.message.startswith("This policy has more than one version.")
    world.call("DeletePolicyVersion", PolicyArn=ARN, VersionId="v2")
    world.call("DeletePolicy", PolicyArn=ARN)
    assert world.account.policies == ()


# --- Lists ----------------------------------------------------------------------------------------


def test_lists_show_neither_tags_nor_descriptions(world):
    create(world, Description="d", Tags=[("a", "b")])
    (listed,) = world.call("ListPolicies", Scope="Local")["Policies"]
    assert set(listed) == LISTED


def test_lists_are_of_a_scope_and_below_a_path(world):
    create(world, "zeta")
    create(world, "alpha", Path="/team/")
    assert names(world) == ["alpha", "zeta", "AdministratorAccess", "ReadOnlyAccess"]
    assert names(world, Scope="Local") == ["alpha", "zeta"]
    assert names(world, Scope="AWS") == ["AdministratorAccess", "ReadOnlyAccess"]
    assert names(world, PathPrefix="/team/") == ["alpha"]
    first = world.call("ListPolicies", MaxItems=3)
    assert names(world, MaxItems=3, Marker=first["Marker"]) == ["ReadOnlyAccess"]


def test_lists_may_be_of_policies_in_use(world):
    create(world, "attached")
    create(world, "bound")
    create(world, "idle")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/"
    world.call("CreateUser", UserName="ann", PermissionsBoundary=arn + "bound")
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=arn + "attached")
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    assert names(world, OnlyAttached=True) == ["attached", "ReadOnlyAccess"]
    assert names(world, PolicyUsageFilter="PermissionsBoundary") == ["bound"]
    assert names(world, PolicyUsageFilter="PermissionsPolicy", Scope="Local") == [
        "attached",
        "idle",
    ]
    assert names(world, PolicyUsageFilter="PermissionsPolicy", OnlyAttached=True) == [
        "attached",
        "ReadOnlyAccess",
    ]


def test_a_list_has_no_policies_of_another_partition(now):
    world = AccountsWorld(now, AccountEntry(ACCOUNT, partition="aws-cn"))
    assert names(world, Scope="AWS") == []


# --- AWS's own ------------------------------------------------------------------------------------


def test_a_policy_of_aws_is_read_like_any_other(world):
    world.call("CreateUser", UserName="ann")
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    found = get(world, READ_ONLY)
    assert found["Path"] == "/"
    assert (found["PolicyName"], found["AttachmentCount"]) == ("ReadOnlyAccess", 1)
    assert found["PolicyId"].startswith("ANPA")
    assert len(found["PolicyId"]) == 21
    assert found["PolicyId"] != get(world, ADMINISTRATOR)["PolicyId"]


def test_a_policy_of_aws_keeps_its_path(world):
    arn = "arn:aws:iam::aws:policy/service-role/Lambda"
    world.managed.arns = (*world.managed.arns, arn)
    assert get(world, arn)["Path"] == "/service-role/"


def test_a_policy_of_aws_that_is_not_known_exists_where_it_is_attached(world):
    world.managed.is_complete = False
    arn = "arn:aws:iam::aws:policy/service-role/Unknown"
    assert world.refuse("GetPolicy", PolicyArn=arn).aws_code == "NoSuchEntity"
    world.call("CreateUser", UserName="ann")
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=arn)
    assert get(world, arn)["AttachmentCount"] == 1
    assert world.call("ListPolicyVersions", PolicyArn=arn)["Versions"] == []
    assert names(world, OnlyAttached=True) == ["Unknown"]


@pytest.mark.parametrize(
    ("action", "parameters", "text"),
    [
        ("DeletePolicy", {}, "Cannot delete policies outside your own account."),
        (
            "DeletePolicyVersion",
            {"VersionId": "v1"},
            "Cannot delete policy versions for policies outside your own account.",
        ),
        (
            "SetDefaultPolicyVersion",
            {"VersionId": "v1"},
            "Cannot update policies outside your own account.",
        ),
        ("CreatePolicyVersion", {"PolicyDocument": DOCUMENT}, None),
        ("TagPolicy", {"Tags": [("a", "b")]}, None),
        ("UntagPolicy", {"TagKeys": ["a"]}, None),
    ],
)
def test_nobody_changes_the_policies_of_aws(world, action, parameters, text):
    refusal = world.refuse(action, PolicyArn=READ_ONLY, **parameters)
    assert (refusal.aws_code, refusal.status) == ("AccessDenied", 403)
    assert text in (None, refusal.message)


# --- Tags -----------------------------------------------------------------------------------------


def test_tags_of_a_policy_have_a_case(world):
    create(world, Tags=[("a", "lower"), ("A", "upper")])
    world.call("TagPolicy", PolicyArn=ARN, Tags=[("a", "new"), ("b", "")])
    tags = {tag["Key"]: tag["Value"] for tag in get(world)["Tags"]}
    assert tags == {"a": "new", "A": "upper", "b": ""}
    world.call("UntagPolicy", PolicyArn=ARN, TagKeys=["a"])
    assert [t["Key"] for t in world.call("ListPolicyTags", PolicyArn=ARN)["Tags"]] == ["A", "b"]


def test_one_key_twice_is_refused(world):
    create(world)
    twice = [("a", "1"), ("a", "2")]
    made = world.refuse("CreatePolicy", PolicyName="q", PolicyDocument=DOCUMENT, Tags=twice)
    tagged = world.refuse("TagPolicy", PolicyArn=ARN, Tags=twice)
    expected = ("InvalidInput", 400, "Duplicate tag keys found.")
    assert wire(made) == wire(tagged) == expected


def test_who_may_tag_is_asked_by_tags_that_are_there_and_tags_that_come(world):
    create(world, Tags=[("Team", "a"), ("team", "a")])
    mine = allow("iam:TagPolicy", StringEquals={"aws:ResourceTag/Team": "a"})
    ann = world.add_user("ann", mine)
    world.call("TagPolicy", by=ann, PolicyArn=ARN, Tags=[("x", "y"), ("X", "y")])
    bob = world.add_user("bob", allow("iam:TagPolicy", StringEquals={"aws:RequestTag/x": "z"}))
    refusal = world.refuse("TagPolicy", by=bob, PolicyArn=ARN, Tags=[("x", "y")])
    assert refusal.aws_code == "AccessDenied"


def test_where_all_policies_of_aws_are_known_no_other_is_attached(world):
    world.managed = NamedPolicies()
    world.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=TRUST)
    refusal = world.refuse(
        "AttachRolePolicy", RoleName="app", PolicyArn="arn:aws:iam::aws:policy/Ghost"
    )
    assert refusal.aws_code == "NoSuchEntity"
