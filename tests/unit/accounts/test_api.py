"""Calls to IAM before any operation: who may call at all, and what is offered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.access.caller import Caller
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.federation.account import AccountEntry
from support.accounts import ACCOUNT, AccountsWorld, allow, policy, wire

NO_TOKEN = (
    "InvalidClientTokenId",
    403,
    "The security token included in the request is invalid.",
)


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def session_of(world, kind, **more):
    user = world.add_user("ann", allow("iam:*"))
    now = world.clock()
    facts = SessionFacts(kind, user.arn, user.user_id, "ann", now, now + timedelta(hours=1), **more)
    return Caller(facts.principal_arn, facts.user_id, ACCOUNT, "ASIA" + "A" * 16, facts)


def test_an_operation_that_is_not_offered_is_unknown(world):
    refusal = world.refuse("GetCredentialReport")
    text = "Could not find operation GetCredentialReport for version 2010-05-08"
    assert wire(refusal) == ("InvalidAction", 400, text)


@pytest.mark.parametrize("kind", [SessionKind.FEDERATED_USER, SessionKind.USER])
def test_some_sessions_may_not_call_at_all(world, kind):
    refusal = world.refuse("ListRoles", by=session_of(world, kind))
    assert wire(refusal) == NO_TOKEN


def test_a_user_with_a_second_factor_may(world):
    session = session_of(world, SessionKind.USER, mfa_at=world.clock())
    assert world.call("ListRoles", by=session)["Roles"] == []


def test_a_session_of_a_role_may_what_the_role_may(world):
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    world.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=policy(trust))
    document = policy(allow("iam:ListRoles"))
    world.call("PutRolePolicy", RoleName="app", PolicyName="p", PolicyDocument=document)
    session = world.role_session("app")
    assert len(world.call("ListRoles", by=session)["Roles"]) == 1
    assert world.refuse("ListUsers", by=session).aws_code == "AccessDenied"


def test_the_root_of_an_account_that_is_gone_may_not(world):
    stranger = world.root_of("999988887777")
    assert wire(world.refuse("ListRoles", by=stranger)) == NO_TOKEN


def test_an_account_that_goes_while_it_is_asked_is_gone(world):
    class Vanishing:
        """The account is there when permission is asked, and not when it is written."""

        def __init__(self, unit):
            self._unit = unit
            self.__enter__ = unit.__enter__

        def __getattr__(self, name):
            return getattr(self._unit, name)

        def __enter__(self):
            self._unit.__enter__()
            return self

        def __exit__(self, *error):
            self._unit.__exit__(*error)

        @property
        def organisation(self):
            return Nothing()

    class Nothing:
        def begin_writing(self):
            """Nobody else writes."""

        def read_account(self, _):
            return None

    unit_of_work = world.iam.unit_of_work
    world.iam = replace(world.iam, unit_of_work=lambda: Vanishing(unit_of_work()))
    refusal = world.refuse("CreateUser", UserName="ann")
    assert wire(refusal) == NO_TOKEN


def test_reading_writes_nothing(now):
    world = AccountsWorld(now, AccountEntry(ACCOUNT))
    before = world.store.configuration
    world.call("ListRoles")
    assert world.store.configuration is before
    assert len(world.store.events) == 1
