"""GetAccountAuthorizationDetails: everything in an account, in pages."""

from urllib.parse import unquote

import pytest

from support.accounts import ACCOUNT, ADMINISTRATOR, READ_ONLY, AccountsWorld, allow, policy

DOCUMENT = policy(allow("s3:GetObject"))
TRUST = policy(
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
ARN = f"arn:aws:iam::{ACCOUNT}:policy/p"
LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


@pytest.fixture
def world(now):
    made = AccountsWorld(now)
    made.call("CreatePolicy", PolicyName="p", PolicyDocument=DOCUMENT, Description="d")
    made.call("CreateGroup", GroupName="team")
    made.call("CreateUser", UserName="ann", PermissionsBoundary=ARN, Tags=[("a", "b")])
    made.call("CreateUser", UserName="bob")
    made.call("AddUserToGroup", UserName="ann", GroupName="team")
    made.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=TRUST, Description="d")
    made.call("CreateInstanceProfile", InstanceProfileName="profile")
    made.call("AddRoleToInstanceProfile", InstanceProfileName="profile", RoleName="app")
    for kind, name in (("User", "ann"), ("Group", "team"), ("Role", "app")):
        named = {f"{kind}Name": name}
        made.call(f"Put{kind}Policy", **named, PolicyName="own", PolicyDocument=DOCUMENT)
        made.call(f"Attach{kind}Policy", **named, PolicyArn=READ_ONLY)
    return made


def details(world, **parameters):
    return world.call("GetAccountAuthorizationDetails", **parameters)


def test_everything_is_there_with_its_policies(world):
    answer = details(world)
    attached = [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}]
    ann, bob = answer["UserDetailList"]
    assert (ann["UserName"], ann["GroupList"], ann["Tags"]) == (
        "ann",
        ["team"],
        [{"Key": "a", "Value": "b"}],
    )
    assert ann["PermissionsBoundary"]["PermissionsBoundaryArn"] == ARN
    assert unquote(ann["UserPolicyList"][0]["PolicyDocument"]) == DOCUMENT
    assert "UserPolicyList" not in bob
    assert bob["Tags"] == bob["GroupList"] == bob["AttachedManagedPolicies"] == []
    (group,) = answer["GroupDetailList"]
    (role,) = answer["RoleDetailList"]
    assert ann["AttachedManagedPolicies"] == attached
    assert group["AttachedManagedPolicies"] == role["AttachedManagedPolicies"] == attached
    assert group["GroupPolicyList"] == role["RolePolicyList"] == ann["UserPolicyList"]
    assert role["InstanceProfileList"][0]["Roles"][0]["RoleName"] == "app"
    assert unquote(role["AssumeRolePolicyDocument"]) == TRUST
    assert {"Description", "MaxSessionDuration"}.isdisjoint(role)


def test_policies_come_with_their_versions_and_uses(world):
    world.call("CreatePolicyVersion", PolicyArn=ARN, PolicyDocument=DOCUMENT)
    own, of_aws = details(world)["Policies"]
    assert (own["PolicyName"], own["Description"]) == ("p", "d")
    assert (own["AttachmentCount"], own["PermissionsBoundaryUsageCount"]) == (0, 1)
    assert [each["VersionId"] for each in own["PolicyVersionList"]] == ["v2", "v1"]
    assert unquote(own["PolicyVersionList"][1]["Document"]) == DOCUMENT
    assert (of_aws["PolicyName"], of_aws["AttachmentCount"]) == ("ReadOnlyAccess", 3)


@pytest.mark.parametrize(
    ("wanted", "counts"),
    [
        (["User"], (2, 0, 0, 0)),
        (["Group", "Role"], (0, 1, 1, 0)),
        (["LocalManagedPolicy"], (0, 0, 0, 1)),
        # By name all that AWS has, used or not.
        (["AWSManagedPolicy"], (0, 0, 0, 2)),
    ],
)
def test_a_filter_leaves_the_other_lists_empty(world, wanted, counts):
    answer = details(world, Filter=wanted)
    assert tuple(len(answer[name]) for name in LISTS) == counts


def test_one_list_of_pages_goes_over_all_kinds(world):
    seen, marker, pages = [], {}, 0
    while True:
        answer = details(world, MaxItems=2, **marker)
        found = [each["Arn"] for name in LISTS for each in answer[name]]
        seen += found
        pages += 1
        if not answer["IsTruncated"]:
            break
        assert len(found) == 2
        marker = {"Marker": answer["Marker"]}
    assert pages == 3
    whole = details(world)
    assert seen == [each["Arn"] for name in LISTS for each in whole[name]]


def test_an_unknown_policy_of_aws_is_there_without_a_version(world):
    world.managed.is_complete = False
    arn = "arn:aws:iam::aws:policy/Unknown"
    world.call("AttachRolePolicy", RoleName="app", PolicyArn=arn)
    found = {each["Arn"]: each for each in details(world)["Policies"]}
    assert found[arn]["PolicyVersionList"] == []
    assert ADMINISTRATOR not in found
