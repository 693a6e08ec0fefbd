"""Groups of users by API: who is in them, what they are called, what they allow."""

import pytest

from support.accounts import ACCOUNT, READ_ONLY, AccountsWorld, allow, policy, wire


@pytest.fixture
def world(now):
    world = AccountsWorld(now)
    world.call("CreateGroup", GroupName="staff", Path="/hq/")
    world.add_user("ann")
    return world


def names(groups):
    return [group["GroupName"] for group in groups]


def test_a_group_is_made_and_listed(world):
    (group,) = world.call("ListGroups")["Groups"]
    assert group["Arn"] == f"arn:aws:iam::{ACCOUNT}:group/hq/staff"
    assert group["GroupId"].startswith("AGPA")
    assert group["CreateDate"] == world.clock()
    assert world.call("GetGroup", GroupName="staff")["Group"] == group
    assert world.call("ListGroups", PathPrefix="/other/")["Groups"] == []


def test_names_of_groups_are_unique(world):
    refusal = world.refuse("CreateGroup", GroupName="Staff")
    assert wire(refusal) == ("EntityAlreadyExists", 409, "Group with name Staff already exists.")
    refusal = world.refuse("GetGroup", GroupName="nobody")
    message = "The group with name nobody cannot be found."
    assert wire(refusal) == ("NoSuchEntity", 404, message)


def test_users_join_once_and_leave(world):
    for _ in range(2):
        world.call("AddUserToGroup", GroupName="staff", UserName="ann")
    assert world.account.users[0].groups == ("staff",)
    assert names(world.call("ListGroupsForUser", UserName="ann")["Groups"]) == ["staff"]
    # As recorded, leaving twice is no fault.
    for _ in range(2):
        world.call("RemoveUserFromGroup", GroupName="staff", UserName="ann")
        assert world.call("GetGroup", GroupName="staff")["Users"] == []


def test_of_user_and_group_that_are_both_not_there_the_user_is_told(world):
    refusal = world.refuse("RemoveUserFromGroup", GroupName="ghosts", UserName="ghost")
    assert refusal.message == "The user with name ghost cannot be found."


def test_a_user_is_in_ten_groups_at_most(world):
    for number in range(11):
        world.call("CreateGroup", GroupName=f"g{number}")
    for number in range(10):
        world.call("AddUserToGroup", GroupName=f"g{number}", UserName="ann")
    refusal = world.refuse("AddUserToGroup", GroupName="g10", UserName="ann")
    assert wire(refusal) == ("LimitExceeded", 409, "Cannot exceed quota for GroupsPerUser: 10")


def test_a_renamed_group_keeps_its_users_and_what_they_may(world):
    world.call("AddUserToGroup", GroupName="staff", UserName="ann")
    document = policy(allow("iam:ListUsers"))
    world.call("PutGroupPolicy", GroupName="staff", PolicyName="p", PolicyDocument=document)
    world.call("UpdateGroup", GroupName="staff", NewGroupName="people", NewPath="/")
    world.call("UpdateGroup", GroupName="people")
    assert names(world.call("ListGroupsForUser", UserName="ann")["Groups"]) == ["people"]
    world.call("ListUsers", by=world.user("ann"))
    world.refuse("GetGroup", GroupName="staff")


def test_a_group_cannot_take_the_name_of_another(world):
    world.call("CreateGroup", GroupName="other")
    refusal = world.refuse("UpdateGroup", GroupName="other", NewGroupName="STAFF")
    assert refusal.aws_code == "EntityAlreadyExists"


def test_renaming_needs_permission_for_what_the_group_will_be(world):
    ann = world.add_user("bea", allow("iam:UpdateGroup", "arn:aws:iam::*:group/hq/*"))
    refusal = world.refuse("UpdateGroup", by=ann, GroupName="staff", NewPath="/admins/")
    assert refusal.aws_code == "AccessDenied"
    world.call("UpdateGroup", by=ann, GroupName="staff", NewGroupName="people")


@pytest.mark.parametrize(
    ("hold", "release", "first"),
    [
        (
            ("AddUserToGroup", {"UserName": "ann"}),
            ("RemoveUserFromGroup", {"UserName": "ann"}),
            "remove users from group",
        ),
        (
            ("PutGroupPolicy", {"PolicyName": "p", "PolicyDocument": policy(allow("s3:*"))}),
            ("DeleteGroupPolicy", {"PolicyName": "p"}),
            "delete policies",
        ),
        (
            ("AttachGroupPolicy", {"PolicyArn": READ_ONLY}),
            ("DetachGroupPolicy", {"PolicyArn": READ_ONLY}),
            "detach all policies",
        ),
    ],
)
def test_a_group_that_holds_something_stays(world, hold, release, first):
    world.call(hold[0], GroupName="staff", **hold[1])
    refusal = world.refuse("DeleteGroup", GroupName="staff")
    message = f"Cannot delete entity, must {first} first."
    assert wire(refusal) == ("DeleteConflict", 409, message)
    world.call(release[0], GroupName="staff", **release[1])
    world.call("DeleteGroup", GroupName="staff")
    assert world.account.user_groups == ()


def test_what_a_group_allows_its_users_may(world):
    ann = world.user("ann")
    world.refuse("ListGroups", by=ann)
    world.call("AddUserToGroup", GroupName="staff", UserName="ann")
    document = policy(allow("iam:ListGroups", "arn:aws:iam::*:group/"))
    world.call("PutGroupPolicy", GroupName="staff", PolicyName="p", PolicyDocument=document)
    assert names(world.call("ListGroups", by=ann)["Groups"]) == ["staff"]
    shown = world.call("GetGroupPolicy", GroupName="staff", PolicyName="p")
    assert shown["GroupName"] == "staff"
    world.call("DeleteGroupPolicy", GroupName="staff", PolicyName="p")
    world.refuse("ListGroups", by=ann)


def test_accounts_have_quotas_of_users_and_groups(now):
    from rolebridge.federation.account import AccountEntry, UserEntry, UserGroupEntry

    users = tuple(UserEntry(f"u{n}", unique_id=f"AIDA{n}") for n in range(5000))
    groups = tuple(UserGroupEntry(f"g{n}", unique_id=f"AGPA{n}") for n in range(300))
    world = AccountsWorld(now, AccountEntry(ACCOUNT, users=users, user_groups=groups))
    refusal = world.refuse("CreateUser", UserName="one-more")
    assert refusal.message == "Cannot exceed quota for UsersPerAccount: 5000"
    refusal = world.refuse("CreateGroup", GroupName="one-more")
    assert refusal.message == "Cannot exceed quota for GroupsPerAccount: 300"
