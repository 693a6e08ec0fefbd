"""Which policies have a say about a caller, and what they come to."""

from dataclasses import replace

import pytest

from rolebridge.access.authorize import Question, decide_call
from rolebridge.access.context import RequestFacts, Sources
from rolebridge.access.refusals import AWSRefused
from rolebridge.federation.account import UserGroupEntry
from support.managed_policies import NamedPolicies
from support.sts_world import (
    DEV,
    EVERYTHING,
    ORIGIN,
    PROD,
    READ_ONLY,
    STSWorld,
    document,
    role,
    statement,
    trusts,
    user,
    user_arn,
)

TASK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
NARROW = f"arn:aws:iam::{PROD}:policy/Narrow"
BUCKET = "arn:aws:s3:::bucket"


def may(world, caller, action="s3:GetObject", resource=BUCKET):
    sources = Sources(world.store.configuration, ORIGIN, RequestFacts(), world.clock())
    question = Question(action, resource, {}, resource_account=caller.account)
    return decide_call(caller, question, sources, world.managed).is_allowed


@pytest.mark.parametrize("attached", [NARROW, READ_ONLY])
def test_attached_policies_count_whoever_wrote_them(now, attached):
    world = STSWorld(now, users=[user("ann", attached_policies=(attached,))])
    assert may(world, world.user("ann"))
    assert not may(world, world.user("ann"), "sqs:SendMessage", "*")


def test_a_policy_that_is_not_known_gives_nothing(now):
    unknown = "arn:aws:iam::aws:policy/Unknown"
    world = STSWorld(now, users=[user("ann", attached_policies=(unknown,))])
    assert not may(world, world.user("ann"))
    world = STSWorld(now, users=[user("ann", EVERYTHING, attached_policies=(unknown,))])
    assert may(world, world.user("ann"))


def test_one_policy_that_cannot_be_read_takes_all_the_others_away(now):
    """A Deny may be lost in it."""
    policies = {"own": EVERYTHING, "broken": "{"}
    world = STSWorld(now, users=[user("ann", inline_policies=policies)])
    assert not may(world, world.user("ann"))


def test_a_user_has_what_its_groups_have_and_no_others(now):
    groups = (
        UserGroupEntry("readers", inline_policies={"own": document(statement(action="s3:Get*"))}),
        UserGroupEntry("writers", inline_policies={"own": document(statement(action="s3:Put*"))}),
    )
    world = STSWorld(now, users=[user("ann", groups=("readers",))], user_groups=groups)
    assert may(world, world.user("ann"))
    assert not may(world, world.user("ann"), "s3:PutObject")


def test_a_boundary_bounds_and_gives_nothing(now):
    world = STSWorld(
        now,
        users=[user("ann", EVERYTHING, permissions_boundary=NARROW), user("eva")],
    )
    assert may(world, world.user("ann"))
    assert not may(world, world.user("ann"), "sqs:SendMessage", "*")
    bounded = user("bob", permissions_boundary=NARROW)
    world.configure(users=[bounded])
    assert not may(world, world.user("bob"))


def test_a_session_has_no_more_than_its_role_and_its_policies(now):
    world = STSWorld(
        now, role("Reader", trusts(user_arn("ann")), allows=document(statement(action="s3:*")))
    )
    ann = world.user("ann")
    narrow = document(statement(action=["s3:GetObject", "sqs:*"]))
    session = world.session(world.assume("Reader", by=ann, Policy=narrow))
    assert may(world, session)
    assert not may(world, session, "s3:PutObject")
    assert not may(world, session, "sqs:SendMessage", "*")
    assert may(world, world.session(world.assume("Reader", by=ann)), "s3:PutObject")


def test_a_root_may_everything(now):
    world = STSWorld(now)
    assert may(world, world.root, "s3:DeleteBucket")


@pytest.mark.parametrize(("known", "is_allowed"), [(TASK, True), (READ_ONLY, False)])
def test_the_root_for_a_task_may_what_the_task_needs(now, known, is_allowed):
    """Nothing at all where the policy of the task is not known."""
    world = STSWorld(now)
    world.managed = NamedPolicies(known)
    world.signed = world.build(management_account=PROD)
    answer = world.call(
        "AssumeRoot", by=world.user("ann"), TargetPrincipal=DEV, TaskPolicyArn__arn=TASK
    )
    root = world.session(answer)
    assert may(world, root) is is_allowed
    assert not may(world, root, "iam:CreateUser", "*")


def test_whoever_was_deleted_is_no_caller(now):
    world = STSWorld(now)
    gone = replace(world.user("ann"), user_id="AIDAGONEXXXXXXXXXXXXX")
    with pytest.raises(AWSRefused) as caught:
        may(world, gone)
    assert caught.value.aws_code == "InvalidClientTokenId"
