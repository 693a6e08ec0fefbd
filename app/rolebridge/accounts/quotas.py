"""What an account may hold (IAM User Guide, "IAM and AWS STS quotas"): AWS's defaults."""

from collections.abc import Sized
from dataclasses import dataclass

from rolebridge.accounts.refusals import limit_exceeded


@dataclass(frozen=True, slots=True)
class Quota:
    """How many there may be of a kind in one account; `name` is the one in AWS's refusals."""

    name: str
    most: int

    def check(self, present: Sized) -> None:
        """Raises AWSRefused (LimitExceeded) where there is no room for one more."""
        if len(present) >= self.most:
            raise limit_exceeded(f"Cannot exceed quota for {self.name}: {self.most}")


ROLES = Quota("RolesPerAccount", 1000)
POLICIES = Quota("PoliciesPerAccount", 1500)
INSTANCE_PROFILES = Quota("InstanceProfilesPerAccount", 1000)
SAML_PROVIDERS = Quota("SAMLProvidersPerAccount", 100)
OIDC_PROVIDERS = Quota("OpenIDConnectProvidersPerAccount", 100)
