"""Users by API: made, read, renamed, tagged, bounded, deleted."""

import json
from urllib.parse import unquote

import pytest

from support.accounts import ACCOUNT, READ_ONLY, AccountsWorld, allow, policy, wire

DOCUMENT = policy(allow("s3:GetObject"))


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def test_a_new_user_is_shown_with_all_that_was_asked_for(world):
    answer = world.call(
        "CreateUser",
        UserName="ann",
        Path="/team/",
        PermissionsBoundary=READ_ONLY,
        Tags=[("Team", "a"), ("Cost", "7")],
    )["User"]
    assert answer["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/team/ann"
    assert answer["UserId"].startswith("AIDA")
    assert len(answer["UserId"]) == 21
    assert answer["CreateDate"] == world.clock()
    assert answer["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": READ_ONLY,
    }
    assert answer["Tags"] == [{"Key": "Team", "Value": "a"}, {"Key": "Cost", "Value": "7"}]
    assert world.call("GetUser", UserName="ann")["User"] == answer


def test_lists_show_neither_tags_nor_boundaries(world):
    world.add_user("zoe", Tags=[("a", "b")], PermissionsBoundary=READ_ONLY)
    world.add_user("ann", Path="/team/")
    users = world.call("ListUsers")["Users"]
    assert [user["UserName"] for user in users] == ["ann", "zoe"]
    assert set(users[1]) == {"Path", "UserName", "UserId", "Arn", "CreateDate"}
    below = world.call("ListUsers", PathPrefix="/team/")["Users"]
    assert [user["UserName"] for user in below] == ["ann"]


def test_lists_come_in_pages(world):
    for name in ("ann", "bea", "cyd"):
        world.add_user(name)
    first = world.call("ListUsers", MaxItems=2)
    assert first["IsTruncated"] is True
    second = world.call("ListUsers", MaxItems=2, Marker=first["Marker"])
    assert [user["UserName"] for user in second["Users"]] == ["cyd"]
    assert second["IsTruncated"] is False


def test_names_are_taken_whatever_their_case(world):
    world.add_user("ann")
    for name in ("ann", "ANN"):
        refusal = world.refuse("CreateUser", UserName=name)
        message = f"User with name {name} already exists."
        assert wire(refusal) == ("EntityAlreadyExists", 409, message)


def test_an_unknown_user_cannot_be_found(world):
    for action in ("GetUser", "DeleteUser", "ListUserTags", "ListGroupsForUser"):
        refusal = world.refuse(action, UserName="nobody")
        message = "The user with name nobody cannot be found."
        assert wire(refusal) == ("NoSuchEntity", 404, message)


def test_a_user_without_a_name_is_the_caller(world):
    ann = world.add_user("ann", allow("iam:GetUser", "arn:aws:iam::*:user/${aws:username}"))
    assert world.call("GetUser", by=ann)["User"]["UserName"] == "ann"


def test_a_root_is_told_of_itself(world):
    world.add_root_key()
    assert world.call("GetUser")["User"] == {
        "UserId": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:root",
        "CreateDate": world.clock(),
    }


def test_a_role_has_to_name_a_user(now):
    from rolebridge.federation.account import AccountEntry, RoleEntry

    role = RoleEntry(
        "Reader", "{}", unique_id="AROAREADER", inline_policies={"p": policy(allow("iam:*"))}
    )
    world = AccountsWorld(now, AccountEntry(ACCOUNT, roles=(role,)))
    refusal = world.refuse("GetUser", by=world.role_session("Reader"))
    message = "Must specify userName when calling with non-User credentials"
    assert wire(refusal) == ("ValidationError", 400, message)


def test_a_renamed_user_is_the_same_user(world):
    world.add_user("ann")
    world.call("CreateGroup", GroupName="staff")
    world.call("AddUserToGroup", GroupName="staff", UserName="ann")
    before = world.call("GetUser", UserName="ann")["User"]
    key = world.call("CreateAccessKey", UserName="ann")["AccessKey"]["AccessKeyId"]
    world.call("UpdateUser", UserName="ann", NewUserName="anna", NewPath="/x/")
    after = world.call("GetUser", UserName="anna")["User"]
    assert after["UserId"] == before["UserId"]
    assert after["CreateDate"] == before["CreateDate"]
    assert after["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/x/anna"
    assert world.store.state.access_keys[key].principal_arn == after["Arn"]
    members = world.call("GetGroup", GroupName="staff")["Users"]
    assert [user["UserName"] for user in members] == ["anna"]
    world.refuse("GetUser", UserName="ann")


def test_a_user_may_change_the_case_of_its_name_but_not_take_another_one(world):
    world.add_user("ann")
    world.add_user("bea")
    world.call("UpdateUser", UserName="ann", NewUserName="Ann")
    assert world.user("Ann")
    refusal = world.refuse("UpdateUser", UserName="bea", NewUserName="aNN")
    assert refusal.aws_code == "EntityAlreadyExists"


def test_renaming_needs_permission_for_both_names(world):
    ann = world.add_user("ann", allow("iam:UpdateUser", "arn:aws:iam::*:user/team/*"))
    world.add_user("bea", Path="/team/")
    world.call("UpdateUser", by=ann, UserName="bea", NewUserName="bee")
    refusal = world.refuse("UpdateUser", by=ann, UserName="bee", NewPath="/admins/")
    assert refusal.aws_code == "AccessDenied"
    assert "user/admins/bee" in refusal.message


def test_an_update_without_values_changes_nothing(world):
    world.add_user("ann")
    before = world.account
    world.call("UpdateUser", UserName="ann")
    assert world.account is before


@pytest.mark.parametrize(
    ("hold", "release", "first"),
    [
        (
            ("CreateAccessKey", {}),
            None,
            "delete access keys",
        ),
        (
            ("PutUserPolicy", {"PolicyName": "p", "PolicyDocument": DOCUMENT}),
            ("DeleteUserPolicy", {"PolicyName": "p"}),
            "delete policies",
        ),
        (
            ("AttachUserPolicy", {"PolicyArn": READ_ONLY}),
            ("DetachUserPolicy", {"PolicyArn": READ_ONLY}),
            "detach all policies",
        ),
        (
            ("AddUserToGroup", {"GroupName": "staff"}),
            ("RemoveUserFromGroup", {"GroupName": "staff"}),
            "remove users from group",
        ),
    ],
)
def test_a_user_who_holds_something_stays(world, hold, release, first):
    world.call("CreateGroup", GroupName="staff")
    world.add_user("ann")
    made = world.call(hold[0], UserName="ann", **hold[1])
    refusal = world.refuse("DeleteUser", UserName="ann")
    message = f"Cannot delete entity, must {first} first."
    assert wire(refusal) == ("DeleteConflict", 409, message)
    undo = release or (
        "DeleteAccessKey",
        {"AccessKeyId": made["AccessKey"]["AccessKeyId"]},
    )
    world.call(undo[0], UserName="ann", **undo[1])
    world.call("DeleteUser", UserName="ann")
    assert world.account.users == ()


def test_tags_are_merged_without_regard_to_case(world):
    world.add_user("ann", Tags=[("Team", "a"), ("Cost", "7")])
    world.call("TagUser", UserName="ann", Tags=[("team", "b"), ("New", "")])
    tags = world.call("ListUserTags", UserName="ann")["Tags"]
    assert tags == [
        {"Key": "team", "Value": "b"},
        {"Key": "Cost", "Value": "7"},
        {"Key": "New", "Value": ""},
    ]
    world.call("UntagUser", UserName="ann", TagKeys=["TEAM", "absent"])
    left = world.call("ListUserTags", UserName="ann")["Tags"]
    assert [tag["Key"] for tag in left] == ["Cost", "New"]


def test_tags_are_unique_few_and_not_aws_own(world):
    world.add_user("ann")
    refusal = world.refuse("TagUser", UserName="ann", Tags=[("Team", "a"), ("team", "b")])
    message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    assert wire(refusal) == ("InvalidInput", 400, message)
    refusal = world.refuse("TagUser", UserName="ann", Tags=[("AWS:x", "a")])
    assert (refusal.aws_code, refusal.has_aws_text) == ("InvalidInput", False)
    world.call("TagUser", UserName="ann", Tags=[(f"k{n}", "v") for n in range(50)])
    refusal = world.refuse("TagUser", UserName="ann", Tags=[("one-more", "v")])
    assert refusal.aws_code == "LimitExceeded"


def test_a_boundary_must_exist(world):
    world.add_user("ann")
    unknown = f"arn:aws:iam::{ACCOUNT}:policy/absent"
    refusal = world.refuse(
        "PutUserPermissionsBoundary", UserName="ann", PermissionsBoundary=unknown
    )
    message = f"Scope ARN: {unknown} does not exist or is not attachable."
    assert wire(refusal) == ("NoSuchEntity", 404, message)
    refusal = world.refuse(
        "CreateUser", UserName="bea", PermissionsBoundary="longpolicynamebutnoarn"
    )
    message = "ARN longpolicynamebutnoarn is not valid."
    assert wire(refusal) == ("InvalidInput", 400, message)


def test_a_boundary_is_put_and_taken_away(world):
    world.add_user("ann")
    world.call("PutUserPermissionsBoundary", UserName="ann", PermissionsBoundary=READ_ONLY)
    shown = world.call("GetUser", UserName="ann")["User"]["PermissionsBoundary"]
    assert shown["PermissionsBoundaryArn"] == READ_ONLY
    world.call("DeleteUserPermissionsBoundary", UserName="ann")
    assert "PermissionsBoundary" not in world.call("GetUser", UserName="ann")["User"]
    refusal = world.refuse("DeleteUserPermissionsBoundary", UserName="ann")
    assert refusal.aws_code == "NoSuchEntity"


def test_inline_policies_are_kept_as_they_were_written(world):
    world.add_user("ann")
    text = '{ "Version":"2012-10-17", "Statement":\n[] }'.replace("[]", json.dumps([allow("s3:*")]))
    world.call("PutUserPolicy", UserName="ann", PolicyName="p", PolicyDocument=text)
    shown = world.call("GetUserPolicy", UserName="ann", PolicyName="p")
    assert (shown["UserName"], shown["PolicyName"]) == ("ann", "p")
    assert unquote(shown["PolicyDocument"]) == text
    assert world.call("ListUserPolicies", UserName="ann")["PolicyNames"] == ["p"]


def test_a_broken_or_missing_inline_policy_is_refused(world):
    world.add_user("ann")
    refusal = world.refuse("PutUserPolicy", UserName="ann", PolicyName="p", PolicyDocument="{")
    assert refusal.aws_code == "MalformedPolicyDocument"
    for action in ("GetUserPolicy", "DeleteUserPolicy"):
        refusal = world.refuse(action, UserName="ann", PolicyName="absent")
        message = "The user policy with name absent cannot be found."
        assert wire(refusal) == ("NoSuchEntity", 404, message)


def test_inline_policies_together_have_a_quota(world):
    world.add_user("ann")
    big = policy(allow("s3:GetObject", [f"arn:aws:s3:::bucket-{n:04}/*" for n in range(50)]))
    world.call("PutUserPolicy", UserName="ann", PolicyName="one", PolicyDocument=big)
    refusal = world.refuse("PutUserPolicy", UserName="ann", PolicyName="two", PolicyDocument=big)
    message = "Maximum policy size of 2048 bytes exceeded for user ann"
    assert wire(refusal) == ("LimitExceeded", 409, message)
    # White space does not count, and a policy takes the place of its namesake.
    padded = big.replace(" ", " " * 40)
    world.call("PutUserPolicy", UserName="ann", PolicyName="one", PolicyDocument=padded)


def test_managed_policies_are_attached_once_and_detached(world):
    world.add_user("ann")
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    attached = world.call("ListAttachedUserPolicies", UserName="ann")["AttachedPolicies"]
    assert attached == [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}]
    world.call("DetachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    refusal = world.refuse("DetachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    assert wire(refusal) == ("NoSuchEntity", 404, f"Policy {READ_ONLY} was not found.")


def test_only_managed_policies_that_exist_are_attached(world):
    world.add_user("ann")
    absent = "arn:aws:iam::aws:policy/Absent"
    refusal = world.refuse("AttachUserPolicy", UserName="ann", PolicyArn=absent)
    message = f"Policy {absent} does not exist or is not attachable."
    assert wire(refusal) == ("NoSuchEntity", 404, message)
    refusal = world.refuse("AttachUserPolicy", UserName="ann", PolicyArn="longpolicynamebutnoarn")
    message = "ARN longpolicynamebutnoarn is not valid."
    assert wire(refusal) == ("ValidationError", 400, message)
    world.managed.is_complete = False
    world.call("AttachUserPolicy", UserName="ann", PolicyArn=absent)


def test_eleven_policies_are_too_many(world):
    world.managed.is_complete = False
    world.add_user("ann")
    for number in range(10):
        world.call(
            "AttachUserPolicy", UserName="ann", PolicyArn=f"arn:aws:iam::aws:policy/x/P{number}"
        )
    refusal = world.refuse("AttachUserPolicy", UserName="ann", PolicyArn=READ_ONLY)
    assert wire(refusal) == ("LimitExceeded", 409, "Cannot exceed quota for PoliciesPerUser: 10")
    below = world.call("ListAttachedUserPolicies", UserName="ann", PathPrefix="/x/")
    assert len(below["AttachedPolicies"]) == 10
    none = world.call("ListAttachedUserPolicies", UserName="ann", PathPrefix="/y/")
    assert none["AttachedPolicies"] == []


@pytest.mark.parametrize(
    ("statement", "action", "parameters", "is_allowed"),
    [
        (
            allow("iam:DeleteUser", StringEquals={"aws:ResourceTag/team": "a"}),
            "DeleteUser",
            {"UserName": "bea"},
            True,
        ),
        (
            allow("iam:DeleteUser", StringEquals={"iam:ResourceTag/team": "b"}),
            "DeleteUser",
            {"UserName": "bea"},
            False,
        ),
        (
            allow("iam:CreateUser", StringEquals={"aws:RequestTag/team": "a"}),
            "CreateUser",
            {"UserName": "cyd", "Tags": [("team", "a")]},
            True,
        ),
        (
            allow("iam:CreateUser", StringEquals={"aws:RequestTag/team": "a"}),
            "CreateUser",
            {"UserName": "cyd"},
            False,
        ),
        (
            allow("iam:CreateUser", StringEquals={"iam:PermissionsBoundary": READ_ONLY}),
            "CreateUser",
            {"UserName": "cyd", "PermissionsBoundary": READ_ONLY},
            True,
        ),
        (
            allow("iam:CreateUser", StringEquals={"iam:PermissionsBoundary": READ_ONLY}),
            "CreateUser",
            {"UserName": "cyd"},
            False,
        ),
        (
            allow("iam:UntagUser", **{"ForAllValues:StringEquals": {"aws:TagKeys": ["x"]}}),
            "UntagUser",
            {"UserName": "bea", "TagKeys": ["x", "team"]},
            False,
        ),
        (
            allow("iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": READ_ONLY}),
            "AttachUserPolicy",
            {"UserName": "bea", "PolicyArn": READ_ONLY},
            True,
        ),
        (
            allow("iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": READ_ONLY}),
            "AttachUserPolicy",
            {"UserName": "bea", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
            False,
        ),
        (
            allow("iam:PutUserPermissionsBoundary"),
            "PutUserPermissionsBoundary",
            {"UserName": "bea", "PermissionsBoundary": READ_ONLY},
            True,
        ),
        (
            allow("iam:GetUser", "arn:aws:iam::*:user/team/*"),
            "GetUser",
            {"UserName": "bea"},
            False,
        ),
        (allow("iam:ListUsers", "arn:aws:iam::*:user/"), "ListUsers", {}, True),
    ],
)
def test_policies_are_asked_about_what_a_call_is_about(
    world, statement, action, parameters, is_allowed
):
    caller = world.add_user("ann", statement, allow("iam:TagUser"))
    world.add_user("bea", Tags=[("team", "a")])
    if is_allowed:
        world.call(action, by=caller, **parameters)
    else:
        assert world.refuse(action, by=caller, **parameters).aws_code == "AccessDenied"


def test_permission_is_asked_for_before_existence_is_told(world):
    ann = world.add_user("ann", allow("iam:GetUser", "arn:aws:iam::*:user/ann"))
    unknown = world.refuse("GetUser", by=ann, UserName="nobody")
    world.add_user("somebody")
    known = world.refuse("GetUser", by=ann, UserName="somebody")
    assert unknown.aws_code == known.aws_code == "AccessDenied"
    assert unknown.message == known.message.replace("somebody", "nobody")
