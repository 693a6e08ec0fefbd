"""GetAccessKeyInfo, AssumeRoot, features that are off, and regions that are."""

import pytest

from rolebridge.access.session import SessionKind, SessionPolicies
from rolebridge.ids import new_aws_id
from support.managed_policies import NamedPolicies
from support.sts_world import (
    DEV,
    EVERYTHING,
    PROD,
    STSWorld,
    denied,
    document,
    role,
    statement,
    trusts,
    user,
    user_arn,
    wire,
)

ANN = user_arn("ann")
TASK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
DEV_ROOT = f"arn:aws:iam::{DEV}:root"


@pytest.fixture
def world(now):
    return STSWorld(now, role("Reader", trusts(ANN)))


@pytest.fixture
def ann(world):
    return world.user("ann")


# --- GetAccessKeyInfo -----------------------------------------------------------------------------


def test_a_keys_id_tells_its_account(world, ann):
    for prefix in ("AKIA", "ASIA"):
        key_id = new_aws_id(prefix, DEV, world.ids)
        assert world.call("GetAccessKeyInfo", by=ann, AccessKeyId=key_id) == {"Account": DEV}


def test_a_key_that_is_stored_is_looked_up(world, ann):
    world.add_key(ann)
    answer = world.call("GetAccessKeyInfo", by=ann, AccessKeyId=ann.access_key_id)
    assert answer == {"Account": PROD}


@pytest.mark.parametrize("key_id", ["AKIAIOSFODNN7EXAMPLE", "AROARZPUZDIKEXAMPLEXZ", "A" * 128])
def test_an_id_that_tells_nothing(world, ann, key_id):
    refusal = world.refuse("GetAccessKeyInfo", by=ann, AccessKeyId=key_id)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)


def test_it_needs_the_permission(world):
    refusal = world.refuse("GetAccessKeyInfo", by=world.user("bob"), AccessKeyId="A" * 20)
    assert (refusal.aws_code, refusal.status) == ("AccessDenied", 403)


def test_what_no_policy_can_be_asked_about_is_denied(now):
    """The tags of a user differ in their case only, which IAM would have refused to store."""
    world = STSWorld(now, users=[user("ann", EVERYTHING, tags={"a": "1", "A": "2"})])
    ann = world.user("ann")
    refusal = world.refuse("GetAccessKeyInfo", by=ann, AccessKeyId="A" * 20)
    assert wire(refusal) == denied(ann, "sts:GetAccessKeyInfo", "*")
    assert refusal.code == "request_invalid"


# --- AssumeRoot -----------------------------------------------------------------------------------


def assume_root(world, by, target=DEV, task=TASK, **more):
    return world.call("AssumeRoot", by=by, TargetPrincipal=target, TaskPolicyArn__arn=task, **more)


def refuse_root(world, by, target=DEV, task=TASK, **more):
    parameters = {"TargetPrincipal": target, "TaskPolicyArn__arn": task, **more}
    return world.refuse("AssumeRoot", by=by, **parameters)


@pytest.fixture
def managing(world):
    world.managed = NamedPolicies(TASK)
    world.signed = world.build(management_account=PROD)
    return world


@pytest.mark.parametrize("target", [DEV, DEV_ROOT])
def test_the_management_account_acts_as_the_root_of_another(managing, ann, target):
    answer = assume_root(managing, ann, target)
    assert managing.lifetime(answer) == 900
    facts = managing.facts(answer)
    assert (facts.kind, facts.principal_arn) == (SessionKind.ROOT, DEV_ROOT)
    assert facts.policies == SessionPolicies(managed=(TASK,))
    assert set(answer) == {"Credentials", "SessionTokenUtilization", "SessionTokenSize"}


def test_its_source_identity_goes_along(managing, ann):
    reader = managing.session(managing.assume("Reader", by=ann, SourceIdentity="ann@corp"))
    answer = assume_root(managing, reader, DurationSeconds=300)
    assert answer["SourceIdentity"] == "ann@corp"
    assert managing.lifetime(answer) == 300


def test_a_task_is_no_way_to_a_role_or_to_another_task(managing, ann):
    root = managing.session(assume_root(managing, ann))
    for action, parameters in (
        ("AssumeRole", {"RoleArn": f"arn:aws:iam::{DEV}:role/Any", "RoleSessionName": "xx"}),
        ("AssumeRoot", {"TargetPrincipal": PROD, "TaskPolicyArn__arn": TASK}),
        ("GetFederationToken", {"Name": "guest"}),
    ):
        assert managing.refuse(action, by=root, **parameters).aws_code == "AccessDenied"


