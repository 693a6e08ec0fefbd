"""Events of the AWS side as CloudTrail records, and records as files in a bucket."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rolebridge.audit.cloudtrail import build_records
from rolebridge.audit.cloudtrail_files import build_files
from rolebridge.audit.events import Action, AWSEvent, Event, Origin, Outcome
from rolebridge.audit.trail import NumberedEvent

AT = datetime(2026, 7, 1, 11, 8, 19, tzinfo=UTC)
ORIGIN = Origin("0f1c9f6e-req", "192.0.2.10", "aws-cli/2")
AWS = AWSEvent(
    source="sts.amazonaws.com",
    name="AssumeRole",
    account="111122223333",
    region="us-east-1",
    identity={"type": "IAMUser", "principalId": "AIDAEXAMPLE", "accountId": "111122223333"},
    parameters={"roleArn": "arn:aws:iam::111122223333:role/R"},
    response={"assumedRoleUser": {"arn": "arn:aws:sts::111122223333:assumed-role/R/s"}},
    is_read_only=True,
    resources=({"ARN": "arn:aws:iam::111122223333:role/R", "type": "AWS::IAM::Role"},),
)


def numbered(aws=AWS, number=7, at=AT):
    event = Event(at, Action.STS_CALL, Outcome.SUCCESS, ORIGIN, aws=aws)
    return NumberedEvent(number, event)


def test_a_record_has_the_names_of_cloudtrail():
    (record,) = build_records(numbered())
    identifier = record.pop("eventID")
    assert len(identifier) == 36
    assert record == {
        "eventVersion": "1.11",
        "userIdentity": dict(AWS.identity),
        "eventTime": "2026-07-01T11:08:19Z",
        "eventSource": "sts.amazonaws.com",
        "eventName": "AssumeRole",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.10",
        "userAgent": "aws-cli/2",
        "requestParameters": dict(AWS.parameters),
        "responseElements": dict(AWS.response),
        "requestID": "0f1c9f6e-req",
        "readOnly": True,
        "resources": [dict(AWS.resources[0])],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }


def test_a_refusal_tells_its_error_and_no_answer():
    refused = replace(AWS, response=None, error_code="AccessDenied", error_message="no")
    (record,) = build_records(numbered(refused))
    assert (record["errorCode"], record["errorMessage"]) == ("AccessDenied", "no")
    assert record["responseElements"] is None


def test_what_happened_at_the_identity_provider_alone_is_no_record():
    assert list(build_records(numbered(aws=None))) == []


def test_another_account_sees_which_principal_of_which_account_came():
    own, other = build_records(numbered(replace(AWS, resource_account="444455556666")))
    assert own["recipientAccountId"] == "111122223333"
    assert other["recipientAccountId"] == "444455556666"
    assert other["userIdentity"] == {
        "type": "AWSAccount",
        "principalId": "AIDAEXAMPLE",
        "accountId": "111122223333",
    }
    assert own["sharedEventID"] == other["sharedEventID"]
    assert own["eventID"] != other["eventID"]


def test_a_record_that_is_told_twice_is_one_record():
    first, again = build_records(numbered()), build_records(numbered())
    assert list(first) == list(again)
    (other,) = build_records(numbered(number=8))
    assert other["eventID"] != next(build_records(numbered()))["eventID"]


def test_signing_in_is_an_event_of_its_own_type():
    (record,) = build_records(numbered(replace(AWS, source="signin.amazonaws.com")))
    assert record["eventType"] == "AwsConsoleSignIn"


def records_at(*minutes):
    for number, minute in enumerate(minutes):
        yield from build_records(numbered(number=number, at=AT + timedelta(minutes=minute)))


def test_files_lie_as_in_a_bucket():
    files = dict(build_files(records_at(0, 1, 2)))
    (first, second) = files
    folder = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/07/01/"
    assert first.startswith(f"{folder}111122223333_CloudTrail_us-east-1_20260701T1105Z_")
    assert second.startswith(f"{folder}111122223333_CloudTrail_us-east-1_20260701T1110Z_")
    assert first.endswith(".json.gz")
    content = json.loads(gzip.decompress(files[first]))
    assert [record["eventTime"] for record in content["Records"]] == [
        "2026-07-01T11:08:19Z",
        "2026-07-01T11:09:19Z",
    ]


def test_the_same_records_make_the_same_files():
    assert list(build_files(records_at(0, 9))) == list(build_files(records_at(0, 9)))
