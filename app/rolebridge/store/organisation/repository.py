"""Reading and writing the whole set-up within one transaction."""

from sqlalchemy import select, update

from rolebridge.federation.organisation import Organisation
from rolebridge.ids import IdSource
from rolebridge.store.models import StoredOrganisation
from rolebridge.store.organisation.accounts import read_accounts, write_accounts
from rolebridge.store.organisation.groups import read_groups, write_groups
from rolebridge.store.organisation.mapping_rules import read_mapping_rules, write_mapping_rules
from rolebridge.store.organisation.people import read_people, write_people
from rolebridge.store.organisation.service_providers import (
    read_service_providers,
    write_service_providers,
)
from rolebridge.store.transaction import Transaction


class OrganisationRepository:
    """The set-up as one value."""

    def __init__(self, transaction: Transaction, ids: IdSource) -> None:
        self._transaction = transaction
        self._ids = ids

    def read_organisation(self, *, with_people: bool = False) -> Organisation:
        """Everything that is set up; `people` is None unless they are asked for.

        Within a transaction that writes (see `begin_writing`), all of it is of one state.
        """
        transaction = self._transaction
        name = transaction.read(select(StoredOrganisation.name)).scalar_one()
        return Organisation(
            name=name,
            groups=read_groups(transaction),
            people=read_people(transaction) if with_people else None,
            accounts=read_accounts(transaction),
            service_providers=read_service_providers(transaction),
            mapping_rules=read_mapping_rules(transaction),
        )

    def begin_writing(self) -> None:
        """Keep every other change of the set-up out until this transaction ends.

        To be called before reading what a plan is made from; `write_organisation` does it too.
        """
        if not self._transaction.has_changed_configuration:
            revision = StoredOrganisation.revision
            self._transaction.write(update(StoredOrganisation).values(revision=revision + 1))
            self._transaction.has_changed_configuration = True
            self._transaction.revision = None

    def write_organisation(self, new: Organisation) -> None:
        """Make each section that is given exactly what is given; one that is None stays.

        The revision grows, so that every process sees the change with its next request. Raises
        sqlalchemy.exc.IntegrityError where entries name what does not exist.
        """
        self.begin_writing()
        transaction = self._transaction
        if new.name is not None:
            transaction.write(update(StoredOrganisation).values(name=new.name))
        if new.groups is not None:
            write_groups(transaction, new.groups)
        if new.people is not None:
            write_people(transaction, new.people, self._ids)
        if new.accounts is not None:
            write_accounts(transaction, new.accounts, self._ids)
        if new.service_providers is not None:
            write_service_providers(transaction, new.service_providers)
        if new.mapping_rules is not None:
            write_mapping_rules(transaction, new.mapping_rules)
