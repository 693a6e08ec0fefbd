"""Web identity: a build job becomes a role by a token of its own, without any AWS key.

Run it with what `make run` prints (AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, a root access key), in the
folder from which the server was started: the job's token is made with the keys of its home folder.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

ISSUER = os.environ["AWS_ENDPOINT_URL"].removesuffix("/aws") + "/oidc"
NAME, SUBJECT = "example-deployment", "build-of-main"
ROLEBRIDGE = [sys.executable, "-c", "from rolebridge.cli import main; main()"]
AWS = [sys.executable, "-m", "awscli"]


def set_up(iam):
    """An issuer that the account trusts, and a role for one of its subjects."""
    provider = iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["sts.amazonaws.com"])
    arn = provider["OpenIDConnectProviderArn"]
    keys = ISSUER.partition("://")[2]
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{keys}:sub": SUBJECT, f"{keys}:aud": "sts.amazonaws.com"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=document)
    return arn, role["Role"]["Arn"]


def mint_token(subject):
    command = [*ROLEBRIDGE, "token", "--subject", subject]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def run_job(role_arn, token_file):
    """The AWS CLI in a process without keys: its profile names a role and a file with a token."""
    config = token_file.with_name("config")
    config.write_text(
        f"[profile job]\nrole_arn = {role_arn}\nrole_session_name = {SUBJECT}\n"
        f"web_identity_token_file = {token_file}\n"
    )
    bare = {name: value for name, value in os.environ.items() if "ACCESS_KEY" not in name}
    command = [*AWS, "--profile", "job", "sts", "get-caller-identity", "--output", "json"]
    environment = bare | {"AWS_CONFIG_FILE": str(config)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["Arn"]


if __name__ == "__main__":
    iam, sts = boto3.client("iam"), boto3.client("sts")
    provider_arn, role_arn = set_up(iam)
    try:
        with tempfile.TemporaryDirectory() as folder:
            token_file = Path(folder) / "token"
            token_file.write_text(mint_token(SUBJECT))
            print(f"With its token, the job is {run_job(role_arn, token_file)}.")
        wanted = {"RoleArn": role_arn, "RoleSessionName": "somebody-else"}
        try:
            sts.assume_role_with_web_identity(
                WebIdentityToken=mint_token("build-of-fork"), **wanted
            )
        except ClientError as error:
            print(f"With a token of another job: {error.response['Error']['Message']}.")
    finally:
        iam.delete_role(RoleName=NAME)
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider_arn)
