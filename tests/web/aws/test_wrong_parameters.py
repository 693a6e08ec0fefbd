"""Every operation of STS with every kind of wrong parameter: each gets AWS's error, never a 500."""

from urllib.parse import urlencode

import pytest
from botocore.credentials import Credentials

from rolebridge.access.model import Service, load_model
from rolebridge.access.ports import LongTermKey
from rolebridge.access.seal import seal_secret
from support.aws_endpoint import VERSION, error_of, post, saml, sign
from support.federation import PROD, account, role
from support.sts_world import EVERYTHING, TRUSTS_ANN, user, user_arn
from support.wrong_parameters import list_wrong

KEY, SECRET = "AKIARZPUZDIKEXAMPLE1", "ann/secret+01234567890123456789012345678"
ROLE = f"arn:aws:iam::{PROD}:role/Reader"
GOOD = {
    "AssumeRole": {"RoleArn": ROLE, "RoleSessionName": "work"},
    "AssumeRoleWithSAML": {},
    "AssumeRoleWithWebIdentity": {
        "RoleArn": ROLE,
        "RoleSessionName": "work",
        "WebIdentityToken": "a.b.c",
    },
    "AssumeRoot": {
        "TargetPrincipal": "444455556666",
        "TaskPolicyArn.arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
    },
    "DecodeAuthorizationMessage": {"EncodedMessage": "x"},
    "GetAccessKeyInfo": {"AccessKeyId": KEY},
    "GetCallerIdentity": {},
    "GetDelegatedAccessToken": {"TradeInToken": "x"},
    "GetFederationToken": {"Name": "guest"},
    "GetSessionToken": {},
    "GetWebIdentityToken": {"Audience.member.1": "x", "SigningAlgorithm": "RS256"},
}
UNSIGNED = ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
# Operations that succeed when nothing is wrong.
WORKING = (
    "AssumeRole",
    "AssumeRoleWithSAML",
    "GetAccessKeyInfo",
    "GetCallerIdentity",
    "GetFederationToken",
    "GetSessionToken",
)


@pytest.fixture
def ann(world):
    """A user's long-term keys."""
    world.configure(
        account(
            PROD,
            None,
            role("ReadOnly"),
            role("Reader", TRUSTS_ANN),
            users=(user("ann", EVERYTHING),),
        )
    )
    entry = world.store.configuration.users[user_arn("ann")][1]
    sealed = seal_secret(SECRET, KEY, world.sealing, world.ids)
    world.store.add_access_key(
        LongTermKey(KEY, PROD, user_arn("ann"), entry.unique_id, sealed, world.clock())
    )
    return Credentials(KEY, SECRET)


def send(client, keys, operation, fields):
    body = urlencode([("Action", operation), ("Version", VERSION), *fields])
    headers = {} if operation in UNSIGNED else sign(keys, body=body)[1]
    headers.pop("Content-Type", None)
    return post(client, body, headers=headers)


def good_fields(world, operation):
    if operation != "AssumeRoleWithSAML":
        return GOOD[operation]
    return {
        name: value
        for name, value in saml(world.respond()).items()
        if name not in ("Action", "Version")
    }


def test_every_operation_of_the_model_is_walked(world):
    assert set(GOOD) == set(load_model(Service.STS).operations) == set(world.sts.operations)


@pytest.mark.parametrize("operation", WORKING)
def test_the_right_parameters_are_right(world, client, ann, operation):
    answer = send(client, ann, operation, [*good_fields(world, operation).items()])
    assert answer.status_code == 200, answer.data


@pytest.mark.parametrize("operation", sorted(GOOD))
def test_each_wrong_parameter_gets_an_error_of_aws(world, client, ann, operation):
    good = good_fields(world, operation)
    for title, fields in list_wrong("sts", operation, good):
        answer = send(client, ann, operation, fields)
        assert 400 <= answer.status_code < 500, (title, answer.status_code, answer.data)
        status, code, message = error_of(answer)
        assert status in (400, 403, 413), title
        assert code, title
        assert message, title


@pytest.mark.parametrize("operation", sorted(set(GOOD) - set(UNSIGNED)))
def test_a_signature_comes_first(client, ann, operation):
    """Nobody learns anything about parameters without keys."""
    stranger = Credentials(KEY, "x" * 40)
    answer = send(client, stranger, operation, [("RoleArn", "x")])
    assert error_of(answer)[:2] == (403, "SignatureDoesNotMatch")
