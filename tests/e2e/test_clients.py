"""Stock AWS clients against the live server: they sign and parse, we answer."""

import base64
import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from rolebridge.client import PortalClient

pytestmark = pytest.mark.e2e

READ_ONLY = "arn:aws:iam::444455556666:role/ReadOnly"
ADMINISTRATOR = "arn:aws:iam::444455556666:role/Administrator"
PROVIDER = "arn:aws:iam::444455556666:saml-provider/ExampleCorp"


@pytest.fixture
def alice(live) -> PortalClient:
    client = PortalClient(live.url)
    client.sign_in("alice", "alice-demo-password")
    return client


@pytest.fixture
def bob(live) -> PortalClient:
    client = PortalClient(live.url)
    client.sign_in("bob", "bob-demo-password")
    return client


def unsigned_sts(live):
    return boto3.client(
        "sts",
        endpoint_url=f"{live.url}/aws",
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}),
    )


def signed_sts(live, credentials, region="us-east-1"):
    return boto3.client(
        "sts",
        endpoint_url=f"{live.url}/aws",
        region_name=region,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        config=Config(retries={"max_attempts": 1}),
    )


def assume(live, person, role=READ_ONLY, **more):
    return unsigned_sts(live).assume_role_with_saml(
        RoleArn=role, PrincipalArn=PROVIDER, SAMLAssertion=person.get_assertion(), **more
    )


