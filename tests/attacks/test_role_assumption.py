"""Attacks on AssumeRole: confused deputies, escalation by tags and names, borrowed factors."""

import json

import pytest

from rolebridge.access.authorize import Question, decide_call
from rolebridge.access.context import RequestFacts, Sources
from support.sts_world import (
    DEV,
    EVERYTHING,
    ORIGIN,
    PROD,
    STSWorld,
    document,
    role,
    role_arn,
    statement,
    trusts,
    user,
    user_arn,
)

ANN, BOB, EVE = user_arn("ann"), user_arn("bob"), user_arn("eve", DEV)


def external(value):
    return {"StringEquals": {"sts:ExternalId": value}}


# --- C3.1 The confused deputy ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [None, "of-mallory", "Of-Alice", "of-alice,of-mallory", "of-alice=", "of-alice:"]
)
def test_a_deputy_that_serves_many_customers_is_not_confused(now, given):
    """Eve's service has the role of each customer; mallory names alice's role as her own."""
    world = STSWorld(now, role("OfAlice", trusts(EVE, **external("of-alice"))))
    eve = world.user("eve", DEV)
    assert world.assume("OfAlice", by=eve, ExternalId="of-alice")
    more = {"ExternalId": given} if given else {}
    assert world.refuse_role("OfAlice", by=eve, **more).aws_code == "AccessDenied"


@pytest.mark.parametrize("given", ["of-alice ", "of-alice\n", " of-alice", "of\u2011alice", "*"])
def test_an_external_id_is_not_trimmed_into_another(now, given):
    world = STSWorld(now, role("OfAlice", trusts(EVE, **external("of-alice"))))
    refusal = world.refuse_role("OfAlice", by=world.user("eve", DEV), ExternalId=given)
    assert refusal.aws_code == "ValidationError"


def test_no_external_id_does_not_pass_for_another_one(now):
    """A negated condition is met by what is absent, so the Null operator must be able to tell."""
    present = {"Null": {"sts:ExternalId": "false"}}
    world = STSWorld(now, role("OfAlice", trusts(EVE, **present)))
    world.refuse_role("OfAlice", by=world.user("eve", DEV))
    assert world.assume("OfAlice", by=world.user("eve", DEV), ExternalId="any")


def test_an_external_id_cannot_be_carried_as_something_else(now):
    """A tag or a session name that is spelt like a condition key gives no value to it."""
    world = STSWorld(now, role("OfAlice", trusts(EVE, **external("of-alice"))))
    refusal = world.refuse_role(
        "OfAlice", by=world.user("eve", DEV), Tags=[("sts:ExternalId", "of-alice")]
    )
    assert refusal.aws_code == "AccessDenied"


# --- C3.6 Chains ----------------------------------------------------------------------------------


def test_a_chain_never_becomes_wider_than_its_roles(now):
    """Around the circle and back: the first session's limits are not what the last one has."""
    world = STSWorld(
        now,
        role("One", trusts(ANN, role_arn("Two")), allows=document(statement(action="sts:*"))),
        role("Two", trusts(role_arn("One")), allows=None),
        role("Three", trusts(PROD)),
    )
    one = world.session(world.assume("One", by=world.user("ann")))
    two = world.session(world.assume("Two", by=one))
    assert world.refuse_role("Three", by=two).aws_code == "AccessDenied"
    again = world.session(world.assume("One", by=two))
    assert world.lifetime(world.assume("Three", by=again)) == 3600


def test_an_hour_is_not_made_longer_by_going_round(now):
    world = STSWorld(now, role("Loop", trusts(ANN, role_arn("Loop")), max_session_duration=43_200))
    caller = world.session(world.assume("Loop", by=world.user("ann"), DurationSeconds=43_200))
    for _ in range(3):
        world.refuse_role("Loop", by=caller, DurationSeconds=3601)
        caller = world.session(world.assume("Loop", by=caller))


@pytest.mark.parametrize(
    "tags",
    [
        [("Project", "red")],
        [("project", "red")],
        [("PROJECT", "red")],
        [("Other", "x"), ("pROJECT", "red")],
    ],
)
def test_a_tag_that_is_handed_down_cannot_be_changed(now, tags):
    gate = {"StringEquals": {"aws:PrincipalTag/Project": "red"}}
    world = STSWorld(
        now,
        role("Tagged", trusts(ANN)),
        role("Next", trusts(role_arn("Tagged"))),
        role("OfRed", trusts(role_arn("Next"), role_arn("Tagged"), **gate)),
    )
    blue = {"Tags": [("Project", "blue")], "TransitiveTagKeys": ["Project"]}
    tagged = world.session(world.assume("Tagged", by=world.user("ann"), **blue))
    assert world.refuse_role("Next", by=tagged, Tags=tags).aws_code == "InvalidParameterValue"
    following = world.session(world.assume("Next", by=tagged))
    assert world.refuse_role("OfRed", by=following).aws_code == "AccessDenied"
    assert world.refuse_role("OfRed", by=tagged, Tags=[("Cost", "x")]).aws_code == "AccessDenied"


