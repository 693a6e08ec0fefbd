"""Faults of documents: what is refused, and a little of what just is not."""

from random import Random


def spoil_document(random: Random, document: dict) -> None:
    """Make it a document that is refused."""
    statement = document["Statement"]
    statement = statement if isinstance(statement, dict) else statement[0]
    change = random.choice(
        (
            {"Effect": "allow"},
            {"Effect": ["Allow"]},
            {"Action": "GetObject"},
            {"Action": []},
            {"Action": "s3:Get*", "NotAction": "s3:Put*"},
            {"Resource": "bucket"},
            {"Resource": "arn:aws:s3:::${aws:username"},
            {"Resource": "arn:aws:s3::b"},
            {"Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}},
            {"Principal": {"Federated": "*"}},
            {"NotPrincipal": {"AWS": "111122223333"}},
            {"Condition": {"StringMatches": {"aws:username": "x"}}},
            {"Condition": {"StringEquals": {"aws:username": None}}},
            {"Condition": {"NullIfExists": {"aws:username": "true"}}},
            {"Condition": {"NumericEquals": {"s3:max-keys": "${s3:max-keys}"}}},
            {"Condition": {"StringMatches": {}}},
            {"Condition": {"StringEquals": {"": "x"}}},
            {"Condition": {"ForAnyValue:Null": {"aws:username": "true"}}},
            {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3"}}},
            {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:${aws:username}"}}},
            {"Condition": {"StringEquals": {"aws:username": "${ aws:username }"}}},
            {"Condition": {"StringEquals": {"aws:username": "${aws:username,'x'}"}}},
            {"Condition": {"StringEquals": {"aws:username": "${aws:username , 'x'}"}}},
            {"Condition": {"StringEquals": {"aws:username": ["${}"]}}},
            {"Condition": {"Bool": {"aws:SecureTransport": ""}}},
            {"Condition": {"Bool": {"aws:SecureTransport": ["true", 1]}}},
            {"Condition": {"NumericEquals": {"s3:max-keys": 1.50}}},
            {"Condition": {"StringEquals": {"s3:max-keys": 10.0}}},
            {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/08"}}},
            {
                "Condition": {
                    "StringEquals": {"aws:username": "alice"},
                    "stringequals": {"AWS:userName": "bob"},
                }
            },
            {"Principal": {"AWS": "111122223333"}},
            {"Principal": {"AWS": []}},
            {"Principal": {"Service": "ec2"}},
            {"Principal": {"CanonicalUser": "0" * 64}},
            {"Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}},
            {"NotPrincipal": "*"},
            {"Resource": []},
            {"Resource": {}},
            {"Resource": "**"},
            {"Resource": "arn:aws:s*:::b"},
            {"Resource": "arn:aws:iam::*"},
            {"Action": "s3:Get.bject"},
            {"Action": "s?:GetObject"},
            {"Action": ":"},
            {"Action": "*:*"},
            {"Extra": "x"},
            {"Sid": "a b"},
            {"Sid": ""},
            {"Sid": 5},
        )
    )
    statement.update(change)
    if random.random() < 0.2:
        document.update(
            random.choice(
                (
                    {"Id": "x"},
                    {"Id": 5},
                    {"Version": "2013-10-17"},
                    {"Version": None},
                    {"Statement": []},
                    {"statement": []},
                    {"Statement": [statement, "x"]},
                )
            )
        )
