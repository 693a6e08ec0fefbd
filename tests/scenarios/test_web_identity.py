"""Scenario: tokens of an OpenID Connect issuer become temporary credentials, with stock clients."""

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from support.oidc import jwks_of, public_jwk, rsa_key, sign

pytestmark = pytest.mark.e2e

ACCOUNT = "444455556666"
STS = "sts.amazonaws.com"


@pytest.fixture
def iam(root):
    return boto3.client(
        "iam",
        endpoint_url=root["AWS_ENDPOINT_URL"],
        region_name=root["AWS_DEFAULT_REGION"],
        aws_access_key_id=root["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=root["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture
def sts(live):
    """A client without credentials: the operation is unsigned."""
    return boto3.client(
        "sts",
        endpoint_url=f"{live.url}/aws",
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}),
    )


@contextmanager
def trusting(iam, issuer: str, *more_actions: str, **condition):
    """An account that trusts an issuer, and a role that trusts some of its subjects."""
    provider = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=[STS])
    arn = provider["OpenIDConnectProviderArn"]
    name = issuer.partition("://")[2]
    assert arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{name}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": ["sts:AssumeRoleWithWebIdentity", *more_actions],
        "Condition": {"StringLike": {f"{name}:{k}": v for k, v in condition.items()}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName="web-identity", AssumeRolePolicyDocument=document)
    try:
        yield role["Role"]["Arn"]
    finally:
        iam.delete_role(RoleName="web-identity")
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def refuse(call, **parameters) -> tuple[str, int, str]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    answer = refused.value.response
    return (
        answer["Error"]["Code"],
        answer["ResponseMetadata"]["HTTPStatusCode"],
        answer["Error"]["Message"],
    )


def test_the_example_lets_a_job_become_a_role_by_its_token(run_example):
    printed = run_example("web_identity.py")
    session = rf"arn:aws:sts::{ACCOUNT}:assumed-role/example-deployment/build-of-main"
    assert re.search(rf"With its token, the job is {session}\.", printed)
    assert "Not authorized to perform sts:AssumeRoleWithWebIdentity." in printed


