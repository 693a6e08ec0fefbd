"""The alias of the account: one at most, unique in the set-up."""

from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.refusals import entity_exists, invalid_input, no_such_entity
from rolebridge.arn import ACCOUNT_ID
from rolebridge.federation.account import AccountEntry


def _everything(_account: AccountEntry, _caller: Caller, _parameters: Parameters) -> Target:
    """These actions know no resource (Service Authorization Reference)."""
    return Target("*", {})


def create_account_alias(work: Work) -> Fields:
    """CreateAccountAlias: the alias takes the place of the one before.

    Twelve digits are an account's id wherever accounts are named by either.
    """
    alias = work.parameters.text("AccountAlias")
    if ACCOUNT_ID.fullmatch(alias):
        raise invalid_input("An account alias cannot be twelve digits.", has_aws_text=False)
    # As it stands in this transaction: another account may have taken it since the call came.
    taken = work.unit.configuration.current().find_account(alias)
    if taken is not None:
        raise entity_exists(f"The account alias {alias} already exists.")
    work.account = replace(work.account, alias=alias)
    return ()


def delete_account_alias(work: Work) -> Fields:
    """DeleteAccountAlias."""
    alias = work.parameters.text("AccountAlias")
    if work.account.alias != alias:
        raise no_such_entity(f"The account alias {alias} cannot be found.", has_aws_text=False)
    work.account = replace(work.account, alias=None)
    return ()


def list_account_aliases(work: Work) -> Fields:
    """ListAccountAliases."""
    aliases = [work.account.alias] if work.account.alias else []
    return write_page("AccountAliases", aliases, work.parameters)


ALIASES = {
    "CreateAccountAlias": Operation(_everything, create_account_alias),
    "DeleteAccountAlias": Operation(_everything, delete_account_alias),
    "ListAccountAliases": Operation(_everything, list_account_aliases, is_writing=False),
}
