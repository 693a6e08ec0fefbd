"""Accounts with their SAML providers and managed policies."""

from rolebridge.federation.account import AccountEntry, PolicyEntry, SAMLProviderEntry
from rolebridge.ids import IdSource
from rolebridge.store.models import StoredAccount, StoredManagedPolicy, StoredSAMLProvider
from rolebridge.store.organisation.roles import read_roles, write_roles
from rolebridge.store.organisation.rows import group_rows, read_rows, write_rows
from rolebridge.store.transaction import Transaction


def read_accounts(transaction: Transaction) -> tuple[AccountEntry, ...]:
    """All accounts in their order, with everything in them."""
    providers = group_rows(read_rows(transaction, StoredSAMLProvider, "account_id"), "account_id")
    policies = group_rows(read_rows(transaction, StoredManagedPolicy, "account_id"), "account_id")
    roles = read_roles(transaction)
    return tuple(
        AccountEntry(
            id=row["id"],
            alias=row["alias"],
            partition=row["partition"],
            saml_providers=tuple(
                SAMLProviderEntry(provider["name"], provider["metadata_xml"])
                for provider in providers(row["id"])
            ),
            roles=roles.get(row["id"], ()),
            policies=tuple(
                PolicyEntry(
                    policy["name"], policy["document"], policy["path"], policy["description"]
                )
                for policy in policies(row["id"])
            ),
        )
        for row in read_rows(transaction, StoredAccount)
    )


def write_accounts(
    transaction: Transaction, accounts: tuple[AccountEntry, ...], ids: IdSource
) -> None:
    """Make the accounts these. What belongs to one that goes, access keys included, goes too."""
    write_rows(
        transaction,
        StoredAccount,
        [
            {
                "id": account.id,
                "position": position,
                "alias": account.alias,
                "partition": account.partition,
            }
            for position, account in enumerate(accounts)
        ],
        frees="alias",
    )
    _write_providers(transaction, accounts)
    _write_policies(transaction, accounts)
    write_roles(transaction, accounts, ids)


def _write_providers(transaction: Transaction, accounts: tuple[AccountEntry, ...]) -> None:
    write_rows(
        transaction,
        StoredSAMLProvider,
        [
            {
                "account_id": account.id,
                "name": provider.name,
                "position": position,
                "metadata_xml": provider.metadata,
            }
            for account in accounts
            for position, provider in enumerate(account.saml_providers)
        ],
    )


def _write_policies(transaction: Transaction, accounts: tuple[AccountEntry, ...]) -> None:
    write_rows(
        transaction,
        StoredManagedPolicy,
        [
            {
                "account_id": account.id,
                "name": policy.name,
                "path": policy.path,
                "position": position,
                "description": policy.description,
                "document": policy.document,
            }
            for account in accounts
            for position, policy in enumerate(account.policies)
        ],
    )
