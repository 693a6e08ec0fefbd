"""A company's own broker: long-term keys of a user become somebody's console session.

Run it with what `make run` prints: AWS_ENDPOINT_URL, AWS_DEFAULT_REGION and a root access key.
"""

import contextlib
import json
import os
import urllib.parse
import urllib.request

import boto3

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
FEDERATION = f"{ENDPOINT}/federation"
READ_BUCKETS = {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}
MAY_FEDERATE = {"Effect": "Allow", "Action": "sts:GetFederationToken", "Resource": "*"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def get_signin_token(credentials):
    """Ask by POST, so that no log of addresses holds the credentials."""
    session = {
        "sessionId": credentials["AccessKeyId"],
        "sessionKey": credentials["SecretAccessKey"],
        "sessionToken": credentials["SessionToken"],
    }
    form = {"Action": "getSigninToken", "Session": json.dumps(session)}
    with urllib.request.urlopen(FEDERATION, urllib.parse.urlencode(form).encode()) as answer:
        return json.load(answer)["SigninToken"]


def build_login_url(token):
    login = {
        "Action": "login",
        "Issuer": "https://broker.example.com/",
        "Destination": "https://console.aws.amazon.com/",
        "SigninToken": token,
    }
    return f"{FEDERATION}?{urllib.parse.urlencode(login)}"


def broker(person):
    """The twenty lines that matter: whoever the company knows gets a console for an hour."""
    iam = boto3.client("iam")
    with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName="broker")  # It stays: its sessions end with it.
    iam.put_user_policy(
        UserName="broker", PolicyName="federate", PolicyDocument=policy(MAY_FEDERATE, READ_BUCKETS)
    )
    key = iam.create_access_key(UserName="broker")["AccessKey"]
    try:
        sts = boto3.client(
            "sts",
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )
        answer = sts.get_federation_token(
            Name=person, Policy=policy(READ_BUCKETS), DurationSeconds=3600
        )
        print(f"The broker got a session for {answer['FederatedUser']['Arn']}.")
        print(
            "Open this within 15 minutes:", build_login_url(get_signin_token(answer["Credentials"]))
        )
    finally:
        iam.delete_access_key(UserName="broker", AccessKeyId=key["AccessKeyId"])


if __name__ == "__main__":
    broker(os.environ.get("PERSON", "ann"))
