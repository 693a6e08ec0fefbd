"""What operations are about that name nothing of their own."""

from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.operation import Target
from rolebridge.federation.account import AccountEntry


def ask_for_everything(_account: AccountEntry, _caller: Caller, _parameters: Parameters) -> Target:
    """For actions that know no resource (Service Authorization Reference)."""
    return Target("*", {})
