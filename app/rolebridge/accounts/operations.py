"""Every operation of IAM that is offered, by its name in the service model."""

from collections.abc import Mapping
from types import MappingProxyType

from rolebridge.accounts.access_keys import ACCESS_KEYS
from rolebridge.accounts.account_summary import ACCOUNT_SUMMARY
from rolebridge.accounts.aliases import ALIASES
from rolebridge.accounts.authorization_details import AUTHORIZATION_DETAILS
from rolebridge.accounts.groups import GROUPS
from rolebridge.accounts.instance_profiles import INSTANCE_PROFILES
from rolebridge.accounts.managed_policies import MANAGED_POLICIES
from rolebridge.accounts.managed_versions import MANAGED_VERSIONS
from rolebridge.accounts.mfa_devices import MFA_DEVICES
from rolebridge.accounts.oidc_providers import OIDC_PROVIDERS
from rolebridge.accounts.operation import Operation
from rolebridge.accounts.roles import ROLES
from rolebridge.accounts.saml_providers import SAML_PROVIDERS
from rolebridge.accounts.simulation.simulate import SIMULATION
from rolebridge.accounts.users import USERS

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        **ACCESS_KEYS,
        **ACCOUNT_SUMMARY,
        **ALIASES,
        **AUTHORIZATION_DETAILS,
        **GROUPS,
        **INSTANCE_PROFILES,
        **MANAGED_POLICIES,
        **MANAGED_VERSIONS,
        **MFA_DEVICES,
        **OIDC_PROVIDERS,
        **ROLES,
        **SIMULATION,
        **SAML_PROVIDERS,
        **USERS,
    }
)