def test_boto3_exchanges_an_assertion_and_uses_the_credentials(live, alice):
    answer = assume(live, alice)
    assert answer["AssumedRoleUser"]["Arn"].startswith(
        "arn:aws:sts::444455556666:assumed-role/ReadOnly/"
    )
    assert answer["Audience"] == "https://signin.aws.amazon.com/saml"
    identity = signed_sts(live, answer["Credentials"]).get_caller_identity()
    assert identity["Account"] == "444455556666"
    assert identity["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_a_presigned_call_verifies(live, alice):
    sts = signed_sts(live, assume(live, alice)["Credentials"])
    url = sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    with urllib.request.urlopen(url) as answer:
        assert b"assumed-role/ReadOnly/" in answer.read()


def test_an_altered_session_token_is_refused(live, alice):
    credentials = dict(assume(live, alice)["Credentials"])
    credentials["SessionToken"] = credentials["SessionToken"][:-6] + "AAAAAA"
    with pytest.raises(ClientError) as refusal:
        signed_sts(live, credentials).get_caller_identity()
    assert refusal.value.response["Error"]["Code"] == "InvalidClientTokenId"


def test_a_wrong_secret_is_refused(live, alice):
    credentials = dict(assume(live, alice)["Credentials"], SecretAccessKey="x" * 40)
    with pytest.raises(ClientError) as refusal:
        signed_sts(live, credentials).get_caller_identity()
    assert refusal.value.response["Error"]["Code"] == "SignatureDoesNotMatch"


def test_bob_asking_for_an_administrator_gets_awss_words(live, bob):
    with pytest.raises(ClientError) as refusal:
        assume(live, bob, role=ADMINISTRATOR)
    error = refusal.value.response["Error"]
    assert error["Code"] == "AccessDenied"
    assert error["Message"] == "Not authorized to perform sts:AssumeRoleWithSAML"
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_changed_assertion_is_refused(live, alice):
    changed = base64.b64encode(
        base64.b64decode(alice.get_assertion()).replace(b"role/ReadOnly", b"role/Administrator")
    ).decode()
    with pytest.raises(ClientError) as refusal:
        unsigned_sts(live).assume_role_with_saml(
            RoleArn=ADMINISTRATOR, PrincipalArn=PROVIDER, SAMLAssertion=changed
        )
    assert refusal.value.response["Error"]["Message"] == "Response signature invalid"


def test_too_long_a_session_is_refused_with_the_text_that_clients_match_on(live, alice):
    with pytest.raises(ClientError) as refusal:
        assume(live, alice, DurationSeconds=7200)
    assert refusal.value.response["Error"]["Message"] == (
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    )


def test_one_assertion_is_redeemed_for_several_roles(live, alice):
    assertion = alice.get_assertion()
    sts = unsigned_sts(live)
    for role in (READ_ONLY, ADMINISTRATOR, READ_ONLY):
        sts.assume_role_with_saml(RoleArn=role, PrincipalArn=PROVIDER, SAMLAssertion=assertion)


def test_the_aws_cli_uses_what_the_command_prints(live):
    printed = live.run(
        "credentials", "--user", "alice", "--role", "ReadOnly", "--account", "example-dev",
        "--url", live.url, ROLEBRIDGE_PASSWORD="alice-demo-password",
    )  # fmt: skip
    assert printed.returncode == 0, printed.stderr
    keys = json.loads(printed.stdout)
    assert keys["Version"] == 1
    assert keys["AccountId"] == "444455556666"
    answer = subprocess.run(
        [
            Path(sys.executable).with_name("aws"),
            "sts",
            "get-caller-identity",
            "--endpoint-url",
            f"{live.url}/aws",
        ],
        env={
            **live.environment,
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert ":assumed-role/ReadOnly/" in json.loads(answer.stdout)["Arn"]


def test_the_command_passes_on_the_refusal(live):
    printed = live.run(
        "credentials", "--user", "bob", "--role", "Administrator", "--account", "example-dev",
        "--url", live.url, ROLEBRIDGE_PASSWORD="bob-demo-password",
    )  # fmt: skip
    assert printed.returncode == 1
    assert "AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML" in printed.stderr
    assert f"{live.url}/saml/start?sp=urn%3Aamazon%3Awebservices&role=arn" in printed.stderr
    assert printed.stdout == ""


def test_a_one_time_password_is_sent_to_the_browser_first(live):
    added = live.run("people", "add", "newcomer", "--group", "developers")
    printed = live.run(
        "credentials", "--user", "newcomer", "--role", "Developer",
        "--url", live.url, ROLEBRIDGE_PASSWORD=added.stdout.split()[-1],
    )  # fmt: skip
    assert printed.returncode == 1
    assert f"one-time password: sign in with it once in a browser at {live.url}" in printed.stderr


@pytest.mark.parametrize(
    ("user", "password"),
    [("alice", "wrong"), ("mallory", "mallory-demo-password"), ("nobody", "x")],
)
def test_every_failed_sign_in_gets_the_same_answer(live, user, password):
    printed = live.run(
        "credentials", "--user", user, "--role", "ReadOnly", "--account", "example-dev",
        "--url", live.url, ROLEBRIDGE_PASSWORD=password,
    )  # fmt: skip
    assert printed.returncode == 1
    assert printed.stdout == ""
    assert (
        printed.stderr.replace(user, "NAME")
        .strip()
        .endswith("Check the username and the password, and try again.")
    )


def test_a_role_that_nobody_has_in_an_unknown_account_is_told_with_what_is_offered(live):
    printed = live.run(
        "credentials", "--user", "bob", "--role", "Owner", "--account", "nowhere",
        "--url", live.url, ROLEBRIDGE_PASSWORD="bob-demo-password",
    )  # fmt: skip
    assert printed.returncode == 1
    assert "Developer in example-dev" in printed.stderr


def test_the_audit_trail_tells_the_story_without_secrets(live, alice):
    credentials = assume(live, alice)["Credentials"]
    printed = live.run("audit", "--json", "--limit", "500")
    assert printed.returncode == 0, printed.stderr
    rows = [json.loads(line) for line in printed.stdout.splitlines()]
    actions = {row["action"] for row in rows}
    assert {"sign-in", "saml.issue", "sts.AssumeRoleWithSAML"} <= actions
    issued = {row["assertion_id"] for row in rows if row["action"] == "saml.issue"}
    redeemed = {
        row["assertion_id"]
        for row in rows
        if row["action"] == "sts.AssumeRoleWithSAML" and row["outcome"] == "success"
    }
    assert redeemed <= issued
    for secret in (
        credentials["SecretAccessKey"],
        credentials["SessionToken"],
        "alice-demo-password",
    ):
        assert secret not in printed.stdout
        assert not [line for line in live.read_log() if secret in line]


def raw_answer(live, head: str) -> bytes:
    port = int(live.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n")
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


@pytest.mark.parametrize(
    "added",
    [
        "X-Amz-Date: 20200101T000000Z",
        "Host: sts.amazonaws.com",
        "X_Amz_Date: 20200101T000000Z",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
    ],
)
def test_doubled_or_disguised_headers_never_verify(live, alice, added):
    """What the server folds or drops is refused or ignored, and never picked from."""
    sts = signed_sts(live, assume(live, alice)["Credentials"])
    url = sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    target = url.partition(live.url)[2]
    host = live.url.removeprefix("http://")
    plain = raw_answer(live, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close")
    assert plain.startswith(b"HTTP/1.1 200")
    answer = raw_answer(
        live, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{added}"
    )
    assert b"HTTP/1.1 200" not in answer or added.startswith("X_Amz")
