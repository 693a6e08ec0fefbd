"""Trust policies by API: what AWS refuses, and whom the ARNs in them mean."""

import json
from urllib.parse import unquote

import pytest

from rolebridge.federation.trust_principals import resolve_trust_policy
from support.accounts import ACCOUNT, OTHER, AccountsWorld, policy, wire


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def trust(*names, **more):
    """A trust policy that names AWS principals."""
    principal = {"AWS": list(names) if len(names) > 1 else names[0]}
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more})


def create(world, document, name="app"):
    return world.call("CreateRole", RoleName=name, AssumeRolePolicyDocument=document)["Role"]


def shown(world, name="app"):
    return unquote(world.call("GetRole", RoleName=name)["Role"]["AssumeRolePolicyDocument"])


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("{", "This policy contains invalid Json"),
        (
            trust(ACCOUNT, Action="s3:GetObject"),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (trust(ACCOUNT, Resource="*"), "Has prohibited field Resource"),
        (
            trust(f"arn:aws:iam::{ACCOUNT}:group/admins"),
            f'Invalid principal in policy: "AWS":"arn:aws:iam::{ACCOUNT}:group/admins"',
        ),
    ],
)
def test_what_is_no_trust_policy_is_refused_in_aws_words(world, document, text):
    made = world.refuse("CreateRole", RoleName="app", AssumeRolePolicyDocument=document)
    create(world, trust(ACCOUNT), "there")
    changed = world.refuse("UpdateAssumeRolePolicy", RoleName="there", PolicyDocument=document)
    assert wire(made) == wire(changed) == ("MalformedPolicyDocument", 400, text)


def test_a_trust_policy_has_a_quota(world):
    long = trust(ACCOUNT, Condition={"StringEquals": {"sts:ExternalId": ["x" * 1000] * 3}})
    refusal = world.refuse("CreateRole", RoleName="app", AssumeRolePolicyDocument=long)
    expected = ("LimitExceeded", 409, "Cannot exceed quota for ACLSizePerRole: 2048")
    assert wire(refusal) == expected


def test_an_id_that_nobody_bears_any_more_is_nobody_to_trust(world):
    world.add_user("ann")
    world.add_user("bob")
    gone = world.user("bob").user_id
    world.call("DeleteUser", UserName="bob")
    refusal = world.refuse("CreateRole", RoleName="app", AssumeRolePolicyDocument=trust(gone))
    assert refusal.message == f'Invalid principal in policy: "AWS":"{gone}"'


@pytest.mark.parametrize(
    "name",
    [
        f"arn:aws:iam::{ACCOUNT}:user/ghost",
        f"arn:aws:iam::{ACCOUNT}:role/ghost",
        f"arn:aws:iam::{OTHER}:role/ghost",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/ghost/session",
        "AROAIIIIIIIIIIIIIIIII",
        "AIDA" + "A" * 17,
    ],
)
def test_somebody_who_is_not_there_is_nobody_to_trust(world, name):
    document = trust(ACCOUNT, name)
    refusal = world.refuse("CreateRole", RoleName="app", AssumeRolePolicyDocument=document)
    text = f'Invalid principal in policy: "AWS":"{name}"'
    assert wire(refusal) == ("MalformedPolicyDocument", 400, text)


def test_whoever_is_there_may_be_trusted(world):
    world.add_user("ann")
    create(world, trust("*"), "first")
    names = [
        ACCOUNT,
        f"arn:aws:iam::{OTHER}:root",
        f"arn:aws:iam::{ACCOUNT}:user/ann",
        f"arn:aws:iam::{ACCOUNT}:role/first",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/first/session",
        f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
        # An account that is not here belongs to somebody else.
        "arn:aws:iam::999988887777:role/vendor",
        "arn:aws:sts::999988887777:assumed-role/vendor/session",
    ]
    document = trust(*names)
    create(world, document)
    assert shown(world) == document


def test_a_deleted_user_shows_as_its_id_and_its_successor_is_not_trusted(world):
    world.add_user("ann")
    document = trust(f"arn:aws:iam::{ACCOUNT}:user/ann")
    create(world, document)
    old = world.user("ann").user_id
    world.call("DeleteUser", UserName="ann")
    assert json.loads(shown(world))["Statement"][0]["Principal"] == {"AWS": old}
    world.add_user("ann")
    assert json.loads(shown(world))["Statement"][0]["Principal"] == {"AWS": old}
    # Writing the same text again means the present one.
    world.call("UpdateAssumeRolePolicy", RoleName="app", PolicyDocument=document)
    assert shown(world) == document


def test_an_id_that_somebody_bears_becomes_the_arn_again(world):
    world.add_user("ann")
    create(world, trust(world.user("ann").user_id))
    principal = json.loads(shown(world))["Statement"][0]["Principal"]
    assert principal == {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}
    role = world.account.roles[0]
    principals = world.store.configuration.principals
    assert resolve_trust_policy(role, principals) == role.trust_policy