def test_the_tags_of_a_role_do_not_win_over_those_of_its_session(now):
    gate = {"StringEquals": {"aws:PrincipalTag/Project": "red"}}
    world = STSWorld(
        now,
        role("Tagged", trusts(ANN), tags={"PROJECT": "red"}),
        role("OfRed", trusts(role_arn("Tagged"), **gate)),
    )
    ann = world.user("ann")
    assert world.assume("OfRed", by=world.session(world.assume("Tagged", by=ann)))
    blue = world.session(world.assume("Tagged", by=ann, Tags=[("project", "blue")]))
    world.refuse_role("OfRed", by=blue)


def test_a_source_identity_cannot_be_shed_or_changed(now):
    gate = {"StringEquals": {"aws:SourceIdentity": "eve"}}
    world = STSWorld(
        now,
        role("One", trusts(ANN)),
        role("Two", trusts(role_arn("One"))),
        role("OfEve", trusts(role_arn("Two"), **gate)),
    )
    one = world.session(world.assume("One", by=world.user("ann"), SourceIdentity="ann"))
    world.refuse_role("Two", by=one, SourceIdentity="eve")
    world.refuse_role("Two", by=one, SourceIdentity="ANN")
    two = world.session(world.assume("Two", by=one))
    assert two.session.source_identity == "ann"
    world.refuse_role("OfEve", by=two)
    world.refuse_role("OfEve", by=two, SourceIdentity="eve")


# --- C3.7 Tags ------------------------------------------------------------------------------------


def test_tags_are_not_smuggled_past_who_may_not_tag(now):
    plain = trusts(EVE, actions=["sts:AssumeRole"])
    world = STSWorld(now, role("Reader", plain))
    eve = world.user("eve", DEV)
    assert world.assume("Reader", by=eve)
    for more in ({"Tags": [("admin", "true")]}, {"SourceIdentity": "root"}):
        assert world.refuse_role("Reader", by=eve, **more).aws_code == "AccessDenied"


def test_a_tag_is_no_condition_key_of_another_name(now):
    """`aws:PrincipalTag/x` is the caller's; passing a tag of that very name must not set it."""
    gate = {"StringEquals": {"aws:PrincipalTag/admin": "true"}}
    world = STSWorld(now, role("Reader", trusts(ANN, **gate)))
    for tags in ([("admin", "true")], [("PrincipalTag/admin", "true")]):
        assert world.refuse_role("Reader", by=world.user("ann"), Tags=tags).status == 403
    refusal = world.refuse_role(
        "Reader", by=world.user("ann"), Tags=[("aws:PrincipalTag/admin", "true")]
    )
    assert refusal.aws_code == "InvalidParameterValue"


# --- C4.10 Principals -----------------------------------------------------------------------------


def test_a_session_is_not_taken_for_that_of_another_accounts_role(now):
    world = STSWorld(
        now,
        role("Reader", trusts(ANN)),
        role("Next", trusts(role_arn("Reader"))),
        dev_roles=[role("Reader", trusts(EVE), unique_id="AROAOTHERXXXXXXXXXXXX")],
    )
    theirs = world.session(world.assume("Reader", by=world.user("eve", DEV), account=DEV))
    assert world.refuse_role("Next", by=theirs).aws_code == "AccessDenied"
    assert world.assume("Next", by=world.session(world.assume("Reader", by=world.user("ann"))))


@pytest.mark.parametrize("path", ["Rea", "reader", "team/Reade", "Reader/more"])
def test_a_session_is_not_taken_for_that_of_a_role_with_a_name_like_it(now, path):
    world = STSWorld(now, role("team/Reader", trusts(ANN)), role("Next", trusts(role_arn(path))))
    reader = world.session(world.assume("team/Reader", by=world.user("ann")))
    assert world.refuse_role("Next", by=reader).aws_code == "AccessDenied"


def test_a_user_is_not_taken_for_a_role_of_its_name(now):
    world = STSWorld(now, role("ann", trusts(BOB)), role("Next", trusts(role_arn("ann"))))
    assert world.refuse_role("Next", by=world.user("ann")).aws_code == "AccessDenied"