def test_the_cli_takes_a_token_file_by_its_profile_and_by_the_environment(live, iam, tmp_path):
    token = live.run("token", "--subject", "build-of-main").stdout
    (tmp_path / "token").write_text(token)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("AWS_")
    } | {
        "AWS_ENDPOINT_URL": f"{live.url}/aws",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }
    command = [sys.executable, "-m", "awscli", "sts", "get-caller-identity", "--query", "Arn"]
    with trusting(iam, f"{live.url}/oidc", sub="build-of-*") as role_arn:
        (tmp_path / "config").write_text(
            f"[profile job]\nrole_arn = {role_arn}\nrole_session_name = by-profile\n"
            f"web_identity_token_file = {tmp_path / 'token'}\n"
        )
        by_environment = {
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
            "AWS_ROLE_ARN": role_arn,
            "AWS_ROLE_SESSION_NAME": "by-environment",
        }
        for more, arguments, name in (
            ({}, ["--profile", "job"], "by-profile"),
            (by_environment, [], "by-environment"),
        ):
            done = subprocess.run(
                [*command, *arguments],
                env=environment | more,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.stdout.strip() == (
                f'"arn:aws:sts::{ACCOUNT}:assumed-role/web-identity/{name}"'
            ), done.stderr


def test_a_person_gets_a_token_about_themselves_with_tags_for_the_session(live, iam, sts):
    printed = live.run(
        *("token", "--user", "bob", "--url", live.url, "--json"),
        *("--scope", "aws", "--scope", "profile"),
        ROLEBRIDGE_PASSWORD="bob-demo-password",
    )
    told = json.loads(printed.stdout)
    assert told["claims"]["preferred_username"] == "bob"
    more = ("sts:TagSession", "sts:SetSourceIdentity")
    with trusting(iam, f"{live.url}/oidc", *more, aud=STS) as role_arn:
        answer = sts.assume_role_with_web_identity(
            RoleArn=role_arn, RoleSessionName="bob", WebIdentityToken=told["token"]
        )
    assert answer["SubjectFromWebIdentityToken"] == told["claims"]["sub"]
    assert (answer["Provider"], answer["Audience"]) == (f"{live.url}/oidc", STS)
    assert answer["SourceIdentity"] == "bob"
    assert answer["PackedPolicySize"] > 0


def test_each_refusal_is_the_one_that_clients_match_on(live, iam, sts):
    def token(*more: str) -> str:
        return live.run("token", "--subject", "build-of-main", *more).stdout

    wanted = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/web-identity", "RoleSessionName": "job"}
    call = sts.assume_role_with_web_identity
    assert refuse(call, WebIdentityToken=token(), **wanted) == (
        "InvalidIdentityToken",
        400,
        f"No OpenIDConnect provider found in your account for {live.url}/oidc",
    )
    with trusting(iam, f"{live.url}/oidc", sub="build-of-main"):
        assert refuse(call, WebIdentityToken=token("--audience", "api://other"), **wanted) == (
            "InvalidIdentityToken",
            400,
            "Incorrect token audience",
        )
        assert refuse(call, WebIdentityToken="no.token.atall", **wanted)[0] == (
            "InvalidIdentityToken"
        )
        good = token()
        assert call(WebIdentityToken=good, **wanted)["Audience"] == STS
        head, payload, value = good.split(".")
        flipped = value[:10] + ("A" if value[10] != "A" else "B") + value[11:]
        assert refuse(call, WebIdentityToken=f"{head}.{payload}.{flipped}", **wanted)[:2] == (
            "InvalidIdentityToken",
            400,
        )
        with_unknown_role = {**wanted, "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/unknown"}
        assert refuse(call, WebIdentityToken=good, **with_unknown_role) == (
            "AccessDenied",
            403,
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        )


class ForeignIssuer(BaseHTTPRequestHandler):
    """Discovery document and key set of an issuer on this machine."""

    def do_GET(self):
        url = f"http://127.0.0.1:{self.server.server_port}"
        self.server.asked.append(self.path)
        documents = {
            "/.well-known/openid-configuration": {"issuer": url, "jwks_uri": f"{url}/keys"},
            "/keys": json.loads(jwks_of(public_jwk(rsa_key(), kid="one"))),
        }
        body = json.dumps(documents[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def foreign():
    server = ThreadingHTTPServer(("127.0.0.1", 0), ForeignIssuer)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_foreign_issuer_is_asked_for_its_keys_once(live, iam, sts, foreign):
    from datetime import UTC, datetime

    issuer = f"http://127.0.0.1:{foreign.server_port}"
    now = int(datetime.now(UTC).timestamp())
    payload = {"iss": issuer, "aud": STS, "sub": "build-of-main", "iat": now, "exp": now + 300}
    with trusting(iam, issuer, sub="build-*") as role_arn:
        wanted = {"RoleArn": role_arn, "RoleSessionName": "job"}
        for _ in range(3):
            answer = sts.assume_role_with_web_identity(WebIdentityToken=sign(payload), **wanted)
            assert answer["Provider"] == issuer
    # Two documents for each of the server's two processes, at most.
    assert 2 <= len(foreign.asked) <= 4
    assert foreign.asked[:2] == ["/.well-known/openid-configuration", "/keys"]


def test_an_issuer_that_is_gone_is_an_error_that_may_pass(live, iam, sts):
    from support.live import find_free_port

    issuer = f"http://127.0.0.1:{find_free_port()}"
    token = sign(
        {"iss": issuer, "aud": STS, "sub": "build-of-main", "iat": 1, "exp": 9_999_999_999}
    )
    with trusting(iam, issuer, sub="build-*") as role_arn:
        wanted = {"RoleArn": role_arn, "RoleSessionName": "job"}
        code, status, _ = refuse(
            sts.assume_role_with_web_identity, WebIdentityToken=token, **wanted
        )
    assert (code, status) == ("IDPCommunicationError", 400)
