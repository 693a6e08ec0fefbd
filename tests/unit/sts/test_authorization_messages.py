"""Encoded authorization messages: sealed for one account, opened with the permission."""

import json
import random

import pytest

from rolebridge.access.authorize import Question, decide_call
from rolebridge.access.context import RequestFacts, Sources
from rolebridge.sts.authorization_messages import MAX_MESSAGE_CHARACTERS, encode_decision
from support.sts_world import DEV, ORIGIN, PROD, STSWorld, document, statement, user

INSTANCE = f"arn:aws:ec2:us-east-1:{PROD}:instance/i-1"


@pytest.fixture
def world(now):
    never = {"Sid": "Never", **statement("Deny", "ec2:StopInstances")}
    rules = document(statement(action="sts:*"), never)
    return STSWorld(now, users=[user("ann", rules), user("bob")])


def decide(world, name="ann", action="ec2:StopInstances", context=None):
    sources = Sources(world.store.configuration, ORIGIN, RequestFacts(), world.clock())
    question = Question(action, INSTANCE, context or {})
    return decide_call(world.user(name), question, sources, world.managed)


def encode(world, decision, account=PROD):
    return encode_decision(decision, account, world.keys, world.ids)


def decode(world, message, by=None):
    answer = world.call(
        "DecodeAuthorizationMessage", by=by or world.user("ann"), EncodedMessage=message
    )
    return json.loads(answer["DecodedMessage"])


def test_a_message_tells_who_asked_for_what_and_which_statement_denied(world):
    told = decode(world, encode(world, decide(world)))
    assert (told["allowed"], told["explicitDeny"]) == (False, True)
    (matched,) = told["matchedStatements"]["items"]
    assert (matched["statementId"], matched["effect"]) == ("Never", "DENY")
    assert matched["actions"] == {"items": [{"value": "ec2:StopInstances"}]}
    assert told["context"]["principal"] == {
        "id": world.user("ann").user_id,
        "name": "ann",
        "arn": world.user("ann").arn,
    }
    assert (told["context"]["action"], told["context"]["resource"]) == (
        "ec2:StopInstances",
        INSTANCE,
    )
    keys = {item["key"] for item in told["context"]["conditions"]["items"]}
    assert {"aws:principalarn", "aws:sourceip"} <= keys


def test_where_nothing_allowed_no_statement_matched(world):
    told = decode(world, encode(world, decide(world, "bob", "ec2:RunInstances")))
    assert (told["allowed"], told["explicitDeny"]) == (False, False)
    assert told["matchedStatements"] == {"items": []}


def test_a_message_may_be_of_what_is_allowed(world):
    told = decode(world, encode(world, decide(world, action="sts:GetAccessKeyInfo")))
    (matched,) = told["matchedStatements"]["items"]
    assert (told["allowed"], matched["effect"]) == (True, "ALLOW")


def test_a_long_message_says_less(world):
    source = random.Random(1)
    noise = {f"aws:RequestTag/{n}": source.randbytes(100).hex() for n in range(400)}
    message = encode(world, decide(world, context=noise))
    assert len(message) <= MAX_MESSAGE_CHARACTERS
    told = decode(world, message)
    assert "conditions" not in told["context"]
    assert told["matchedStatements"]["items"]


def test_the_longest_message_says_who_and_what(now):
    source = random.Random(2)
    policies = {"own": document(statement(action="sts:*"))}
    for number in range(3):
        actions = [f"ec2:{source.randbytes(40).hex()}" for _ in range(100)]
        policies[f"p{number}"] = document(statement("Deny", ["ec2:StopInstances", *actions]))
    world = STSWorld(now, users=[user("ann", inline_policies=policies)])
    noise = {f"aws:RequestTag/{n}": source.randbytes(100).hex() for n in range(400)}
    message = encode(world, decide(world, context=noise))
    assert len(message) <= MAX_MESSAGE_CHARACTERS
    told = decode(world, message)
    assert told["explicitDeny"]
    assert told["matchedStatements"] == {"items": []}
    assert told["context"]["action"] == "ec2:StopInstances"


def test_nothing_of_a_message_can_be_read_without_the_keys(world):
    message = encode(world, decide(world))
    assert "ann" not in message
    assert "StopInstances" not in message


@pytest.mark.parametrize("change", ["flip", "cut", "other account", "other key", "nonsense"])
def test_a_message_that_is_not_for_the_caller_is_invalid(world, change):
    message = encode(world, decide(world), DEV if change == "other account" else PROD)
    if change == "flip":
        message = message[:50] + ("A" if message[50] != "A" else "B") + message[51:]
    elif change == "cut":
        message = message[:-4]
    elif change == "other key":
        world.keys.keys = {"k1": b"x" * 32}
    elif change == "nonsense":
        message = "not\nencoded"
    refusal = world.refuse(
        "DecodeAuthorizationMessage", by=world.user("ann"), EncodedMessage=message
    )
    assert (refusal.aws_code, refusal.status) == ("InvalidAuthorizationMessageException", 400)


def test_no_session_token_passes_for_a_message(world):
    token = world.call("GetSessionToken", by=world.user("ann"))["Credentials"]["SessionToken"]
    refusal = world.refuse("DecodeAuthorizationMessage", by=world.user("ann"), EncodedMessage=token)
    assert refusal.aws_code == "InvalidAuthorizationMessageException"


def test_opening_needs_the_permission(world):
    message = encode(world, decide(world))
    refusal = world.refuse(
        "DecodeAuthorizationMessage", by=world.user("bob"), EncodedMessage=message
    )
    assert refusal.aws_code == "AccessDenied"
