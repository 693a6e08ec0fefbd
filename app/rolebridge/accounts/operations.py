"""Every operation of IAM that is offered, by its name in the service model."""

from collections.abc import Mapping
from types import MappingProxyType

from rolebridge.accounts.access_keys import ACCESS_KEYS
from rolebridge.accounts.aliases import ALIASES
from rolebridge.accounts.groups import GROUPS
from rolebridge.accounts.operation import Operation
from rolebridge.accounts.roles import ROLES
from rolebridge.accounts.users import USERS

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        **ACCESS_KEYS,
        **ALIASES,
        **GROUPS,
        **ROLES,
        **USERS,
    }
)
