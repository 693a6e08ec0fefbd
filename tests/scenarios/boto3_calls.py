"""Calls by stock boto3, in a process of their own that knows nothing but its environment.

Reads a JSON list of `[service, operation, arguments, credentials]` and prints a list of what came
of each: the answer, or `{"refused": [code, message]}`. Without credentials a call is not signed.
"""

import json
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError


def connect(service, credentials):
    if credentials is None:
        return boto3.client(service, config=Config(signature_version=UNSIGNED))
    return boto3.client(
        service,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials.get("SessionToken"),
    )


def call(service, operation, arguments, credentials):
    try:
        answer = getattr(connect(service, credentials), operation)(**arguments)
    except ClientError as error:
        return {"refused": [error.response["Error"]["Code"], error.response["Error"]["Message"]]}
    answer.pop("ResponseMetadata")
    return answer


json.dump([call(*each) for each in json.load(sys.stdin)], sys.stdout, default=str)
