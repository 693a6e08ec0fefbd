"""GetAccountSummary: what there is in the account, and how much there may be."""

from rolebridge.access.call import Fields
from rolebridge.accounts import quotas
from rolebridge.accounts.entities import GROUP, ROLE, USER
from rolebridge.accounts.operation import Operation, Work
from rolebridge.accounts.policies_of import MAX_ATTACHED
from rolebridge.accounts.targets import ask_for_everything
from rolebridge.federation.policy_versions import MAX_VERSIONS
from rolebridge.iam.kinds import RULES, PolicyKind

# IAM User Guide, "IAM and AWS STS quotas": AWS's defaults.
_QUOTAS = {
    "AccessKeysPerUserQuota": 2,
    "AssumeRolePolicySizeQuota": RULES[PolicyKind.TRUST].max_size,
    "AttachedPoliciesPerGroupQuota": MAX_ATTACHED,
    "AttachedPoliciesPerRoleQuota": MAX_ATTACHED,
    "AttachedPoliciesPerUserQuota": MAX_ATTACHED,
    "GlobalEndpointTokenVersion": 1,
    "GroupPolicySizeQuota": GROUP.inline_quota,
    "GroupsPerUserQuota": 10,
    "GroupsQuota": 300,
    "InstanceProfilesQuota": quotas.INSTANCE_PROFILES.most,
    "PoliciesQuota": quotas.POLICIES.most,
    "PolicySizeQuota": RULES[PolicyKind.MANAGED].max_size,
    "PolicyVersionsInUseQuota": 10000,
    "RolePolicySizeQuota": ROLE.inline_quota,
    "RolesQuota": quotas.ROLES.most,
    "ServerCertificatesQuota": 20,
    "SigningCertificatesPerUserQuota": 2,
    "UserPolicySizeQuota": USER.inline_quota,
    "UsersQuota": 5000,
    "VersionsPerPolicyQuota": MAX_VERSIONS,
}
# There are no passwords for the console, and no certificates of servers or for signing.
_ABSENT = (
    "AccountPasswordPresent",
    "AccountSigningCertificatesPresent",
    "ServerCertificates",
)


def get_account_summary(work: Work) -> Fields:
    """GetAccountSummary. What tells of the account itself tells of its root."""
    account, devices = work.account, work.unit.mfa_devices
    counts = {
        "AccountAccessKeysPresent": int(work.unit.access_keys.count(account.id) > 0),
        "AccountMFAEnabled": int(bool(devices.list_of_user(account.id))),
        "Groups": len(account.user_groups),
        "InstanceProfiles": len(account.instance_profiles),
        "MFADevices": len(devices.list_of(account.id)),
        "MFADevicesInUse": sum(
            device.user_id is not None for device in devices.list_of(account.id)
        ),
        "Policies": len(account.policies),
        "PolicyVersionsInUse": sum(len(policy.versions or ()) for policy in account.policies),
        "Providers": len(account.saml_providers) + len(account.oidc_providers),
        "Roles": len(account.roles),
        "Users": len(account.users),
        **dict.fromkeys(_ABSENT, 0),
    }
    return (("SummaryMap", dict(sorted((_QUOTAS | counts).items()))),)


ACCOUNT_SUMMARY = {
    "GetAccountSummary": Operation(ask_for_everything, get_account_summary, is_writing=False),
}
