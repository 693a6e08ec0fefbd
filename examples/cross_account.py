"""Cross-account access: an auditor's user assumes a role in a customer's account.

Run it with what `make run` prints (AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, a root access key of the
auditor's account), in the folder from which the server was started: the customer's root key comes
from its home folder.
"""

import base64
import contextlib
import hmac
import json
import subprocess
import sys
import time

import boto3
from botocore.exceptions import ClientError

CUSTOMER = "111122223333"
ROLE, USER = "example-audit", "example-auditor"
ROLE_ARN = f"arn:aws:iam::{CUSTOMER}:role/{ROLE}"


def policy(action, **more):
    statement = {"Effect": "Allow", "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def connect_customer():
    """The customer's own IAM, by the root key that `rolebridge keys root` shows."""
    command = [sys.executable, "-c", "from rolebridge.cli import main; main()"]
    command += ["keys", "root", "--account", CUSTOMER, "--show", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (key,) = json.loads(done.stdout)
    secret = key["secret_access_key"]
    return boto3.client("iam", aws_access_key_id=key["access_key_id"], aws_secret_access_key=secret)


def make_role(customer, auditor_account):
    """It asks for the id that was agreed on with this auditor, and for a second factor."""
    trust = policy(
        ["sts:AssumeRole", "sts:TagSession"],
        Principal={"AWS": auditor_account},
        Condition={
            "StringEquals": {"sts:ExternalId": "agreed-with-this-auditor"},
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
        },
    )
    customer.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)


def make_user(auditor):
    auditor.create_user(UserName=USER)
    key = auditor.create_access_key(UserName=USER)["AccessKey"]
    device = auditor.create_virtual_mfa_device(VirtualMFADeviceName=USER)["VirtualMFADevice"]
    seed, serial = device["Base32StringSeed"].decode(), device["SerialNumber"]
    auditor.enable_mfa_device(
        UserName=USER,
        SerialNumber=serial,
        AuthenticationCode1=compute_code(seed, -1),
        AuthenticationCode2=compute_code(seed),
    )
    sts = boto3.client(
        "sts",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    return sts, serial, seed


def compute_code(seed, steps=0):
    """What an authenticator program shows now, or some steps of half a minute from now: a code is
    good once, so that enabling a device and using it takes different ones (RFC 6238).
    """
    moment = int(time.time()) // 30 + steps
    secret = base64.b32decode(seed + "=" * (-len(seed) % 8))
    digest = hmac.digest(secret, moment.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 1_000_000).zfill(6)


def try_to_assume(sts, what, **parameters):
    try:
        answer = sts.assume_role(RoleArn=ROLE_ARN, RoleSessionName="audit", **parameters)
    except ClientError as refused:
        print(f"{what}: refused. {refused.response['Error']['Message']}")
    else:
        print(f"{what}: allowed, as {answer['AssumedRoleUser']['Arn']}.")


def show(auditor, sts, serial, seed):
    mine = {"ExternalId": "agreed-with-this-auditor"}
    factor = {"SerialNumber": serial, "TokenCode": compute_code(seed, 1)}
    tags = [{"Key": "engagement", "Value": "2026"}]
    try_to_assume(sts, "Trusted, but not permitted by the own account", **mine, **factor)
    permission = policy(["sts:AssumeRole", "sts:TagSession"], Resource=ROLE_ARN)
    auditor.put_user_policy(UserName=USER, PolicyName="audit", PolicyDocument=permission)
    try_to_assume(sts, "Without a second factor", **mine)
    try_to_assume(sts, "For somebody else who names this role", ExternalId="of-mallory", **factor)
    try_to_assume(sts, "Both sides, external id and code", Tags=tags, **mine, **factor)
    try_to_assume(sts, "The same code again", **mine, **factor)


def clean_up(auditor, customer, serial):
    for key in auditor.list_access_keys(UserName=USER)["AccessKeyMetadata"]:
        auditor.delete_access_key(UserName=USER, AccessKeyId=key["AccessKeyId"])
    auditor.deactivate_mfa_device(UserName=USER, SerialNumber=serial)
    auditor.delete_virtual_mfa_device(SerialNumber=serial)
    with contextlib.suppress(ClientError):
        auditor.delete_user_policy(UserName=USER, PolicyName="audit")
    auditor.delete_user(UserName=USER)
    customer.delete_role(RoleName=ROLE)


if __name__ == "__main__":
    auditor, customer = boto3.client("iam"), connect_customer()
    account = boto3.client("sts").get_caller_identity()["Account"]
    make_role(customer, account)
    sts, serial, seed = make_user(auditor)
    try:
        show(auditor, sts, serial, seed)
    finally:
        clean_up(auditor, customer, serial)
