"""Roles by API: what answers tell, what is refused, and in which words."""

from urllib.parse import unquote

import pytest

from rolebridge.federation.account import AccountEntry, RoleEntry
from support.accounts import ACCOUNT, READ_ONLY, AccountsWorld, allow, policy, wire

EC2 = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TRUST = policy(EC2)
GHOST = f"arn:aws:iam::{ACCOUNT}:policy/ghost"
DOCUMENT = policy(allow("s3:GetObject"))
BARE = {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"}


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def create(world, name="app", **parameters):
    parameters.setdefault("AssumeRolePolicyDocument", TRUST)
    return world.call("CreateRole", RoleName=name, **parameters)["Role"]


def get(world, name="app"):
    return world.call("GetRole", RoleName=name)["Role"]


def test_a_new_role_is_shown_without_what_aws_leaves_out(world):
    role = create(
        world, Path="/team/", Description="for the app", MaxSessionDuration=7200, Tags=[("a", "b")]
    )
    assert set(role) == {*BARE, "Tags"}
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/team/app"
    assert role["RoleId"].startswith("AROA")
    assert len(role["RoleId"]) == 21
    assert unquote(role["AssumeRolePolicyDocument"]) == TRUST
    assert role["AssumeRolePolicyDocument"].startswith("%7B%22Version%22%3A%20%222012-10-17%22")


def test_a_role_that_is_read_is_shown_whole(world):
    made = create(world, Description="for the app", MaxSessionDuration=7200, Tags=[("a", "b")])
    role = get(world)
    assert role == made | {
        "Description": "for the app",
        "MaxSessionDuration": 7200,
        "RoleLastUsed": {},
    }
    assert world.call("ListRoleTags", RoleName="app")["Tags"] == [{"Key": "a", "Value": "b"}]


def test_what_was_not_said_of_a_role_is_not_shown(world):
    create(world)
    assert set(get(world)) == {*BARE, "MaxSessionDuration", "RoleLastUsed"}
    assert get(world)["MaxSessionDuration"] == 3600


def test_lists_hide_tags_boundary_and_last_use(world):
    create(world, "zeta", Tags=[("a", "b")], PermissionsBoundary=READ_ONLY, Description="d")
    create(world, "alpha", Path="/team/")
    roles = world.call("ListRoles")["Roles"]
    assert [role["RoleName"] for role in roles] == ["alpha", "zeta"]
    assert set(roles[1]) == {*BARE, "Description", "MaxSessionDuration"}
    below = world.call("ListRoles", PathPrefix="/team/")["Roles"]
    assert [role["RoleName"] for role in below] == ["alpha"]


def test_lists_come_in_pages(world):
    for name in ("a", "b", "c"):
        create(world, name)
    first = world.call("ListRoles", MaxItems=2)
    assert [role["RoleName"] for role in first["Roles"]] == ["a", "b"]
    second = world.call("ListRoles", MaxItems=2, Marker=first["Marker"])
    assert [role["RoleName"] for role in second["Roles"]] == ["c"]
    assert second["IsTruncated"] is False


def test_a_name_is_taken_in_whatever_case_and_path(world):
    create(world)
    for name in ("app", "APP"):
        refusal = world.refuse(
            "CreateRole", RoleName=name, Path="/x/", AssumeRolePolicyDocument=TRUST
        )
        expected = ("EntityAlreadyExists", 409, f"Role with name {name} already exists.")
        assert wire(refusal) == expected


@pytest.mark.parametrize("path", ["/aws-service-role/ec2.amazonaws.com/", "/aws-reserved/"])
def test_nobody_makes_a_role_where_those_of_services_are(world, path):
    refusal = world.refuse("CreateRole", RoleName="app", Path=path, AssumeRolePolicyDocument=TRUST)
    assert refusal.aws_code == "InvalidInput"


def test_updating_changes_what_is_given_and_nothing_else(world):
    create(world, Description="before")
    world.call("UpdateRole", RoleName="app", MaxSessionDuration=43200)
    assert get(world)["Description"] == "before"
    world.call("UpdateRole", RoleName="app", Description="after")
    role = get(world)
    assert (role["Description"], role["MaxSessionDuration"]) == ("after", 43200)
    world.call("UpdateRole", RoleName="app")
    assert get(world) == role


def test_a_new_description_is_answered_with_the_role(world):
    create(world, MaxSessionDuration=7200)
    answer = world.call("UpdateRoleDescription", RoleName="app", Description="new")["Role"]
    assert set(answer) == {*BARE, "Description"}
    assert get(world)["Description"] == answer["Description"] == "new"


def test_a_new_trust_policy_takes_the_place_of_the_old(world):
    create(world)
    other = policy({**EC2, "Principal": {"Service": "ecs-tasks.amazonaws.com"}})
    world.call("UpdateAssumeRolePolicy", RoleName="app", PolicyDocument=other)
    assert unquote(get(world)["AssumeRolePolicyDocument"]) == other


@pytest.mark.parametrize(
    ("hang", "text"),
    [
        (
            [
                ("CreateInstanceProfile", {"InstanceProfileName": "p"}),
                ("AddRoleToInstanceProfile", {"InstanceProfileName": "p", "RoleName": "app"}),
            ],
            "Cannot delete entity, must remove roles from instance profile first.",
        ),
        (
            [("AttachRolePolicy", {"RoleName": "app", "PolicyArn": READ_ONLY})],
            "Cannot delete entity, must detach all policies first.",
        ),
        (
            [("PutRolePolicy", {"RoleName": "app", "PolicyName": "p", "PolicyDocument": DOCUMENT})],
            "Cannot delete entity, must delete policies first.",
        ),
    ],
)
def test_a_role_that_something_hangs_on_is_not_deleted(world, hang, text):
    create(world)
    for action, parameters in hang:
        world.call(action, **parameters)
    assert wire(world.refuse("DeleteRole", RoleName="app")) == ("DeleteConflict", 409, text)


def test_a_deleted_role_is_there_no_more(world):
    create(world)
    world.call("DeleteRole", RoleName="app")
    assert world.account.roles == ()
    refusal = world.refuse("GetRole", RoleName="app")
    expected = ("NoSuchEntity", 404, "The role with name app cannot be found.")
    assert wire(refusal) == expected


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetRole", {}),
        ("UpdateRole", {}),
        ("UpdateRoleDescription", {"Description": "d"}),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": TRUST}),
        ("DeleteRole", {}),
        ("TagRole", {"Tags": [("a", "b")]}),
        ("UntagRole", {"TagKeys": ["a"]}),
        ("ListRoleTags", {}),
        ("PutRolePolicy", {"PolicyName": "p", "PolicyDocument": DOCUMENT}),
        ("GetRolePolicy", {"PolicyName": "p"}),
        ("DeleteRolePolicy", {"PolicyName": "p"}),
        ("ListRolePolicies", {}),
        ("AttachRolePolicy", {"PolicyArn": READ_ONLY}),
        ("DetachRolePolicy", {"PolicyArn": READ_ONLY}),
        ("ListAttachedRolePolicies", {}),
        ("PutRolePermissionsBoundary", {"PermissionsBoundary": READ_ONLY}),
        ("DeleteRolePermissionsBoundary", {}),
        ("ListInstanceProfilesForRole", {}),
    ],
)
def test_a_role_that_is_not_there_is_told_so(world, action, parameters):
    refusal = world.refuse(action, RoleName="ghost", **parameters)
    expected = ("NoSuchEntity", 404, "The role with name ghost cannot be found.")
    assert wire(refusal) == expected


