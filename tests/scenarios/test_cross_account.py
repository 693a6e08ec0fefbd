"""Scenario: a user of one account assumes a role of another, with stock boto3 and AWS CLI."""

import json
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.e2e

PARTNER, OWNER = "444455556666", "111122223333"
EXTERNAL_ID = "agreed/with:partner-1"


def test_the_example_shows_what_opens_the_role_and_what_does_not(run_example):
    lines = run_example("cross_account.py").splitlines()
    session = f"arn:aws:sts::{OWNER}:assumed-role/example-audit/audit"
    refused = (
        f"User: arn:aws:iam::{PARTNER}:user/example-auditor is not authorized to perform: "
        f"sts:AssumeRole on resource: arn:aws:iam::{OWNER}:role/example-audit"
    )
    wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    assert lines == [
        f"Trusted, but not permitted by the own account: refused. {refused}",
        f"Without a second factor: refused. {refused}",
        f"For somebody else who names this role: refused. {refused}",
        f"Both sides, external id and code: allowed, as {session}.",
        f"The same code again: refused. {wrong}",
    ]


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def connect(service, environment):
    return boto3.client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=environment.get("AWS_SESSION_TOKEN"),
    )


def as_environment(environment, credentials):
    return {
        "AWS_ENDPOINT_URL": environment["AWS_ENDPOINT_URL"],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }


@pytest.fixture(scope="module")
def owner(live, root):
    """The root of the account that owns the roles."""
    printed = live.run("keys", "root", "--account", OWNER, "--show", "--json")
    (key,) = json.loads(printed.stdout)
    return {
        **root,
        "AWS_ACCESS_KEY_ID": key["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": key["secret_access_key"],
    }


@pytest.fixture(scope="module")
def partner(root):
    """A user of the other account, who may assume every role that trusts its account."""
    iam = connect("iam", root)
    iam.create_user(UserName="partner")
    every_role = {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}
    iam.put_user_policy(UserName="partner", PolicyName="assume", PolicyDocument=policy(every_role))
    key = iam.create_access_key(UserName="partner")["AccessKey"]
    environment = {**root, "AWS_ACCESS_KEY_ID": key["AccessKeyId"]}
    yield {**environment, "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    iam.delete_access_key(UserName="partner", AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName="partner", PolicyName="assume")
    iam.delete_user(UserName="partner")


@pytest.fixture
def make_role(owner):
    iam, made = connect("iam", owner), []

    def make(name, *trust, **more):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(*trust), **more)
        made.append(name)
        return f"arn:aws:iam::{OWNER}:role/{name}"

    yield make
    for name in made:
        iam.delete_role(RoleName=name)


def trusts(principal, *actions, **condition):
    return {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": list(actions) or ["sts:AssumeRole"],
        "Condition": condition,
    }


def run_cli(live, environment, *arguments):
    return subprocess.run(
        [Path(sys.executable).with_name("aws"), *arguments],
        env={**live.environment, "AWS_EC2_METADATA_DISABLED": "true", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_profile_of_the_aws_cli_assumes_the_role(live, partner, make_role, tmp_path):
    role = make_role("profile", trusts(PARTNER, StringEquals={"sts:ExternalId": EXTERNAL_ID}))
    config = tmp_path / "config"
    config.write_text(
        f"[profile partner]\nrole_arn = {role}\nexternal_id = {EXTERNAL_ID}\n"
        "source_profile = base\nrole_session_name = from-profile\n"
        f"[profile deputy]\nrole_arn = {role}\nexternal_id = of-mallory\nsource_profile = base\n"
    )
    keys = tmp_path / "credentials"
    keys.write_text(
        f"[base]\naws_access_key_id = {partner['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {partner['AWS_SECRET_ACCESS_KEY']}\n"
    )
    environment = {
        "AWS_ENDPOINT_URL": partner["AWS_ENDPOINT_URL"],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(keys),
        "HOME": str(tmp_path),
    }
    who = ("sts", "get-caller-identity", "--profile")
    answer = run_cli(live, environment, *who, "partner")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["Arn"] == (
        f"arn:aws:sts::{OWNER}:assumed-role/profile/from-profile"
    )
    refused = run_cli(live, environment, *who, "deputy")
    assert refused.returncode != 0
    assert f"is not authorized to perform: sts:AssumeRole on resource: {role}" in refused.stderr


def test_tags_and_source_identity_go_along_to_the_next_role(partner, make_role):
    every = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
    first = make_role("first", trusts(PARTNER, *every))
    second = make_role(
        "second",
        trusts(first, *every, StringEquals={"aws:PrincipalTag/project": "blue"}),
    )
    given = connect("sts", partner).assume_role(
        RoleArn=first,
        RoleSessionName="work",
        Tags=[{"Key": "project", "Value": "blue"}],
        TransitiveTagKeys=["project"],
        SourceIdentity="partner@example.com",
    )
    assert given["SourceIdentity"] == "partner@example.com"
    assert given["PackedPolicySize"] > 0
    chained = connect("sts", as_environment(partner, given["Credentials"]))
    answer = chained.assume_role(RoleArn=second, RoleSessionName="work")
    assert answer["SourceIdentity"] == "partner@example.com"
    for change in (
        {"SourceIdentity": "mallory@example.com"},
        {"Tags": [{"Key": "Project", "Value": "red"}]},
        {"DurationSeconds": 3601},
    ):
        with pytest.raises(ClientError):
            chained.assume_role(RoleArn=second, RoleSessionName="work", **change)


def test_the_role_deleted_and_made_again_no_longer_trusts_what_named_it(partner, owner, make_role):
    first = make_role("renewed", trusts(PARTNER))
    second = make_role("trusting", trusts(first))
    sts = connect("sts", partner)

    def reach_second():
        given = sts.assume_role(RoleArn=first, RoleSessionName="work")["Credentials"]
        chained = connect("sts", as_environment(partner, given))
        return chained.assume_role(RoleArn=second, RoleSessionName="work")

    assert reach_second()
    iam = connect("iam", owner)
    iam.delete_role(RoleName="renewed")
    iam.create_role(RoleName="renewed", AssumeRolePolicyDocument=policy(trusts(PARTNER)))
    with pytest.raises(ClientError) as refused:
        reach_second()
    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_a_root_is_told_to_make_a_user(live, root, make_role):
    role = make_role("rootless", trusts(PARTNER))
    answer = run_cli(
        live, root, "sts", "assume-role", "--role-arn", role, "--role-session-name", "root"
    )
    assert "Roles may not be assumed by root accounts." in answer.stderr
