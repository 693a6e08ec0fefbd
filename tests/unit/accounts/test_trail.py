"""Every call to IAM leaves an event, with what CloudTrail would tell of it and without secrets."""

import json
from datetime import UTC, datetime

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Action, Outcome
from support.accounts import ACCOUNT, AccountsWorld


@pytest.fixture
def world():
    return AccountsWorld(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))


def last(world):
    return world.store.events[-1]


def test_a_change_tells_what_was_asked_and_what_was_answered(world):
    world.call("CreateUser", UserName="ann", Path="/ops/")
    event = last(world)
    assert (event.action, event.outcome) == (Action.IAM_CALL, Outcome.SUCCESS)
    told = event.aws
    assert (told.source, told.name, told.region) == ("iam.amazonaws.com", "CreateUser", "us-east-1")
    assert (told.account, told.is_read_only) == (ACCOUNT, False)
    assert told.identity["type"] == "Root"
    assert told.parameters == {"path": "/ops/", "userName": "ann"}
    assert told.response["user"]["userName"] == "ann"


def test_what_is_only_read_is_not_repeated(world):
    world.call("ListUsers")
    told = last(world).aws
    assert (told.is_read_only, told.response, told.parameters) == (True, None, None)


def test_a_refusal_tells_why_and_repeats_no_parameter(world):
    with pytest.raises(AWSRefused):
        world.call("GetUser", UserName="nobody")
    event = last(world)
    assert (event.outcome, event.facts["aws_code"]) == (Outcome.REFUSED, "NoSuchEntity")
    assert event.aws.error_code == "NoSuchEntity"
    assert event.aws.error_message == "The user with name nobody cannot be found."
    assert (event.aws.parameters, event.aws.response) == (None, None)


def test_no_event_holds_a_secret_key(world):
    world.call("CreateUser", UserName="ann")
    fields = world.call("CreateAccessKey", UserName="ann")["AccessKey"]
    told = last(world).aws
    assert told.response["accessKey"]["accessKeyId"] == fields["AccessKeyId"]
    assert fields["SecretAccessKey"] not in json.dumps(told.response)
    assert fields["SecretAccessKey"] not in repr(world.store.events)


def test_what_is_longer_than_an_event_holds_is_left_out(world):
    document = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        }
    )
    asked = {"ActionNames": ["s3:GetObject"]}
    world.call("SimulateCustomPolicy", PolicyInputList=[document], **asked)
    assert last(world).aws.parameters["policyInputList"] == [document]
    world.call("SimulateCustomPolicy", PolicyInputList=[document + " " * 102_400], **asked)
    assert last(world).aws.parameters is None