# --- Policies, tags, boundary ---------------------------------------------------------------------


def test_inline_policies_come_and_go(world):
    create(world)
    world.call("PutRolePolicy", RoleName="app", PolicyName="p", PolicyDocument=DOCUMENT)
    found = world.call("GetRolePolicy", RoleName="app", PolicyName="p")
    assert unquote(found["PolicyDocument"]) == DOCUMENT
    assert world.call("ListRolePolicies", RoleName="app")["PolicyNames"] == ["p"]
    world.call("DeleteRolePolicy", RoleName="app", PolicyName="p")
    text = "The role policy with name p cannot be found."
    for action in ("GetRolePolicy", "DeleteRolePolicy"):
        refusal = world.refuse(action, RoleName="app", PolicyName="p")
        assert wire(refusal) == ("NoSuchEntity", 404, text)


def test_the_inline_policies_of_a_role_share_one_quota(world):
    create(world)
    long = policy(allow("s3:GetObject", [f"arn:aws:s3:::bucket/{n:04}" for n in range(300)]))
    world.call("PutRolePolicy", RoleName="app", PolicyName="first", PolicyDocument=long)
    refusal = world.refuse(
        "PutRolePolicy", RoleName="app", PolicyName="second", PolicyDocument=long
    )
    text = "Maximum policy size of 10240 bytes exceeded for role app"
    assert wire(refusal) == ("LimitExceeded", 409, text)


