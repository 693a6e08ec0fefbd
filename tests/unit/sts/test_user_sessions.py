"""GetSessionToken and GetFederationToken, and what their credentials are good for."""

import pytest

from rolebridge.access.authorize import Question, decide_call
from rolebridge.access.context import RequestFacts, Sources
from rolebridge.access.session import SessionKind
from support.sts_world import (
    ORIGIN,
    PROD,
    READ_ONLY,
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
NARROW = document(statement(action="s3:GetObject"))


@pytest.fixture
def world(now):
    return STSWorld(now, role("Reader", trusts(ANN, PROD)))


@pytest.fixture
def ann(world):
    return world.user("ann")


def federate(world, by, name="guest", **more):
    return world.call("GetFederationToken", by=by, Name=name, **more)


def may(world, caller, action):
    configuration = world.store.configuration
    sources = Sources(configuration, ORIGIN, RequestFacts(), world.clock())
    return decide_call(caller, Question(action, "*", {}), sources, world.managed).is_allowed


# --- GetSessionToken ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [({}, 43_200), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 129_600}, 129_600)],
)
def test_a_session_of_the_user_itself(world, ann, asked, seconds):
    answer = world.call("GetSessionToken", by=ann, **asked)
    assert world.lifetime(answer) == seconds
    caller = world.session(answer)
    assert (caller.arn, caller.user_id) == (ANN, ann.user_id)
    assert world.facts(answer).kind is SessionKind.USER
    assert set(answer) == {"Credentials", "SessionTokenUtilization", "SessionTokenSize"}


def test_no_policy_has_a_say_in_it(now):
    never = document(statement("Deny"))
    world = STSWorld(now, users=[user("ann", never)])
    assert world.call("GetSessionToken", by=world.user("ann"))


@pytest.mark.parametrize("seconds", [899, 129_601])
def test_a_session_has_its_limits(world, ann, seconds):
    refusal = world.refuse("GetSessionToken", by=ann, DurationSeconds=seconds)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)


@pytest.mark.parametrize("asked", [{}, {"DurationSeconds": 43_200}, {"DurationSeconds": 3600}])
def test_a_roots_sessions_last_an_hour_at_most(world, asked):
    answer = world.call("GetSessionToken", by=world.root, **asked)
    assert world.lifetime(answer) == 3600
    assert world.session(answer).is_root
    assert world.lifetime(federate(world, world.root, **asked)) == 3600


def test_a_role_may_be_assumed_with_it_and_that_is_no_chaining(now):
    world = STSWorld(now, role("Reader", trusts(ANN), max_session_duration=7200))
    session = world.session(world.call("GetSessionToken", by=world.user("ann")))
    assert world.lifetime(world.assume("Reader", by=session, DurationSeconds=7200)) == 7200


def test_a_session_of_a_deleted_user_is_no_caller(world, ann):
    session = world.session(world.call("GetSessionToken", by=ann))
    world.configure(
        role("Reader", trusts(PROD)), users=[user("ann", unique_id="AIDAAGAINXXXXXXXXXXXX")]
    )
    refusal = world.refuse_role("Reader", by=session)
    assert (refusal.aws_code, refusal.status) == ("InvalidClientTokenId", 403)


# --- GetFederationToken ---------------------------------------------------------------------------


def test_a_federated_user(world, ann):
    answer = federate(world, ann, Policy=NARROW)
    assert answer["FederatedUser"] == {
        "FederatedUserId": f"{PROD}:guest",
        "Arn": f"arn:aws:sts::{PROD}:federated-user/guest",
    }
    assert world.lifetime(answer) == 43_200
    assert answer["PackedPolicySize"] > 0
    assert world.facts(answer).kind is SessionKind.FEDERATED_USER


def test_nothing_packed_is_told_as_zero(world, ann):
    assert federate(world, ann)["PackedPolicySize"] == 0


def test_it_needs_the_permission(world):
    bob = world.user("bob")
    refusal = world.refuse("GetFederationToken", by=bob, Name="guest")
    arn = f"arn:aws:sts::{PROD}:federated-user/guest"
    cause = "because no identity-based policy allows the sts:GetFederationToken action"
    assert wire(refusal) == denied(bob, "sts:GetFederationToken", arn, cause)


