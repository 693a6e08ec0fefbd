"""Scenario: a Terraform-style sequence by stock boto3, in a process of its own."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

STEPS = Path(__file__).with_name("terraform_steps.py")


@pytest.fixture(scope="module")
def told(live, root):
    """What the steps printed, with the metadata of the server's own identity provider."""
    with urllib.request.urlopen(f"{live.url}/saml/metadata", timeout=20) as answer:
        metadata = answer.read()
    done = subprocess.run(
        [sys.executable, str(STEPS)],
        env={**live.environment, **root},
        input=metadata,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def allow(action):
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_what_was_made_reads_back_as_it_was_written(told):
    role = told["made"]["role"]
    (statement,) = role.pop("trust")["Statement"]
    assert statement["Principal"] == {"Federated": told["provider"]}
    assert role == {
        "description": "first",
        "longest": 7200,
        "boundary": None,
        "tags": {"stage": "one", "keep": "yes"},
        "inline": {"tf-inline": allow("sns:Publish")},
        "attached": [told["policy_arn"]],
    }
    expected = {"version": "v1", "document": allow("s3:GetObject"), "uses": 1}
    assert told["made"]["policy"] == expected


def test_what_was_changed_reads_back_as_it_was_changed(told):
    role = told["changed"]["role"]
    assert (role["description"], role["longest"]) == ("second", 3600)
    assert role["boundary"] == told["policy_arn"]
    assert role["tags"] == {"stage": "two", "keep": "yes"}
    expected = {"version": "v3", "document": allow("s3:ListBucket"), "uses": 1}
    assert told["changed"]["policy"] == expected


def test_nothing_is_left_behind(told):
    assert told["after"] == told["before"]
    assert told["before"]["RoleDetailList"], "the account was not empty"
