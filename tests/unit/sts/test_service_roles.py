"""Services assume roles for what runs on them: an instance, a container."""

from datetime import timedelta

import pytest

from rolebridge.access.context import RequestFacts
from rolebridge.access.refusals import AWSRefused
from rolebridge.sts.credentials import unseal_session
from support.sts_world import ORIGIN, PROD, STSWorld, role, role_arn, trusts, user_arn

EC2, ECS = "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"


@pytest.fixture
def world(now):
    return STSWorld(
        now,
        role("OnInstances", trusts(EC2, kind="Service")),
        role("OfAnn", trusts(user_arn("ann"), "*")),
        role("Elsewhere", trusts(EC2, kind="Service", StringEquals={"aws:SourceAccount": "1"})),
        role("Here", trusts(EC2, kind="Service", StringEquals={"aws:SourceAccount": PROD})),
    )


def assume(world, name, service=EC2, lifetime=timedelta(hours=6), arn=None):
    arn = arn or role_arn(name)
    return world.services(service, arn, "i-0123456789abcdef0", lifetime, ORIGIN, RequestFacts())


def test_a_role_that_trusts_the_service_is_opened_for_it(world):
    """For six hours, though MaxSessionDuration is one: it does not bind services."""
    issued = assume(world, "OnInstances")
    facts, _ = unseal_session(issued.access_key_id, issued.session_token, world.keys)
    assert facts.principal_arn == (
        f"arn:aws:sts::{PROD}:assumed-role/OnInstances/i-0123456789abcdef0"
    )
    assert facts.expires_at - facts.issued_at == timedelta(hours=6)
    event = world.events[-1]
    assert (event.facts["operation"], event.facts["service"]) == ("AssumeRole", EC2)
    assert event.aws.identity == {"type": "AWSService", "invokedBy": EC2}


@pytest.mark.parametrize(
    ("name", "service"),
    [("OnInstances", ECS), ("OfAnn", EC2), ("Elsewhere", EC2), ("Unknown", EC2)],
)
def test_a_role_that_does_not_trust_the_service_stays_closed(world, name, service):
    if name == "OfAnn":
        world.configure(role("OfAnn", trusts(user_arn("ann"), PROD)))
    with pytest.raises(AWSRefused) as caught:
        assume(world, name, service)
    assert (caught.value.aws_code, caught.value.status) == ("AccessDenied", 403)
    assert world.events[-1].reason == caught.value.code


def test_the_account_of_the_instance_is_told(world):
    assert assume(world, "Here")


def test_what_no_policy_can_be_asked_about_is_denied(world):
    world.configure(role("Reader", trusts(EC2, kind="Service"), tags={"a": "1", "A": "2"}))
    with pytest.raises(AWSRefused) as caught:
        assume(world, "Reader")
    assert caught.value.code == "request_invalid"


def test_what_is_no_role(world):
    with pytest.raises(AWSRefused) as caught:
        assume(world, "", arn=user_arn("ann"))
    assert caught.value.aws_code == "ValidationError"


def test_no_user_passes_for_a_service(world):
    refusal = world.refuse_role("OnInstances", by=world.user("ann"))
    assert refusal.aws_code == "AccessDenied"
