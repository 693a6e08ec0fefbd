"""What an account may hold (IAM User Guide, "IAM and AWS STS quotas"): AWS's defaults."""

from collections.abc import Sized
from enum import IntEnum

from rolebridge.accounts.refusals import limit_exceeded


class Quota(IntEnum):
    """How many there may be of a kind in one account, by the name in AWS's refusals."""

    RolesPerAccount = 1000
    PoliciesPerAccount = 1500
    InstanceProfilesPerAccount = 1001
    GroupsPerAccount = 300
    UsersPerAccount = 5000


def check_quota(quota: Quota, present: Sized) -> None:
    """Raises AWSRefused (LimitExceeded) where there is no room for one more."""
    if len(present) >= quota:
        raise limit_exceeded(f"Cannot exceed quota for {quota.name}: {quota.value}")