def test_tags_need_theirs(now):
    own = document(statement(action="sts:GetFederationToken"))
    world = STSWorld(now, users=[user("ann", own)])
    ann = world.user("ann")
    assert federate(world, ann)
    refusal = world.refuse("GetFederationToken", by=ann, Name="guest", Tags=[("Team", "blue")])
    assert "is not authorized to perform: sts:TagSession on resource" in refusal.message


def test_tags_are_carried_and_none_is_transitive(world, ann):
    facts = world.facts(federate(world, ann, Tags=[("Team", "blue")]))
    assert facts.tags == {"Team": "blue"}
    assert facts.transitive_tag_keys == ()


def test_conditions_see_the_tags(now):
    condition = {"StringEquals": {"aws:RequestTag/Team": "blue"}}
    own = document(statement(action="sts:*", **condition))
    world = STSWorld(now, users=[user("ann", own)])
    ann = world.user("ann")
    assert federate(world, ann, Tags=[("Team", "blue")])
    world.refuse("GetFederationToken", by=ann, Name="guest", Tags=[("Team", "red")])


def test_a_federated_user_may_what_both_policies_allow(world, ann):
    guest = world.session(federate(world, ann, Policy=NARROW))
    assert may(world, guest, "s3:GetObject")
    assert not may(world, guest, "s3:PutObject")
    assert not may(world, world.session(federate(world, ann)), "s3:GetObject")
    managed = world.session(federate(world, ann, PolicyArns=[READ_ONLY]))
    assert may(world, managed, "s3:PutObject")
    assert not may(world, managed, "sqs:SendMessage")


def test_a_federated_user_of_the_root_may_what_its_session_policy_allows(world):
    guest = world.session(federate(world, world.root, Policy=NARROW))
    assert may(world, guest, "s3:GetObject")
    assert not may(world, guest, "s3:PutObject")
    assert not may(world, world.session(federate(world, world.root)), "s3:GetObject")


@pytest.mark.parametrize("name", ["a", "a" * 33, "with blank", "a/b", "caf\u00e9"])
def test_a_name_has_its_grammar(world, ann, name):
    refusal = world.refuse("GetFederationToken", by=ann, Name=name)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)


def test_a_policy_is_one(world, ann):
    for more in ({"Policy": "{"}, {"PolicyArns": [f"arn:aws:iam::{PROD}:policy/Unknown"]}):
        refusal = world.refuse("GetFederationToken", by=ann, Name="guest", **more)
        assert (refusal.aws_code, refusal.status) == ("MalformedPolicyDocument", 400)


# --- What each kind of credentials may call -------------------------------------------------------

PARAMETERS = {
    "AssumeRole": {"RoleArn": f"arn:aws:iam::{PROD}:role/Reader", "RoleSessionName": "work"},
    "GetFederationToken": {"Name": "guest"},
    "GetSessionToken": {},
    "GetAccessKeyInfo": {"AccessKeyId": "ASIARZPUZDIKEXAMPLE1"},
}


def make_session(world, kind):
    ann = world.user("ann")
    if kind == "user":
        return world.session(world.call("GetSessionToken", by=ann))
    if kind == "federated-user":
        return world.session(federate(world, ann, Policy=document(statement())))
    return world.session(world.assume("Reader", by=ann))


@pytest.mark.parametrize("kind", ["user", "federated-user", "role"])
@pytest.mark.parametrize("action", ["GetSessionToken", "GetFederationToken"])
def test_only_long_term_keys_are_exchanged_for_a_session(world, kind, action):
    refusal = world.refuse(action, by=make_session(world, kind), **PARAMETERS[action])
    text = f"Cannot call {action} with session credentials"
    assert wire(refusal) == ("AccessDenied", 403, text)


@pytest.mark.parametrize(
    ("kind", "action", "is_allowed"),
    [
        ("user", "AssumeRole", True),
        ("user", "GetAccessKeyInfo", False),
        ("federated-user", "AssumeRole", False),
        ("federated-user", "GetAccessKeyInfo", False),
        ("role", "GetAccessKeyInfo", True),
    ],
)
def test_what_else_a_session_may_call(world, kind, action, is_allowed):
    caller = make_session(world, kind)
    if is_allowed:
        assert world.call(action, by=caller, **PARAMETERS[action])
    else:
        refusal = world.refuse(action, by=caller, **PARAMETERS[action])
        assert (refusal.aws_code, refusal.status) == ("AccessDenied", 403)