def test_one_policy_that_is_too_long_is_told_in_the_same_words(world):
    create(world)
    long = policy(allow("s3:GetObject", [f"arn:aws:s3:::bucket/{n:04}" for n in range(500)]))
    refusal = world.refuse("PutRolePolicy", RoleName="app", PolicyName="p", PolicyDocument=long)
    text = "Maximum policy size of 10240 bytes exceeded for role app"
    assert wire(refusal) == ("LimitExceeded", 409, text)


def test_ten_policies_are_attached_at_most(world):
    create(world)
    world.call("AttachRolePolicy", RoleName="app", PolicyArn=READ_ONLY)
    world.call("AttachRolePolicy", RoleName="app", PolicyArn=READ_ONLY)
    for number in range(10):
        made = world.call("CreatePolicy", PolicyName=f"p{number}", PolicyDocument=DOCUMENT)
        parameters = {"RoleName": "app", "PolicyArn": made["Policy"]["Arn"]}
        if number < 9:
            world.call("AttachRolePolicy", **parameters)
    refusal = world.refuse("AttachRolePolicy", **parameters)
    text = "Cannot exceed quota for PoliciesPerRole: 10"
    assert wire(refusal) == ("LimitExceeded", 409, text)


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (
            "longpolicynamebutnoarn",
            ("ValidationError", 400, "ARN longpolicynamebutnoarn is not valid."),
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:policy/ghost",
            (
                "NoSuchEntity",
                404,
                f"Policy arn:aws:iam::{ACCOUNT}:policy/ghost does not exist or is not attachable.",
            ),
        ),
    ],
)
def test_only_a_policy_that_exists_is_attached(world, arn, expected):
    create(world)
    refusal = world.refuse("AttachRolePolicy", RoleName="app", PolicyArn=arn)
    assert wire(refusal) == expected


def test_a_policy_that_is_not_attached_is_not_detached(world):
    create(world)
    refusal = world.refuse("DetachRolePolicy", RoleName="app", PolicyArn=READ_ONLY)
    assert wire(refusal) == ("NoSuchEntity", 404, f"Policy {READ_ONLY} was not found.")


def test_a_boundary_is_set_and_taken_away(world):
    role = create(world, PermissionsBoundary=READ_ONLY)
    bound = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ_ONLY}
    assert role["PermissionsBoundary"] == get(world)["PermissionsBoundary"] == bound
    world.call("DeleteRolePermissionsBoundary", RoleName="app")
    assert "PermissionsBoundary" not in get(world)
    world.call("PutRolePermissionsBoundary", RoleName="app", PermissionsBoundary=READ_ONLY)
    assert get(world)["PermissionsBoundary"] == bound


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (
            f"arn:aws:iam::{ACCOUNT}:not_a_policy/invalid",
            (
                "InvalidInput",
                400,
                f"ARN arn:aws:iam::{ACCOUNT}:not_a_policy/invalid is not valid.",
            ),
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:policy/ghost",
            (
                "NoSuchEntity",
                404,
                f"Scope ARN: {GHOST} does not exist or is not attachable.",
            ),
        ),
    ],
)
def test_a_boundary_is_a_policy_that_exists(world, arn, expected):
    create(world)
    given = world.refuse(
        "CreateRole", RoleName="b", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=arn
    )
    put = world.refuse("PutRolePermissionsBoundary", RoleName="app", PermissionsBoundary=arn)
    assert wire(given) == wire(put) == expected


