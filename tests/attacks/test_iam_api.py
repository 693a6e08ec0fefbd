"""Attacks on the IAM API: what nobody may do without permission, whichever operation it is.

Every operation that is offered is tried; one that is added is tried by being there.
"""

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from lxml import etree

from rolebridge.accounts.operations import OPERATIONS
from support.accounts import ACCOUNT, OTHER, allow, policy
from support.iam_door import IAMDoor, error_of
from support.iam_samples import OPERATIONS as SHAPES
from support.iam_samples import build_call

EVERY = pytest.mark.parametrize("action", sorted(OPERATIONS))
PREFIX = f"arn:aws:iam::{ACCOUNT}:"
TRUST = policy(
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
# Something of the first account for each parameter that names a thing by its ARN or id.
NAMED = {
    "PolicyArn": f"{PREFIX}policy/sample",
    "PolicySourceArn": f"{PREFIX}user/sample",
    "PermissionsBoundary": f"{PREFIX}policy/sample",
    "SAMLProviderArn": f"{PREFIX}saml-provider/sample",
    "OpenIDConnectProviderArn": f"{PREFIX}oidc-provider/issuer.example",
    "SerialNumber": f"{PREFIX}mfa/sample",
    "PolicyDocument": policy(allow("*")),
    "AssumeRolePolicyDocument": TRUST,
    "Url": "https://issuer.example",
}


@pytest.fixture(scope="module")
def door():
    """An account with something of the name `sample` of every kind, and users of all sorts."""
    door = IAMDoor(datetime(2026, 11, 24, tzinfo=UTC))
    world = door.world
    call = world.call
    call("CreatePolicy", PolicyName="sample", PolicyDocument=policy(allow("s3:GetObject")))
    call("CreateGroup", GroupName="sample")
    call("CreateUser", UserName="sample")
    call("CreateRole", RoleName="sample", AssumeRolePolicyDocument=TRUST)
    call("CreateInstanceProfile", InstanceProfileName="sample")
    call("CreateOpenIDConnectProvider", Url="https://issuer.example")
    call("CreateVirtualMFADevice", VirtualMFADeviceName="sample")
    world.add_user("nobody")
    forbidden = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    world.add_user("denied", allow("*"), forbidden)
    world.add_user("bounded", allow("*"), PermissionsBoundary=NAMED["PolicyArn"])
    return door


def build_named_call(action):
    """A call with what is required, about what there is."""
    fields = build_call(action)
    named = {name: NAMED[name] for name in SHAPES[action].required if name in NAMED}
    return fields | named


def attempt(door, caller, action):
    """Status and code of the answer; the store must be as before."""
    world = door.world
    before = world.store.configuration, dict(world.store.state.access_keys)
    before_devices = dict(world.store.state.mfa_devices)
    world.caller = caller
    answer = door.send(build_named_call(action))
    assert (world.store.configuration, dict(world.store.state.access_keys)) == before
    assert dict(world.store.state.mfa_devices) == before_devices
    return error_of(answer)[:2]


@EVERY
@pytest.mark.parametrize("name", ["nobody", "denied", "bounded"])
def test_without_permission_nothing_is_done_or_told(door, action, name):
    assert attempt(door, door.world.user(name), action) == (403, "AccessDenied")


@EVERY
def test_a_user_that_is_gone_may_nothing(door, action):
    caller = door.world.user("nobody")
    ghost = type(caller)(caller.arn, "AIDAGONEGONEGONEGONEG", ACCOUNT, caller.access_key_id)
    assert attempt(door, ghost, action) == (403, "InvalidClientTokenId")


@EVERY
def test_the_root_of_another_account_changes_nothing_here(door, action):
    world = door.world
    before = world.account
    world.caller = world.root_of(OTHER)
    door.send(build_named_call(action))
    assert world.account == before


@EVERY
def test_the_root_of_another_account_reads_nothing_here(door, action):
    world = door.world
    ids = [each.unique_id for each in (*world.account.users, *world.account.roles)]
    world.caller = world.root_of(OTHER)
    answer = door.send(build_named_call(action)).get_data(as_text=True)
    assert not any(identifier in answer for identifier in ids)


def test_text_of_a_caller_is_never_markup(door):
    text = "</Description><RoleName>admin</RoleName><!-- & ]]>"
    door.world.caller = door.world.root
    door.call("UpdateRole", RoleName="sample", Description=text)
    role = door.call("GetRole", RoleName="sample")["Role"]
    assert (role["RoleName"], role["Description"]) == ("sample", text)
    condition = {"StringEquals": {"aws:UserAgent": "</Document>&<x>\u00e9"}}
    document = policy(allow("s3:*", **condition))
    named = {"RoleName": "sample", "PolicyName": "p"}
    door.call("PutRolePolicy", **named, PolicyDocument=document)
    found = door.call("GetRolePolicy", **named)
    assert unquote(found["PolicyDocument"]) == document
    door.call("DeleteRolePolicy", **named)


TAGGED = sorted(
    action
    for action, shape in SHAPES.items()
    if action in OPERATIONS and action.startswith("Create") and "Tags" in shape.members
)


@pytest.mark.parametrize("action", TAGGED)
def test_tags_come_in_by_no_other_door_than_tagging(action):
    """Whoever may make something, but not tag it, gets no tag that opens things elsewhere."""
    door = IAMDoor(datetime(2026, 11, 24, tzinfo=UTC))
    word = action.removeprefix("Create").removeprefix("Virtual")
    world = door.world
    world.add_user("maker", allow(f"iam:{action}"))
    world.add_user("tagger", allow([f"iam:{action}", f"iam:Tag{word}"]))
    fields = build_named_call(action)
    tags = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "x"}
    for name, given, denied in (
        ("maker", tags, True),
        ("tagger", tags, False),
        ("maker", {}, False),
    ):
        world.caller = world.user(name)
        answer = door.send(fields | given)
        is_denied = answer.status_code == 403
        assert is_denied is denied, (name, answer.data)


SECRETS = ("SecretAccessKey", "Base32StringSeed", "QRCodePNG")
GIVEN = ("AddPrivateKey", "AuthenticationCode1", "AuthenticationCode2", "SAMLMetadataDocument")


@EVERY
def test_no_event_holds_what_was_secret_in_a_call(action):
    """Neither what came, well-formed or not, nor what was answered."""
    door = IAMDoor(datetime(2026, 11, 24, tzinfo=UTC))
    canary = "CANARYCANARY1234567890"
    secret = {
        name: canary
        for name, member in SHAPES[action].members.items()
        if member.is_secret or name in GIVEN
    }
    for more in (secret, {}):
        answer = door.send(build_named_call(action) | more)
        told = repr(door.world.store.events)
        assert canary not in told
        for each in etree.fromstring(answer.data).iter():
            if etree.QName(each).localname in SECRETS:
                assert each.text
                assert each.text not in told
