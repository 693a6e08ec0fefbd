"""Reading and writing the whole set-up, or one account of it, within one transaction."""

from dataclasses import replace

from sqlalchemy import select, update

from rolebridge.clock import Clock
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.completion import Completion
from rolebridge.federation.organisation import Organisation
from rolebridge.ids import IdSource
from rolebridge.store.models import StoredOrganisation
from rolebridge.store.organisation.accounts import (
    list_account_revisions,
    read_accounts,
    write_account,
    write_accounts,
)
from rolebridge.store.organisation.groups import read_groups, write_groups
from rolebridge.store.organisation.mapping_rules import read_mapping_rules, write_mapping_rules
from rolebridge.store.organisation.oidc_clients import read_oidc_clients, write_oidc_clients
from rolebridge.store.organisation.people import read_people, write_people
from rolebridge.store.organisation.service_providers import (
    read_service_providers,
    write_service_providers,
)
from rolebridge.store.transaction import Transaction

REVISION = select(StoredOrganisation.revision)


class OrganisationRepository:
    """The set-up as one value."""

    def __init__(self, transaction: Transaction, ids: IdSource, clock: Clock) -> None:
        self._transaction = transaction
        self._ids = ids
        self._clock = clock

    def read_organisation(self, *, with_people: bool = False) -> Organisation:
        """Everything that is set up; `people` is None unless they are asked for.

        Within a transaction that writes (see `begin_writing`), all of it is of one state.
        """
        return replace(
            self._read_sections(),
            people=read_people(self._transaction) if with_people else None,
            accounts=read_accounts(self._transaction),
        )

    def read_since(self, known: Organisation, revision: int) -> Organisation:
        """The present state without people, from `known`, which was the one of `revision`.

        Only accounts that have changed are read; one that has not is the same object.
        """
        transaction = self._transaction
        changed_at = transaction.read(select(StoredOrganisation.sections_revision)).scalar_one()
        sections = known if changed_at <= revision else self._read_sections()
        stays = {account.id: account for account in known.accounts or ()}
        revisions = list_account_revisions(transaction)
        changed = [
            number for number, at in revisions.items() if at > revision or number not in stays
        ]
        if changed:
            stays |= {account.id: account for account in read_accounts(transaction, changed)}
        # One that went away between the two statements is in the first answer only.
        accounts = tuple(stays[number] for number in revisions if number in stays)
        return replace(sections, accounts=accounts)

    def read_account(self, account_id: str) -> AccountEntry | None:
        """One account with everything in it."""
        return next(iter(read_accounts(self._transaction, (account_id,))), None)

    def begin_writing(self) -> None:
        """Keep every other change of the set-up out until this transaction ends.

        To be called before reading what a plan is made from; `write_organisation` does it too.
        """
        if not self._transaction.has_changed_configuration:
            revision = StoredOrganisation.revision
            self._transaction.write(update(StoredOrganisation).values(revision=revision + 1))
            self._transaction.has_changed_configuration = True
            self._transaction.revision = None

    def write_account(self, account: AccountEntry) -> AccountEntry:
        """Make one account exactly this, a new one where there is none; gives it as it is stored.

        What an entry keeps (`compare=False`) and does not say stays, or is made: unique ids,
        instants, versions. An entry that gives its unique id keeps it under another name or path.
        `principal_ids` are found anew where they are None or the trust policy is another. Raises
        ValueError or sqlalchemy.exc.IntegrityError for two of one name and for names of nothing.
        """
        self.begin_writing()
        return write_account(self._transaction, account, self._completion(), self._read_revision())

    def write_organisation(self, new: Organisation) -> None:
        """Make each section that is given exactly what is given; one that is None stays.

        The revision grows, so that every process sees the change with its next request. Raises
        sqlalchemy.exc.IntegrityError where entries name what does not exist.
        """
        self.begin_writing()
        self._write_sections(new)
        if new.people is not None:
            write_people(self._transaction, new.people, self._ids)
        if new.accounts is not None:
            revision = self._read_revision()
            write_accounts(self._transaction, new.accounts, self._completion(), revision)

    def _read_sections(self) -> Organisation:
        """Everything but people and accounts."""
        transaction = self._transaction
        return Organisation(
            name=transaction.read(select(StoredOrganisation.name)).scalar_one(),
            groups=read_groups(transaction),
            service_providers=read_service_providers(transaction),
            oidc_clients=read_oidc_clients(transaction),
            mapping_rules=read_mapping_rules(transaction),
        )

    def _write_sections(self, new: Organisation) -> None:
        if replace(new, people=None, accounts=None) == Organisation():
            return
        transaction = self._transaction
        name = {} if new.name is None else {"name": new.name}
        revision = {"sections_revision": StoredOrganisation.revision}
        transaction.write(update(StoredOrganisation).values(**revision, **name))
        if new.groups is not None:
            write_groups(transaction, new.groups)
        if new.service_providers is not None:
            write_service_providers(transaction, new.service_providers)
        if new.oidc_clients is not None:
            write_oidc_clients(transaction, new.oidc_clients)
        if new.mapping_rules is not None:
            write_mapping_rules(transaction, new.mapping_rules)

    def _completion(self) -> Completion:
        return Completion(self._clock(), self._ids)

    def _read_revision(self) -> int:
        return int(self._transaction.read(REVISION).scalar_one())
