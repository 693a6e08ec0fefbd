"""Scenario: applications on an instance find the role of its profile, with stock boto3."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from functools import partial

import boto3
import pytest

pytestmark = pytest.mark.e2e


def test_the_example_runs_an_application_on_an_instance_and_in_a_container(run_example):
    printed = run_example("instance.py")
    session = r"arn:aws:sts::444455556666:assumed-role/example-application"
    assert re.search(rf"On the instance, the application is {session}/i-[0-9a-f]{{17}}\.", printed)
    assert re.search(rf"In the container, it is {session}/[0-9a-f]{{32}}\.", printed)


# Botocore's own refreshing, told that what it holds is about to end.
REFRESHING = """
import datetime, boto3
held = boto3.Session().get_credentials()
first = held.get_frozen_credentials().access_key
held._expiry_time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)
second = held.get_frozen_credentials().access_key
print(held.method, first != second, boto3.client("sts").get_caller_identity()["Account"])
"""


@pytest.fixture
def profile(root):
    """The example's profile, which stays while a test uses it."""
    client = partial(call_boto3, root)
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
    trust["Action"] = "sts:AssumeRole"
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    names = {"InstanceProfileName": "refreshing", "RoleName": "refreshing"}
    client("create_role", RoleName="refreshing", AssumeRolePolicyDocument=document)
    client("create_instance_profile", InstanceProfileName="refreshing")
    client("add_role_to_instance_profile", **names)
    yield "refreshing"
    client("remove_role_from_instance_profile", **names)
    client("delete_instance_profile", InstanceProfileName="refreshing")
    client("delete_role", RoleName="refreshing")


def call_boto3(root, operation, **parameters):
    iam = boto3.client(
        "iam",
        endpoint_url=root["AWS_ENDPOINT_URL"],
        region_name=root["AWS_DEFAULT_REGION"],
        aws_access_key_id=root["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=root["AWS_SECRET_ACCESS_KEY"],
    )
    try:
        return getattr(iam, operation)(**parameters)
    finally:
        iam.close()


def run_on_instance(live, root, profile, **environment):
    bare = {name: root[name] for name in ("AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION")}
    endpoint = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{live.url}/aws/imds/{profile}/"}
    return subprocess.run(
        [sys.executable, "-c", REFRESHING],
        env={**live.environment, **bare, **endpoint, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_boto3_refreshes_what_it_got_from_the_instance(live, root, profile):
    done = run_on_instance(live, root, profile)
    assert done.stdout.strip() == "iam-role True 444455556666", done.stderr


def test_version_1_finds_nothing_where_it_is_not_allowed(live, profile):
    request = f"{live.url}/aws/imds/{profile}/latest/meta-data/iam/security-credentials/"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 401
    refused.value.close()
