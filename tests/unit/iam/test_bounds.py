"""Hostile documents and values: decided or refused in little room, and before anybody waits.

The time limit of a test is no measurement: what is exponential or quadratic never comes back.
"""

import json
import tracemalloc

import pytest

from rolebridge.lab.policy_cases import judge_case

ROOM = 32 * 1024 * 1024
MANY = 20_000
LONG = "a" * MANY
HOSTILE = {
    "stars against letters": ({"StringLike": {"k:Text": "*a" * 400 + "b"}}, LONG, False),
    "stars that do match": ({"StringLike": {"k:Text": "*a" * 400}}, LONG, True),
    "question marks and stars": ({"StringLike": {"k:Text": "*?" * 400 + "b"}}, LONG, False),
    "long pieces that nearly match": (
        {"StringLike": {"k:Text": "*" + ("a" * 100 + "?b*") * 20}},
        LONG,
        False,
    ),
    "a variable many times": ({"StringLike": {"k:Text": "${k:Text}*" * 200}}, LONG, False),
    "stars in an ARN": (
        {"ArnLike": {"k:Text": "arn:" + "*a*a*a:" * 4 + "*a" * 300 + "b"}},
        "arn:" + "aaaaaaaaaa:" * 4 + LONG,
        False,
    ),
    "a long number": ({"NumericLessThan": {"k:Text": "5"}}, "1" * MANY, False),
    "a long date": ({"DateLessThan": {"k:Text": "2026"}}, "0" * MANY, False),
    "a long address": ({"IpAddress": {"k:Text": "::/0"}}, "1:" * (MANY // 2), False),
    "long base64": ({"BinaryEquals": {"k:Text": "QQ=="}}, "QQ==" * (MANY // 4), False),
    "many values": (
        {"ForAllValues:StringLike": {"k:Text": [f"*{number}*x" for number in range(50)]}},
        [f"{number}x" for number in range(1000)],
        True,
    ),
}


def judge(document, context):
    """The verdict on a user's one identity policy, and how much memory it took at most."""
    request = {
        "principal": "arn:aws:iam::111122223333:user/alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::bucket",
        "context": context,
    }
    tracemalloc.start()
    verdict = judge_case({"request": request, "policies": {"identity": [document]}}).as_dict()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return verdict, peak


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_are_decided_in_little_room(name):
    condition, value, met = HOSTILE[name]

    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    document = {"Version": "2012-10-17", "Statement": statement}

    verdict, peak = judge(document, {"k:Text": value})

    assert verdict["verdict"] == ("Allowed" if met else "ImplicitlyDenied")
    assert peak < ROOM


DEEP = "[" * 100_000 + "]" * 100_000
HOSTILE_DOCUMENTS = {
    "deep nesting": DEEP,
    "deep objects": '{"Statement":' * 50_000,
    "endless white space": " " * 2_000_000,
    "a document too long": json.dumps({"Statement": [{"Sid": LONG}] * 100}),
    "a number of many digits": '{"Statement": ' + "9" * MANY + "}",
    "an exponent": '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", '
    '"Condition": {"NumericEquals": {"k:K": 1e999999999}}}}',
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE_DOCUMENTS)
def test_hostile_documents_are_refused_in_little_room(name):
    verdict, peak = judge(HOSTILE_DOCUMENTS[name], {})

    assert verdict["verdict"] == "Error"
    assert len(verdict["error"]) < 2000
    assert peak < ROOM
