"""What CloudTrail is told of exchanges and of sign-ins to the console."""

import json
from datetime import timedelta

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.cloudtrail import build_records
from rolebridge.audit.trail import NumberedEvent
from rolebridge.sts.console import ConsoleRefused
from support.federation import AWS_RECIPIENT, ISSUER, ORIGIN, PROD, provider_arn, role_arn


def record_of(world):
    (record,) = build_records(NumberedEvent(1, world.events[-1]))
    return record


def test_an_exchange_is_told_as_cloudtrail_tells_it(world, clock):
    tags = {"Team": "platform"}
    response = world.respond(
        principal_tags=tags, transitive_tag_keys=("Team",), source_identity="alice@corp"
    )
    result = world.exchange(response, DurationSeconds="900")
    record = record_of(world)
    qualifier = result.name_qualifier
    assert record["eventSource"] == "sts.amazonaws.com"
    assert record["eventName"] == "AssumeRoleWithSAML"
    assert record["requestID"] == ORIGIN.request_id
    assert record["recipientAccountId"] == PROD
    assert record["userIdentity"] == {
        "type": "SAMLUser",
        "principalId": f"{qualifier}:alice",
        "userName": "alice",
        "identityProvider": qualifier,
    }
    assert record["requestParameters"] == {
        "sAMLAssertionID": world.events[-1].assertion_id,
        "roleSessionName": "alice",
        "roleArn": role_arn("ReadOnly"),
        "principalArn": provider_arn(),
        "durationSeconds": 900,
        "sourceIdentity": "alice@corp",
        "principalTags": tags,
        "transitiveTagKeys": ["Team"],
    }
    answer = record["responseElements"]
    assert answer.pop("packedPolicySize") == result.packed_policy_size
    expires = (clock.now + timedelta(minutes=15)).strftime("%M:%S")
    assert expires in answer["credentials"].pop("expiration")
    assert answer == {
        "credentials": {"accessKeyId": result.credentials.access_key_id},
        "assumedRoleUser": {
            "assumedRoleId": result.assumed_role_id,
            "arn": result.assumed_role_arn,
        },
        "subject": "alice",
        "subjectType": "persistent",
        "issuer": ISSUER,
        "audience": AWS_RECIPIENT,
        "nameQualifier": qualifier,
        "sourceIdentity": "alice@corp",
    }
    assert [each["type"] for each in record["resources"]] == [
        "AWS::IAM::Role",
        "AWS::IAM::SAMLProvider",
    ]


def test_no_record_holds_the_assertion_a_secret_or_a_token(world):
    response = world.respond()
    issued = world.exchange(response).credentials
    told = json.dumps(record_of(world))
    assert response not in told
    assert issued.secret_access_key not in told
    assert issued.session_token not in told


def test_a_refused_exchange_is_told_with_its_error(world):
    with pytest.raises(AWSRefused):
        world.exchange(world.respond(), RoleArn=role_arn("Administrator"))
    record = record_of(world)
    assert record["errorCode"] == "AccessDenied"
    assert record["errorMessage"] == "Not authorized to perform sts:AssumeRoleWithSAML"
    assert (record["requestParameters"], record["responseElements"]) == (None, None)
    assert record["recipientAccountId"] == PROD


def test_a_sign_in_to_the_console_is_told_as_one(world):
    world.console.sign_in(world.respond(), role_arn("ReadOnly"), ORIGIN)
    record = record_of(world)
    assert record["eventSource"] == "signin.amazonaws.com"
    assert (record["eventName"], record["eventType"]) == ("ConsoleLogin", "AwsConsoleSignIn")
    assert record["userIdentity"]["type"] == "AssumedRole"
    assert record["responseElements"] == {"ConsoleLogin": "Success"}
    assert record["additionalEventData"]["SamlProviderArn"] == provider_arn()


def test_a_refused_sign_in_is_a_failure(world):
    with pytest.raises(ConsoleRefused):
        world.console.sign_in(world.respond(), role_arn("Administrator"), ORIGIN)
    record = record_of(world)
    assert record["responseElements"] == {"ConsoleLogin": "Failure"}
    assert record["errorMessage"]