@pytest.mark.parametrize(
    "principal",
    [
        {"Federated": "cognito-identity.amazonaws.com"},
        {"Service": "ec2.amazonaws.com"},
        {"AWS": "999999999999"},
        {"AWS": "AIDAANNXXXXXXXXXXXXXX"},
    ],
)
def test_other_principals_are_not_the_caller(now, principal):
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    world = STSWorld(now, role("Reader", trust))
    assert world.refuse_role("Reader", by=world.user("ann")).aws_code == "AccessDenied"


def test_being_trusted_by_everybody_is_no_permission_across_accounts(now):
    own = document(statement(action="s3:*"))
    world = STSWorld(now, users=[user("ann", own)], dev_roles=[role("Open", trusts("*"))])
    assert world.refuse_role("Open", by=world.user("ann"), account=DEV).aws_code == "AccessDenied"
    assert world.assume("Open", by=world.user("eve", DEV), account=DEV)


def test_a_federated_user_is_not_its_user(now):
    """What a federated user may not do, its user's trust does not give it either."""
    world = STSWorld(now, role("Reader", trusts(ANN)))
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement()})
    guest = world.session(
        world.call("GetFederationToken", by=world.user("ann"), Name="ann", Policy=policy)
    )
    assert guest.arn.endswith(":federated-user/ann")
    assert world.refuse_role("Reader", by=guest).aws_code == "AccessDenied"
    assert world.refuse("GetSessionToken", by=guest).aws_code == "AccessDenied"
    assert world.refuse("GetFederationToken", by=guest, Name="bob").aws_code == "AccessDenied"


# --- C5 What a refusal gives away -----------------------------------------------------------------


def test_roles_of_others_cannot_be_listed_by_asking(now):
    """Same text, same code, whatever is there: with any parameters that are valid in themselves."""
    world = STSWorld(
        now,
        dev_roles=[
            role("Trusting", trusts(EVE)),
            role("Short", trusts(EVE), max_session_duration=3600),
            role("Denying", trusts("*", effect="Deny")),
            role("Broken", trusts(EVE, **external("x"))),
        ],
    )
    ann = world.user("ann")
    texts = {
        world.refuse_role(name, by=ann, account=DEV, **more).message.replace(name, "ROLE")
        for name in ("Trusting", "Short", "Denying", "Broken", "Unknown")
        for more in (
            {},
            {"DurationSeconds": 43_200},
            {"ExternalId": "guess"},
            {"Tags": [("a", "b")]},
        )
    }
    assert len(texts) == 1


def test_a_refusal_tells_no_value_of_any_policy(now):
    world = STSWorld(now, role("Reader", trusts(ANN, **external("hidden-id"))))
    refusal = world.refuse_role("Reader", by=world.user("ann"), ExternalId="guess")
    assert "hidden-id" not in refusal.message
    assert "guess" not in refusal.message


# --- Names that change hands ----------------------------------------------------------------------

BOB_ID = "AIDABOBXXXXXXXXXXXXXX"


@pytest.mark.parametrize(
    "trust",
    [
        trusts(BOB),
        trusts(f"arn:aws:iam::{PROD}:root", StringEquals={"aws:username": "bob"}),
        trusts(f"arn:aws:iam::{PROD}:root", ArnEquals={"aws:PrincipalArn": BOB}),
    ],
    ids=["principal", "aws:username", "aws:PrincipalArn"],
)
def test_a_session_is_not_taken_for_the_next_user_of_its_users_name(now, trust):
    world = STSWorld(now, users=(user("bob", EVERYTHING),))
    old = world.session(world.call("GetSessionToken", by=world.user("bob")))
    renamed = user("rob", EVERYTHING, unique_id=BOB_ID)
    another = user("bob", EVERYTHING, unique_id="AIDAANOTHERBOBXXXXXXX")
    world.configure(role("OfBob", trust), users=(renamed, another))
    refusal = world.refuse_role("OfBob", by=old)
    assert refusal.aws_code == "AccessDenied"
    assert user_arn("rob") in refusal.message
    assert world.assume("OfBob", by=world.user("bob"))


def test_a_federated_user_without_session_policies_may_do_nothing(now):
    """Not even what nobody offers yet: what it may do is what session policies say."""
    world = STSWorld(now)
    visitor = world.session(world.call("GetFederationToken", by=world.user("ann"), Name="visitor"))
    of_root = world.session(world.call("GetFederationToken", by=world.root, Name="visitor"))
    sources = Sources(world.store.configuration, ORIGIN, RequestFacts(), now)
    question = Question("s3:GetObject", "arn:aws:s3:::bucket/key", {})
    for caller in (visitor, of_root):
        assert not decide_call(caller, question, sources, world.managed).is_allowed
    narrow = world.call(
        "GetFederationToken", by=world.user("ann"), Name="visitor", Policy=EVERYTHING
    )
    assert decide_call(world.session(narrow), question, sources, world.managed).is_allowed
