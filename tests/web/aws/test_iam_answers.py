"""The answer of every operation of IAM, held to the output that botocore's model gives it.

One life of an account, from its first user until nothing is left, so that each operation succeeds
at least once.
"""

import base64
from datetime import UTC, datetime

import pytest

from rolebridge.access.totp import compute_code
from rolebridge.accounts.operations import OPERATIONS
from support.accounts import ACCOUNT, READ_ONLY, allow, policy
from support.aws_endpoint import FORM
from support.federation import metadata_of
from support.iam_door import IAMDoor
from support.keys import rsa_pair

DOCUMENT = policy(allow("s3:GetObject", StringEquals={"aws:username": "ann"}))
TRUST = policy(
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
TAGS = {"Tags": [{"Key": "team", "Value": "a"}]}
UNTAG = {"TagKeys": ["team"]}
POLICY = {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/p"}
ROLE, USER, GROUP = {"RoleName": "app"}, {"UserName": "ann"}, {"GroupName": "team"}
PROFILE = {"InstanceProfileName": "profile"}
OIDC = {"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example"}
SAML = {"SAMLProviderArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"}
SERIAL = {"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/phone"}


class Recorder:
    """A door that remembers which operations were called."""

    def __init__(self, door):
        self.door = door
        self.called = set()

    def __call__(self, action, **parameters):
        self.called.add(action)
        return self.door.call(action, **parameters)


def live_managed_policies(call):
    made = call("CreatePolicy", PolicyName="p", PolicyDocument=DOCUMENT, Description="d", **TAGS)
    assert made["Policy"]["DefaultVersionId"] == "v1"
    call("CreatePolicyVersion", **POLICY, PolicyDocument=DOCUMENT, SetAsDefault=True)
    version = call("GetPolicyVersion", **POLICY, VersionId="v2")["PolicyVersion"]
    assert version["IsDefaultVersion"] is True
    call("SetDefaultPolicyVersion", **POLICY, VersionId="v1")
    for action in ("GetPolicy", "ListPolicyVersions", "ListPolicyTags"):
        call(action, **POLICY)
    call("TagPolicy", **POLICY, **TAGS)
    call("UntagPolicy", **POLICY, **UNTAG)
    assert len(call("ListPolicies")["Policies"]) == 3


def live_users(call):
    call("CreateUser", **USER, PermissionsBoundary=READ_ONLY, **TAGS)
    call("CreateGroup", **GROUP)
    call("AddUserToGroup", **USER, **GROUP)
    call("GetUser", **USER)
    call("UpdateUser", **USER, NewPath="/team/")
    call("TagUser", **USER, **TAGS)
    call("UntagUser", **USER, **UNTAG)
    call("PutUserPermissionsBoundary", **USER, PermissionsBoundary=READ_ONLY)
    call("UpdateGroup", **GROUP, NewPath="/team/")
    for action in ("ListUserTags", "ListGroupsForUser"):
        call(action, **USER)
    assert [each["UserName"] for each in call("GetGroup", **GROUP)["Users"]] == ["ann"]
    call("ListUsers")
    call("ListGroups")
    key = call("CreateAccessKey", **USER)["AccessKey"]
    named = {**USER, "AccessKeyId": key["AccessKeyId"]}
    call("ListAccessKeys", **USER)
    call("GetAccessKeyLastUsed", AccessKeyId=key["AccessKeyId"])
    call("UpdateAccessKey", **named, Status="Inactive")
    call("DeleteAccessKey", **named)


def live_roles(call):
    role = call(
        "CreateRole",
        **ROLE,
        AssumeRolePolicyDocument=TRUST,
        PermissionsBoundary=READ_ONLY,
        MaxSessionDuration=7200,
        Description="d",
        **TAGS,
    )["Role"]
    assert "MaxSessionDuration" not in role
    call("UpdateRole", **ROLE, Description="e")
    call("UpdateRoleDescription", **ROLE, Description="f")
    call("UpdateAssumeRolePolicy", **ROLE, PolicyDocument=TRUST)
    assert call("GetRole", **ROLE)["Role"]["RoleLastUsed"] == {}
    call("ListRoles")
    call("ListRoleTags", **ROLE)
    call("TagRole", **ROLE, **TAGS)
    call("UntagRole", **ROLE, **UNTAG)
    call("PutRolePermissionsBoundary", **ROLE, PermissionsBoundary=READ_ONLY)
    call("CreateInstanceProfile", **PROFILE, **TAGS)
    call("AddRoleToInstanceProfile", **PROFILE, **ROLE)
    for action in ("GetInstanceProfile", "ListInstanceProfileTags"):
        call(action, **PROFILE)
    call("ListInstanceProfiles")
    call("ListInstanceProfilesForRole", **ROLE)
    call("TagInstanceProfile", **PROFILE, **TAGS)
    call("UntagInstanceProfile", **PROFILE, **UNTAG)


def live_policies_of(call):
    for kind, named in (("Role", ROLE), ("User", USER), ("Group", GROUP)):
        call(f"Put{kind}Policy", **named, PolicyName="own", PolicyDocument=DOCUMENT)
        call(f"Get{kind}Policy", **named, PolicyName="own")
        call(f"List{kind}Policies", **named)
        call(f"Attach{kind}Policy", **named, **POLICY)
        call(f"ListAttached{kind}Policies", **named)


def live_whole_account(call):
    found = call("ListEntitiesForPolicy", **POLICY)
    assert [len(found[f"Policy{kind}s"]) for kind in ("Group", "User", "Role")] == [1, 1, 1]
    details = call("GetAccountAuthorizationDetails")
    assert details["RoleDetailList"][0]["InstanceProfileList"]
    assert call("GetAccountSummary")["SummaryMap"]["Users"] == 1
    source = {"PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:user/team/ann"}
    actions = {"ActionNames": ["s3:GetObject", "sns:Publish"]}
    custom = {"PolicyInputList": [DOCUMENT]}
    boundary = {"PermissionsBoundaryPolicyInputList": [DOCUMENT]}
    other = "arn:aws:sqs:us-east-1:444455556666:queue"
    for more in ({}, boundary, {"ResourceArns": [other, "*"]}):
        call("SimulatePrincipalPolicy", **source, **actions, **more)
        call("SimulateCustomPolicy", **custom, **actions, **more)
    call("GetContextKeysForCustomPolicy", **custom)
    keys = call("GetContextKeysForPrincipalPolicy", **source)["ContextKeyNames"]
    assert keys == ["aws:username"]
    call("CreateAccountAlias", AccountAlias="example")
    call("ListAccountAliases")
    call("DeleteAccountAlias", AccountAlias="example")
    call("CreateAccountAlias", AccountAlias="prod")


def live_mfa(call, now):
    made = call("CreateVirtualMFADevice", VirtualMFADeviceName="phone", **TAGS)
    text = made["VirtualMFADevice"]["Base32StringSeed"]
    seed = base64.b32decode(text + b"=" * (-len(text) % 8))
    step = int(now.timestamp()) // 30
    pair = {
        "AuthenticationCode1": compute_code(seed, step - 1),
        "AuthenticationCode2": compute_code(seed, step),
    }
    call("EnableMFADevice", **USER, **SERIAL, **pair)
    call("ListMFADevices", **USER)
    call("GetMFADevice", **SERIAL)
    call("ListVirtualMFADevices")
    call("TagMFADevice", **SERIAL, **TAGS)
    call("ListMFADeviceTags", **SERIAL)
    call("UntagMFADevice", **SERIAL, **UNTAG)
    later = {
        "AuthenticationCode1": compute_code(seed, step),
        "AuthenticationCode2": compute_code(seed, step + 1),
    }
    call("ResyncMFADevice", **USER, **SERIAL, **later)
    call("DeactivateMFADevice", **USER, **SERIAL)
    call("DeleteVirtualMFADevice", **SERIAL)


def live_providers(call):
    key = {"AddPrivateKey": rsa_pair().private_pem.decode()}
    document = {"SAMLMetadataDocument": metadata_of("https://idp.example/saml", rsa_pair())}
    call("CreateSAMLProvider", Name="Corp", **document, **key, **TAGS)
    call("UpdateSAMLProvider", **SAML, AssertionEncryptionMode="Allowed")
    call("GetSAMLProvider", **SAML)
    call("ListSAMLProviders")
    call("TagSAMLProvider", **SAML, **TAGS)
    call("ListSAMLProviderTags", **SAML)
    call("UntagSAMLProvider", **SAML, **UNTAG)
    call("DeleteSAMLProvider", **SAML)
    call(
        "CreateOpenIDConnectProvider",
        Url="https://issuer.example",
        ClientIDList=["a"],
        ThumbprintList=["ab" * 20],
        **TAGS,
    )
    call("AddClientIDToOpenIDConnectProvider", **OIDC, ClientID="b")
    call("RemoveClientIDFromOpenIDConnectProvider", **OIDC, ClientID="a")
    call("UpdateOpenIDConnectProviderThumbprint", **OIDC, ThumbprintList=["cd" * 20])
    call("GetOpenIDConnectProvider", **OIDC)
    call("ListOpenIDConnectProviders")
    call("TagOpenIDConnectProvider", **OIDC, **TAGS)
    call("ListOpenIDConnectProviderTags", **OIDC)
    call("UntagOpenIDConnectProvider", **OIDC, **UNTAG)
    call("DeleteOpenIDConnectProvider", **OIDC)


def take_all_down(call):
    for kind, named in (("Role", ROLE), ("User", USER), ("Group", GROUP)):
        call(f"Delete{kind}Policy", **named, PolicyName="own")
        call(f"Detach{kind}Policy", **named, **POLICY)
    call("RemoveRoleFromInstanceProfile", **PROFILE, **ROLE)
    call("DeleteInstanceProfile", **PROFILE)
    call("DeleteRolePermissionsBoundary", **ROLE)
    call("DeleteRole", **ROLE)
    call("DeleteUserPermissionsBoundary", **USER)
    call("RemoveUserFromGroup", **USER, **GROUP)
    call("DeleteUser", **USER)
    call("DeleteGroup", **GROUP)
    call("DeletePolicyVersion", **POLICY, VersionId="v2")
    call("DeletePolicy", **POLICY)


@pytest.fixture(scope="module")
def life():
    """The door after that life, and the operations that were called in it."""
    now = datetime(2026, 11, 24, tzinfo=UTC)
    door = IAMDoor(now)
    call = Recorder(door)
    before = door.world.account
    live_managed_policies(call)
    live_users(call)
    live_roles(call)
    live_policies_of(call)
    live_whole_account(call)
    live_mfa(call, now)
    live_providers(call)
    take_all_down(call)
    return before, door.world.account, call.called


def test_every_answer_is_what_the_model_says(life):
    _, _, called = life
    assert called == set(OPERATIONS)


def test_nothing_is_left_of_what_was_made(life):
    before, after, _ = life
    assert after == before


def test_a_map_is_an_object_where_json_is_asked_for():
    door = IAMDoor(datetime(2026, 11, 24, tzinfo=UTC))
    fields = {"Action": "GetAccountSummary", "Version": "2010-05-08"}
    answer = door.client.post(
        "/aws/", data=fields, content_type=FORM, headers={"Accept": "application/json"}
    )
    found = answer.json["GetAccountSummaryResponse"]["GetAccountSummaryResult"]["SummaryMap"]
    assert (found["Roles"], found["RolesQuota"]) == (0, 1000)