def test_without_a_management_account_nobody_may(world, ann):
    assert wire(refuse_root(world, ann)) == denied(ann, "sts:AssumeRoot", DEV_ROOT)


@pytest.mark.parametrize("target", [PROD, "999999999999", f"arn:aws-cn:iam::{DEV}:root"])
def test_only_other_accounts_of_the_set_up(managing, ann, target):
    assert refuse_root(managing, ann, target).aws_code == "AccessDenied"


def test_neither_a_root_nor_who_lacks_the_permission_nor_another_account(managing):
    for caller in (managing.root, managing.user("bob"), managing.user("eve", DEV)):
        assert refuse_root(managing, caller).aws_code == "AccessDenied"


def test_conditions_see_the_task(now):
    own = document(statement(action="sts:AssumeRoot", StringEquals={"sts:TaskPolicyArn": TASK}))
    world = STSWorld(now, users=[user("ann", own)])
    world.signed = world.build(management_account=PROD)
    ann = world.user("ann")
    assert assume_root(world, ann)
    other = TASK.replace("S3UnlockBucketPolicy", "SQSUnlockQueuePolicy")
    assert refuse_root(world, ann, task=other).aws_code == "AccessDenied"


@pytest.mark.parametrize(
    "task",
    [
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/root-task/Everything",
        "arn:aws-cn:iam::aws:policy/root-task/S3UnlockBucketPolicy",
    ],
)
def test_a_task_is_one_of_five(managing, ann, task):
    refusal = refuse_root(managing, ann, task=task)
    assert (refusal.aws_code, refusal.status) == ("InvalidParameterValue", 400)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"target": f"arn:aws:iam::{DEV}:user/eve"}, "InvalidParameterValue"),
        ({"target": "1234"}, "ValidationError"),
        ({"DurationSeconds": 901}, "ValidationError"),
    ],
    ids=str,
)
def test_its_parameters_have_their_limits(managing, ann, more, code):
    assert refuse_root(managing, ann, **more).aws_code == code


# --- What is off ----------------------------------------------------------------------------------


def test_a_trade_in_token_cannot_be_exchanged(world, ann):
    refusal = world.refuse("GetDelegatedAccessToken", by=ann, TradeInToken="token")
    assert (refusal.aws_code, refusal.status) == ("ExpiredTradeInTokenException", 400)


def test_outbound_federation_is_not_enabled(world, ann):
    parameters = {"Audience": ["https://api.example.com"], "SigningAlgorithm": "RS256"}
    refusal = world.refuse("GetWebIdentityToken", by=ann, **parameters)
    assert refusal.aws_code == "OutboundWebIdentityFederationDisabledException"
    assert refusal.status == 403


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetDelegatedAccessToken", {"TradeInToken": "token"}),
        ("GetWebIdentityToken", {"Audience": ["a"], "SigningAlgorithm": "RS256"}),
    ],
)
def test_who_lacks_the_permission_is_not_told_that(world, action, parameters):
    assert world.refuse(action, by=world.user("bob"), **parameters).aws_code == "AccessDenied"


def test_a_region_that_is_off_gives_no_credentials(world, ann):
    world.signed = world.build(disabled_regions=frozenset({"eu-south-2"}))
    there = type(ann)(ann.arn, ann.user_id, PROD, ann.access_key_id, None, "eu-south-2")
    for action, parameters in (
        ("GetSessionToken", {}),
        ("GetFederationToken", {"Name": "guest"}),
        ("GetDelegatedAccessToken", {"TradeInToken": "token"}),
        ("AssumeRole", {"RoleArn": f"arn:aws:iam::{PROD}:role/Reader", "RoleSessionName": "xx"}),
    ):
        refusal = world.refuse(action, by=there, **parameters)
        assert (refusal.aws_code, refusal.status) == ("RegionDisabledException", 403)
        assert world.events[-1].facts["operation"] == action
    assert world.call("GetAccessKeyInfo", by=there, AccessKeyId=new_aws_id("AKIA", PROD, world.ids))
    assert world.call("GetSessionToken", by=ann)


def test_the_region_is_the_one_that_was_signed_for(now):
    condition = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    world = STSWorld(now, role("Reader", trusts(ANN, **condition)))
    ann = world.user("ann")
    there = type(ann)(ann.arn, ann.user_id, PROD, ann.access_key_id, None, "eu-west-1")
    world.refuse_role("Reader", by=ann)
    assert world.assume("Reader", by=there)
