"""The first calls of a new user of the AWS CLI, with nothing set but endpoint, region and keys."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

ACCOUNT = "444455556666"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/first-role"
USER = f"arn:aws:iam::{ACCOUNT}:user/first-user"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": USER}, "Action": "sts:AssumeRole"}],
}


@pytest.fixture(scope="module")
def aws(live, root):
    """Runs the AWS CLI, by the root of the account or with other keys; gives its JSON."""

    def run(*arguments, refused=False, **environment):
        command = [sys.executable, str(Path(sys.executable).with_name("aws")), *arguments]
        done = subprocess.run(
            command,
            env={**live.environment, **root, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode != 0) is refused, done.stderr
        return done.stderr.strip() if refused else json.loads(done.stdout or "null")

    return run


@pytest.fixture(scope="module")
def keys(aws):
    """Those of a user whom root has made, and whom a role trusts."""
    assert aws("iam", "list-saml-providers")["SAMLProviderList"]
    aws("iam", "create-user", "--user-name", "first-user")
    named = ("--role-name", "first-role")
    made = aws("iam", "create-role", *named, "--assume-role-policy-document", json.dumps(TRUST))
    assert made["Role"]["Arn"] == ROLE
    key = aws("iam", "create-access-key", "--user-name", "first-user")["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def test_what_root_has_made_is_in_the_details_of_the_account(aws, keys):
    assert keys["AWS_ACCESS_KEY_ID"].startswith("AKIA")
    details = aws("iam", "get-account-authorization-details", "--filter", "User", "Role")
    assert "first-user" in [user["UserName"] for user in details["UserDetailList"]]
    assert TRUST in [role["AssumeRolePolicyDocument"] for role in details["RoleDetailList"]]


def test_the_user_assumes_the_role_and_root_does_not(aws, keys):
    assume = ("sts", "assume-role", "--role-arn", ROLE, "--role-session-name", "first-session")
    assert "Roles may not be assumed by root accounts." in aws(*assume, refused=True)
    session = aws(*assume, **keys)
    expected = f"arn:aws:sts::{ACCOUNT}:assumed-role/first-role/first-session"
    assert session["AssumedRoleUser"]["Arn"] == expected
    refusal = aws("iam", "list-roles", refused=True, **keys)
    assert f"User: {USER} is not authorized to perform: iam:ListRoles" in refusal


@pytest.mark.usefixtures("keys")
def test_the_simulator_says_what_the_user_may(aws):
    source = ("--policy-source-arn", USER)
    asked = ("--action-names", "sts:AssumeRole", "--resource-arns", ROLE)
    (result,) = aws("iam", "simulate-principal-policy", *source, *asked)["EvaluationResults"]
    assert result["EvalDecision"] == "allowed"
    (statement,) = result["MatchedStatements"]
    assert statement["SourcePolicyId"] == "role_first-role_trust"