def test_tags_of_a_role_have_no_case(world):
    create(world, Tags=[("Team", "a")])
    world.call("TagRole", RoleName="app", Tags=[("TEAM", "b"), ("Cost", "")])
    tags = world.call("ListRoleTags", RoleName="app")["Tags"]
    assert tags == [{"Key": "TEAM", "Value": "b"}, {"Key": "Cost", "Value": ""}]
    world.call("UntagRole", RoleName="app", TagKeys=["team"])
    assert get(world)["Tags"] == [{"Key": "Cost", "Value": ""}]
    text = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    refusal = world.refuse("TagRole", RoleName="app", Tags=[("a", "1"), ("A", "2")])
    assert wire(refusal) == ("InvalidInput", 400, text)


# --- Permission -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "is_allowed"),
    [
        (allow("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/team/*"), True),
        (allow("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/app"), False),
        (allow("iam:CreateRole", StringEquals={"aws:RequestTag/Team": "a"}), True),
        (allow("iam:CreateRole", StringEquals={"aws:RequestTag/Team": "b"}), False),
        (allow("iam:CreateRole", **{"ForAllValues:StringEquals": {"aws:TagKeys": "Team"}}), True),
        (allow("iam:CreateRole", StringEquals={"iam:PermissionsBoundary": READ_ONLY}), True),
        (allow("iam:CreateRole", StringNotEquals={"iam:PermissionsBoundary": READ_ONLY}), False),
    ],
)
def test_who_may_make_a_role_is_asked_by_what_it_will_be(world, statement, is_allowed):
    ann = world.add_user("ann", statement, allow("iam:TagRole"))
    parameters = {
        "RoleName": "app",
        "Path": "/team/",
        "AssumeRolePolicyDocument": TRUST,
        "PermissionsBoundary": READ_ONLY,
        "Tags": [("Team", "a")],
    }
    if is_allowed:
        world.call("CreateRole", by=ann, **parameters)
    else:
        assert world.refuse("CreateRole", by=ann, **parameters).aws_code == "AccessDenied"


@pytest.mark.parametrize("key", ["aws:ResourceTag/Team", "iam:ResourceTag/Team"])
def test_who_may_change_a_role_is_asked_by_its_tags(world, key):
    create(world, "mine", Tags=[("Team", "a")])
    create(world, "other")
    ann = world.add_user("ann", allow("iam:UpdateRole", StringEquals={key: "a"}))
    world.call("UpdateRole", by=ann, RoleName="mine", Description="d")
    refusal = world.refuse("UpdateRole", by=ann, RoleName="other", Description="d")
    assert refusal.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: iam:UpdateRole on "
        f"resource: arn:aws:iam::{ACCOUNT}:role/other because no identity-based policy allows the "
        "iam:UpdateRole action"
    )


def test_which_policy_is_attached_is_asked(world):
    create(world)
    ann = world.add_user(
        "ann", allow("iam:AttachRolePolicy", ArnEquals={"iam:PolicyARN": READ_ONLY})
    )
    world.call("AttachRolePolicy", by=ann, RoleName="app", PolicyArn=READ_ONLY)
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    refusal = world.refuse("AttachRolePolicy", by=ann, RoleName="app", PolicyArn=administrator)
    assert refusal.aws_code == "AccessDenied"


def test_nobody_learns_without_permission_whether_a_role_exists(world):
    create(world)
    ann = world.add_user("ann")
    for name in ("app", "ghost"):
        assert world.refuse("GetRole", by=ann, RoleName=name).aws_code == "AccessDenied"


def test_a_thousand_roles_are_the_most(now):
    roles = tuple(RoleEntry(f"r{number}", TRUST) for number in range(1000))
    world = AccountsWorld(now, AccountEntry(ACCOUNT, roles=roles))
    refusal = world.refuse("CreateRole", RoleName="app", AssumeRolePolicyDocument=TRUST)
    text = "Cannot exceed quota for RolesPerAccount: 1000"
    assert wire(refusal) == ("LimitExceeded", 409, text)
