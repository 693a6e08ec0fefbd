"""Versions of managed policies by API, and who uses a policy."""

from datetime import timedelta
from urllib.parse import unquote

import pytest

from support.accounts import ACCOUNT, READ_ONLY, AccountsWorld, allow, policy, wire

ARN = f"arn:aws:iam::{ACCOUNT}:policy/p"
FIRST, SECOND = policy(allow("s3:GetObject")), policy(allow("s3:PutObject"))


@pytest.fixture
def world(now):
    made = AccountsWorld(now)
    made.call("CreatePolicy", PolicyName="p", PolicyDocument=FIRST)
    return made


def add(world, document=SECOND, **more):
    answer = world.call("CreatePolicyVersion", PolicyArn=ARN, PolicyDocument=document, **more)
    return answer["PolicyVersion"]


def versions(world):
    found = world.call("ListPolicyVersions", PolicyArn=ARN)["Versions"]
    return [(each["VersionId"], each["IsDefaultVersion"]) for each in found]


def document(world, version):
    found = world.call("GetPolicyVersion", PolicyArn=ARN, VersionId=version)["PolicyVersion"]
    return unquote(found["Document"])


def test_a_new_version_is_the_default_only_where_that_is_asked(world):
    world.clock.advance(hours=1)
    added = add(world)
    assert added == {"VersionId": "v2", "IsDefaultVersion": False, "CreateDate": world.clock()}
    assert versions(world) == [("v2", False), ("v1", True)]
    found = world.call("GetPolicy", PolicyArn=ARN)["Policy"]
    assert found["DefaultVersionId"] == "v1"
    assert found["UpdateDate"] == world.clock() == found["CreateDate"] + timedelta(hours=1)
    assert world.account.policies[0].document == FIRST
    assert add(world, SetAsDefault=True)["IsDefaultVersion"] is True
    assert versions(world) == [("v3", True), ("v2", False), ("v1", False)]
    assert world.account.policies[0].document == SECOND


def test_the_default_may_be_set_back(world):
    add(world, SetAsDefault=True)
    world.call("SetDefaultPolicyVersion", PolicyArn=ARN, VersionId="v1")
    assert versions(world) == [("v2", False), ("v1", True)]
    assert world.account.policies[0].document == FIRST
    assert (document(world, "v1"), document(world, "v2")) == (FIRST, SECOND)


def test_five_versions_are_kept_and_no_number_is_given_twice(world):
    for _ in range(4):
        add(world)
    refusal = world.refuse("CreatePolicyVersion", PolicyArn=ARN, PolicyDocument=SECOND)
    text = (
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version."
    )
    assert wire(refusal) == ("LimitExceeded", 409, text)
    world.call("DeletePolicyVersion", PolicyArn=ARN, VersionId="v5")
    assert add(world)["VersionId"] == "v6"


def test_the_default_version_is_not_deleted(world):
    refusal = world.refuse("DeletePolicyVersion", PolicyArn=ARN, VersionId="v1")
    text = "Cannot delete the default version of a policy."
    assert wire(refusal) == ("DeleteConflict", 409, text)


@pytest.mark.parametrize(
    "action", ["GetPolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion"]
)
@pytest.mark.parametrize(
    ("arn", "version"),
    [
        (ARN, "v9"),
        (ARN, "v1.beta"),
        (ARN, "v" + "9" * 5000),
        (f"arn:aws:iam::{ACCOUNT}:policy/ghost", "v1"),
    ],
    ids=["unknown", "with a suffix", "long", "of no policy"],
)
def test_a_version_that_is_not_there_is_told_so(world, action, arn, version):
    refusal = world.refuse(action, PolicyArn=arn, VersionId=version)
    text = f"Policy {arn} version {version} does not exist or is not attachable."
    assert wire(refusal) == ("NoSuchEntity", 404, text)


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("CreatePolicyVersion", {"PolicyDocument": FIRST}),
        ("ListPolicyVersions", {}),
        ("ListEntitiesForPolicy", {}),
    ],
)
def test_a_policy_that_is_not_there_has_no_versions(world, action, parameters):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/ghost"
    refusal = world.refuse(action, PolicyArn=arn, **parameters)
    text = f"Policy {arn} does not exist or is not attachable."
    assert wire(refusal) == ("NoSuchEntity", 404, text)


def test_a_version_of_aws_is_read(world):
    found = world.call("GetPolicyVersion", PolicyArn=READ_ONLY, VersionId="v1")["PolicyVersion"]
    assert found["IsDefaultVersion"] is True
    assert '"s3:*"' in unquote(found["Document"])
    assert len(world.call("ListPolicyVersions", PolicyArn=READ_ONLY)["Versions"]) == 1


# --- Who uses it ----------------------------------------------------------------------------------


@pytest.fixture
def used(world):
    world.call("CreateGroup", GroupName="team", Path="/a/")
    world.call("CreateUser", UserName="ann")
    world.call("CreateUser", UserName="bob", PermissionsBoundary=ARN)
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    world.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=policy(trust))
    for kind, name in (("Group", "team"), ("User", "ann"), ("Role", "app")):
        world.call(f"Attach{kind}Policy", **{f"{kind}Name": name}, PolicyArn=ARN)
    return world


def entities(world, **parameters):
    answer = world.call("ListEntitiesForPolicy", PolicyArn=ARN, **parameters)
    found = [
        [each[f"{kind}Name"] for each in answer[f"Policy{kind}s"]]
        for kind in ("Group", "User", "Role")
    ]
    return found, answer


def test_whoever_uses_a_policy_is_listed_with_its_id(used):
    found, answer = entities(used)
    assert found == [["team"], ["ann", "bob"], ["app"]]
    assert answer["PolicyUsers"][0] == {"UserName": "ann", "UserId": used.user("ann").user_id}
    assert answer["PolicyRoles"][0]["RoleId"].startswith("AROA")
    assert answer["IsTruncated"] is False


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"EntityFilter": "User"}, [[], ["ann", "bob"], []]),
        ({"EntityFilter": "Group"}, [["team"], [], []]),
        ({"EntityFilter": "Role"}, [[], [], ["app"]]),
        ({"EntityFilter": "LocalManagedPolicy"}, [[], [], []]),
        ({"PathPrefix": "/a/"}, [["team"], [], []]),
        ({"PolicyUsageFilter": "PermissionsBoundary"}, [[], ["bob"], []]),
        ({"PolicyUsageFilter": "PermissionsPolicy"}, [["team"], ["ann"], ["app"]]),
    ],
)
def test_lists_of_users_of_a_policy_may_be_narrowed(used, parameters, expected):
    assert entities(used, **parameters)[0] == expected


def test_one_list_of_pages_goes_over_all_kinds(used):
    first, answer = entities(used, MaxItems=2)
    assert first == [["team"], ["ann"], []]
    second, _ = entities(used, MaxItems=2, Marker=answer["Marker"])
    assert second == [[], ["bob"], ["app"]]
