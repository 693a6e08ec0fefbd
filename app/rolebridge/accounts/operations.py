"""Every operation of IAM that is offered, by its name in the service model."""

from collections.abc import Mapping
from types import MappingProxyType

from rolebridge.accounts.aliases import ALIASES
from rolebridge.accounts.operation import Operation
from rolebridge.accounts.roles import ROLES

OPERATIONS: Mapping[str, Operation] = MappingProxyType({**ALIASES, **ROLES})
