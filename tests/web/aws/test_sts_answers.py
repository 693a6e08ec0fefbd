"""The answers of STS as botocore reads them: every field is one of the model, none is lost."""

from urllib.parse import urlencode

import pytest
from botocore.credentials import Credentials

from rolebridge.access.ports import LongTermKey
from rolebridge.access.seal import seal_secret
from support.aws_endpoint import MODEL, VERSION, parse, post, sign
from support.federation import PROD, account
from support.sts_world import EVERYTHING, role, trusts, user, user_arn

KEY, SECRET = "AKIARZPUZDIKEXAMPLE1", "ann/secret+01234567890123456789012345678"
ROLE = f"arn:aws:iam::{PROD}:role/Reader"


@pytest.fixture
def ann(world):
    entry = user("ann", EVERYTHING)
    reader = role("Reader", trusts(user_arn("ann"), ROLE))
    world.configure(account(PROD, None, reader, users=(entry,)))
    sealed = seal_secret(SECRET, KEY, world.sealing, world.ids)
    world.store.add_access_key(
        LongTermKey(KEY, PROD, user_arn("ann"), entry.unique_id, sealed, world.clock())
    )
    return Credentials(KEY, SECRET)


@pytest.fixture
def call(client, ann):
    def send(action, keys=ann, **parameters):
        body = urlencode({"Action": action, "Version": VERSION, **parameters})
        headers = sign(keys, body=body)[1]
        headers.pop("Content-Type")
        answer = post(client, body, headers=headers)
        assert answer.status_code == 200, answer.data
        parsed = parse(answer, action)
        del parsed["ResponseMetadata"]
        return parsed

    return send


def assume(call, **more):
    return call("AssumeRole", RoleArn=ROLE, RoleSessionName="work", **more)


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        (
            "AssumeRole",
            {
                "RoleArn": ROLE,
                "RoleSessionName": "work",
                "SourceIdentity": "ann",
                "Tags.member.1.Key": "Team",
                "Tags.member.1.Value": "a + b",
            },
        ),
        ("GetSessionToken", {}),
        ("GetFederationToken", {"Name": "guest"}),
        ("GetAccessKeyInfo", {"AccessKeyId": KEY}),
        ("GetCallerIdentity", {}),
    ],
)
def test_the_fields_are_those_of_the_model(call, action, parameters):
    answer = call(action, **parameters)
    shape = MODEL.operation_model(action).output_shape
    assert set(answer) == set(shape.members)
    for name, member in shape.members.items():
        if member.type_name == "structure":
            assert set(answer[name]) == set(member.members), name


def test_what_was_given_signs_the_next_call(call):
    given = assume(call)["Credentials"]
    keys = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    who = call("GetCallerIdentity", keys)
    assert who["Arn"] == f"arn:aws:sts::{PROD}:assumed-role/Reader/work"
    again = call("AssumeRole", keys, RoleArn=ROLE, RoleSessionName="again")
    assert again["AssumedRoleUser"]["Arn"].endswith("/again")


def test_a_federated_user_is_told_who_it_is(call):
    given = call("GetFederationToken", Name="guest")["Credentials"]
    keys = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    assert call("GetCallerIdentity", keys) == {
        "UserId": f"{PROD}:guest",
        "Account": PROD,
        "Arn": f"arn:aws:sts::{PROD}:federated-user/guest",
    }
