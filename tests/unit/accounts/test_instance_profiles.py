"""Instance profiles by API, and passing a role to one."""

import pytest

from rolebridge.federation.account import AccountEntry, InstanceProfileEntry
from support.accounts import ACCOUNT, AccountsWorld, allow, policy, wire

TRUST = policy(
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
LISTED = {"Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate", "Roles"}
UNKNOWN = ("NoSuchEntity", 404, "Instance Profile ghost cannot be found.")


@pytest.fixture
def world(now):
    made = AccountsWorld(now)
    made.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=TRUST, Description="d")
    return made


def create(world, name="p", **parameters):
    answer = world.call("CreateInstanceProfile", InstanceProfileName=name, **parameters)
    return answer["InstanceProfile"]


def get(world, name="p"):
    return world.call("GetInstanceProfile", InstanceProfileName=name)["InstanceProfile"]


def add(world, profile="p", role="app", **more):
    parameters = {"InstanceProfileName": profile, "RoleName": role}
    return world.call("AddRoleToInstanceProfile", **parameters, **more)


def test_a_new_profile_is_empty(world):
    made = create(world, Path="/team/", Tags=[("a", "b")])
    assert set(made) == {*LISTED, "Tags"}
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/team/p"
    assert made["InstanceProfileId"].startswith("AIPA")
    assert made["Roles"] == []
    assert get(world) == made


def test_a_profile_that_is_read_shows_that_it_has_no_tags(world):
    assert set(create(world)) == LISTED
    assert get(world)["Tags"] == []


def test_a_name_is_taken_in_whatever_case(world):
    create(world)
    refusal = world.refuse("CreateInstanceProfile", InstanceProfileName="P")
    assert wire(refusal) == ("EntityAlreadyExists", 409, "Instance Profile P already exists.")


def test_an_account_has_so_many_profiles_at_most(now):
    profiles = tuple(InstanceProfileEntry(f"p{n}") for n in range(1000))
    world = AccountsWorld(now, AccountEntry(ACCOUNT, instance_profiles=profiles))
    refusal = world.refuse("CreateInstanceProfile", InstanceProfileName="q")
    text = "Cannot exceed quota for InstanceProfilesPerAccount: 1000"
    assert wire(refusal) == ("LimitExceeded", 409, text)


def test_a_profile_has_one_role_in_short(world):
    create(world)
    add(world)
    (role,) = get(world)["Roles"]
    assert set(role) == {
        "Path",
        "RoleName",
        "RoleId",
        "Arn",
        "CreateDate",
        "AssumeRolePolicyDocument",
    }
    refusal = world.refuse("AddRoleToInstanceProfile", InstanceProfileName="p", RoleName="app")
    text = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    assert wire(refusal) == ("LimitExceeded", 409, text)
    refusal = world.refuse("DeleteInstanceProfile", InstanceProfileName="p")
    text = "Cannot delete entity, must remove roles from instance profile first."
    assert wire(refusal) == ("DeleteConflict", 409, text)
    world.call("RemoveRoleFromInstanceProfile", InstanceProfileName="p", RoleName="app")
    assert get(world)["Roles"] == []
    world.call("DeleteInstanceProfile", InstanceProfileName="p")
    assert world.account.instance_profiles == ()


def test_a_role_that_is_not_in_a_profile_is_not_removed(world):
    create(world)
    refusal = world.refuse("RemoveRoleFromInstanceProfile", InstanceProfileName="p", RoleName="app")
    text = "Role app in Instance Profile p cannot be found."
    assert wire(refusal) == ("NoSuchEntity", 404, text)


@pytest.mark.parametrize("action", ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"])
def test_profile_and_role_must_be_there(world, action):
    create(world)
    refusal = world.refuse(action, InstanceProfileName="ghost", RoleName="app")
    assert wire(refusal) == UNKNOWN
    refusal = world.refuse(action, InstanceProfileName="p", RoleName="ghost")
    text = "The role with name ghost cannot be found."
    assert wire(refusal) == ("NoSuchEntity", 404, text)


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetInstanceProfile", {}),
        ("DeleteInstanceProfile", {}),
        ("TagInstanceProfile", {"Tags": [("a", "b")]}),
        ("UntagInstanceProfile", {"TagKeys": ["a"]}),
        ("ListInstanceProfileTags", {}),
    ],
)
def test_a_profile_that_is_not_there_is_told_so(world, action, parameters):
    assert wire(world.refuse(action, InstanceProfileName="ghost", **parameters)) == UNKNOWN


def test_profiles_are_listed_below_a_path_and_by_role(world):
    create(world, "zeta", Tags=[("a", "b")])
    create(world, "alpha", Path="/team/")
    add(world, "zeta")
    listed = world.call("ListInstanceProfiles")["InstanceProfiles"]
    assert [each["InstanceProfileName"] for each in listed] == ["alpha", "zeta"]
    assert all(set(each) == LISTED for each in listed)
    below = world.call("ListInstanceProfiles", PathPrefix="/team/")["InstanceProfiles"]
    assert [each["InstanceProfileName"] for each in below] == ["alpha"]
    of_role = world.call("ListInstanceProfilesForRole", RoleName="app")["InstanceProfiles"]
    assert [each["InstanceProfileName"] for each in of_role] == ["zeta"]


def test_tags_come_and_go(world):
    create(world)
    world.call("TagInstanceProfile", InstanceProfileName="p", Tags=[("Team", "a"), ("b", "c")])
    world.call("TagInstanceProfile", InstanceProfileName="p", Tags=[("TEAM", "z")])
    world.call("UntagInstanceProfile", InstanceProfileName="p", TagKeys=["B"])
    tags = world.call("ListInstanceProfileTags", InstanceProfileName="p")["Tags"]
    assert tags == [{"Key": "TEAM", "Value": "z"}]


# --- Passing a role -------------------------------------------------------------------------------

MAY_ADD = allow("iam:AddRoleToInstanceProfile")


@pytest.mark.parametrize(
    ("pass_role", "is_allowed"),
    [
        (None, False),
        (allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/app"), True),
        (allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/other"), False),
        (allow("iam:PassRole", StringEquals={"iam:PassedToService": "ec2.amazonaws.com"}), True),
        (
            allow("iam:PassRole", StringEquals={"iam:PassedToService": "lambda.amazonaws.com"}),
            False,
        ),
    ],
)
def test_whoever_puts_a_role_into_a_profile_passes_it(world, pass_role, is_allowed):
    create(world)
    ann = world.add_user("ann", *([MAY_ADD] if pass_role is None else [MAY_ADD, pass_role]))
    if is_allowed:
        add(world, by=ann)
        return
    refusal = world.refuse(
        "AddRoleToInstanceProfile", by=ann, InstanceProfileName="p", RoleName="app"
    )
    assert refusal.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: iam:PassRole on "
        f"resource: arn:aws:iam::{ACCOUNT}:role/app because no identity-based policy allows the "
        "iam:PassRole action"
    )


def test_nobody_learns_by_passing_whether_a_role_exists(world):
    create(world)
    ann = world.add_user("ann", MAY_ADD)
    for role in ("app", "ghost"):
        refusal = world.refuse(
            "AddRoleToInstanceProfile", by=ann, InstanceProfileName="p", RoleName=role
        )
        assert refusal.aws_code == "AccessDenied"
