"""The tables, one file for each group of them. Importing this package registers all of them.

Tables are read and written by Core statements over these typed classes: rows become the frozen
values of the core, never objects that hold a connection.
"""

from rolebridge.store.models.accounts import (
    StoredAccount,
    StoredManagedPolicy,
    StoredOIDCProvider,
    StoredPolicyVersion,
    StoredProviderKey,
    StoredSAMLProvider,
)
from rolebridge.store.models.audit import StoredEvent
from rolebridge.store.models.base import Base
from rolebridge.store.models.federation import (
    StoredMappingRule,
    StoredOrganisation,
    StoredServiceProvider,
)
from rolebridge.store.models.keys import StoredAccessKey, StoredConsoleSession, StoredMFADevice
from rolebridge.store.models.oidc import StoredAuthorization, StoredOIDCClient
from rolebridge.store.models.people import (
    StoredGroup,
    StoredGroupNesting,
    StoredMembership,
    StoredPerson,
)
from rolebridge.store.models.principals import (
    StoredInstanceProfile,
    StoredRole,
    StoredUser,
    StoredUserGroup,
    StoredUserGroupMembership,
)
from rolebridge.store.models.sign_in import (
    StoredBrowserSession,
    StoredKnownAddress,
    StoredPendingSignIn,
    StoredReplay,
    StoredThrottle,
)

__all__ = [
    "Base",
    "StoredAccessKey",
    "StoredAccount",
    "StoredAuthorization",
    "StoredBrowserSession",
    "StoredConsoleSession",
    "StoredEvent",
    "StoredGroup",
    "StoredGroupNesting",
    "StoredInstanceProfile",
    "StoredKnownAddress",
    "StoredMFADevice",
    "StoredManagedPolicy",
    "StoredMappingRule",
    "StoredMembership",
    "StoredOIDCClient",
    "StoredOIDCProvider",
    "StoredOrganisation",
    "StoredPendingSignIn",
    "StoredPerson",
    "StoredPolicyVersion",
    "StoredProviderKey",
    "StoredReplay",
    "StoredRole",
    "StoredSAMLProvider",
    "StoredServiceProvider",
    "StoredThrottle",
    "StoredUser",
    "StoredUserGroup",
    "StoredUserGroupMembership",
]
