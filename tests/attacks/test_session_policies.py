"""Attacks on what sessions are narrowed by: more than the role, more than the policies, by detours.

The result is what the role, its boundary and the session policies all allow (threats C3.8), at the
doors of IAM and of STS alike.
"""

from contextlib import suppress

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.api import IAM
from rolebridge.audit.events import Outcome
from rolebridge.iam import Decision
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.authorization_messages import encode_decision
from support.sts_world import (
    EVERYTHING,
    ORIGIN,
    PROD,
    STSWorld,
    document,
    role,
    role_arn,
    statement,
    trusts,
    user_arn,
)

ANN = user_arn("ann")
NARROW = f"arn:aws:iam::{PROD}:policy/Narrow"
NOTHING = document(statement("Deny"))
GETS = document(statement(action="iam:GetUser"))


@pytest.fixture
def world(now):
    return STSWorld(
        now,
        role("Admin", trusts(ANN)),
        role("Poor", trusts(ANN), allows=None),
        role("Bounded", trusts(ANN), permissions_boundary=NARROW),
        role("ByAccount", trusts(f"arn:aws:iam::{PROD}:root")),
        role("ByRole", trusts(role_arn("Admin"))),
        role("BySession", trusts(f"arn:aws:sts::{PROD}:assumed-role/Admin/work")),
    )


def may(world, caller, action, **parameters):
    """Whether the API lets somebody do it."""
    world.caller = caller
    iam = IAM(
        world.store.unit_of_work,
        world.clock,
        world.ids,
        world.keys,
        world.managed,
        lambda *_: world.caller,
        lambda: "",
    )
    request = SignedRequest("POST", "/aws/", "", (), b"")
    before = len(world.events)
    with suppress(AWSRefused):
        iam.perform(AWSCall(action, parameters, request, ORIGIN, RequestFacts()))
    (event,) = world.events[before:]
    assert event.reason in {None, "access_denied"}
    return event.outcome is Outcome.SUCCESS


def session(world, name, **narrowed):
    return world.session(world.assume(name, by=world.user("ann"), **narrowed))


def test_a_session_may_what_both_its_role_and_its_policy_allow(world):
    admin = session(world, "Admin")
    narrow = session(world, "Admin", Policy=GETS)
    assert may(world, admin, "ListUsers")
    assert may(world, narrow, "GetUser", UserName="ann")
    assert not may(world, narrow, "ListUsers")
    assert not may(world, narrow, "CreateUser", UserName="mallory")


@pytest.mark.parametrize("name", ["Poor", "Bounded"])
@pytest.mark.parametrize(
    "narrowed", [{}, {"Policy": EVERYTHING}, {"Policy": EVERYTHING, "PolicyArns": [NARROW]}]
)
def test_a_session_policy_adds_nothing(world, name, narrowed):
    assert not may(world, session(world, name, **narrowed), "ListUsers")


@pytest.mark.parametrize(
    "narrowed",
    [
        {"PolicyArns": [NARROW]},
        {"Policy": NOTHING},
        {"Policy": NOTHING, "PolicyArns": [NARROW]},
        {"Policy": document(statement(), statement("Deny", "iam:*"))},
    ],
    ids=["managed", "deny", "both", "allow and deny"],
)
def test_every_kind_of_session_policy_narrows(world, narrowed):
    assert not may(world, session(world, "Admin", **narrowed), "ListUsers")


def test_a_session_policy_that_is_deleted_later_opens_nothing(world):
    """No policy that is left is not the same as no policy."""
    narrow = session(world, "Admin", PolicyArns=[NARROW])
    world.configure(role("Admin", trusts(ANN)), policies=())
    assert not may(world, narrow, "ListUsers")


def test_a_narrow_session_does_not_get_wide_by_assuming_its_own_or_another_role(world):
    """What names the role still goes through the session's policies; what names the session does
    not (IAM User Guide, session policies).
    """
    narrow = session(world, "Admin", Policy=GETS)
    for name in ("Admin", "ByAccount", "ByRole"):
        assert world.refuse_role(name, by=narrow).aws_code == "AccessDenied"
    assert world.assume("BySession", by=narrow)


def test_a_session_of_a_user_has_the_limits_of_the_user(world):
    serial = world.add_device(world.user("bob"))
    bob = world.session(
        world.call(
            "GetSessionToken", by=world.user("bob"), SerialNumber=serial, TokenCode=world.code()
        )
    )
    assert not may(world, bob, "ListUsers")
    assert world.refuse_role("ByAccount", by=bob).aws_code == "AccessDenied"


def test_a_policy_cannot_be_lost_on_the_way_by_its_spelling(world):
    """A field that is nearly spelt right must not be passed over: the session would be wider."""
    for name in ("policy", "POLICY", "Policy.1", "PolicyArns.member.0.arn", "PolicyArns.1.arn"):
        refusal = world.refuse_role(
            "Admin", by=world.user("ann"), **{name.replace(".", "__"): GETS}
        )
        assert refusal.aws_code == "InvalidQueryParameter"


# --- C3.10 What is told about decisions -----------------------------------------------------------


def test_an_authorization_message_is_no_oracle(world):
    """Only who may decode gets to know whether a text is one, and whose it is stays unsaid."""
    refusal = world.refuse_role("Admin", by=world.user("bob"))
    assert isinstance(refusal.decision, Decision)
    ours, theirs = (
        encode_decision(refusal.decision, account, world.keys, world.ids)
        for account in (PROD, "444455556666")
    )
    for text in (ours, theirs, "none"):
        refused = world.refuse(
            "DecodeAuthorizationMessage", by=world.user("bob"), EncodedMessage=text
        )
        assert refused.aws_code == "AccessDenied"
    told = {
        world.refuse(
            "DecodeAuthorizationMessage", by=world.user("ann"), EncodedMessage=text
        ).message
        for text in (theirs, "none", ours[:-1], ours + "A", "A" * 10_240)
    }
    assert len(told) == 1
    assert world.call("DecodeAuthorizationMessage", by=world.user("ann"), EncodedMessage=ours)[
        "DecodedMessage"
    ]
