"""The use cases: bring the set-up to what a federation file says, and write it out again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock
from rolebridge.federation.documents import ReadFile
from rolebridge.federation.export.file import export_federation
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.files import refuse_files
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.plan.changes import Plan
from rolebridge.federation.plan.difference import build_plan
from rolebridge.federation.ports import ManagedPolicies, UnitOfWork

NewAccounts = Callable[[Any, tuple[str, ...]], None]
"""Called in the transaction, with the unit of work (which is of whatever kind its maker gave) and
the ids of the accounts that were just created."""


def _nothing_more(_unit: Any, _accounts: tuple[str, ...]) -> None:
    """New accounts need nothing else."""


@dataclass(frozen=True, slots=True)
class Federation:
    """Plans, applies and exports. Each call is one transaction."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    on_new_accounts: NewAccounts = _nothing_more
    managed_policies: ManagedPolicies | None = None

    def plan_text(self, text: str, *, file: str, read_file: ReadFile = refuse_files) -> Plan:
        """What applying the file would change. Writes nothing. Raises FederationRefused."""
        with self.unit_of_work() as unit:
            return self._plan(unit, text, file, read_file)

    def apply_text(
        self, text: str, origin: Origin, *, file: str, read_file: ReadFile = refuse_files
    ) -> Plan:
        """Apply a federation file, wholly or not at all. Raises FederationRefused."""
        try:
            with self.unit_of_work() as unit:
                unit.organisation.begin_writing()
                plan = self._plan(unit, text, file, read_file)
                return self._write(unit, plan, origin, file)
        except FederationRefused as refused:
            self._record_refusal(refused, origin, file)
            raise

    def apply_organisation(self, wanted: Organisation, origin: Origin, *, source: str) -> Plan:
        """Apply what has been parsed already, such as the demonstration."""
        with self.unit_of_work() as unit:
            unit.organisation.begin_writing()
            current = unit.organisation.read_organisation(with_people=wanted.people is not None)
            return self._write(unit, build_plan(current, wanted), origin, source)

    def begin_with(self, first: Organisation, origin: Origin, *, source: str) -> None:
        """Apply a first set-up where there is none; one that stands, changed or not, is kept."""
        with self.unit_of_work() as unit:
            unit.organisation.begin_writing()
            current = unit.organisation.read_organisation(with_people=True)
            if not (current.people or current.accounts):
                self._write(unit, build_plan(current, first), origin, source)

    def export(self, *, with_people: bool = True) -> str:
        """The present set-up as a federation file, password hashes included with the people."""
        with self.unit_of_work() as unit:
            return export_federation(unit.organisation.read_organisation(with_people=with_people))

    def _plan(self, unit: UnitOfWork, text: str, file: str, read_file: ReadFile) -> Plan:
        # People are read in any case: a group that goes must not be one that a person is in.
        current = unit.organisation.read_organisation(with_people=True)
        wanted = parse_federation(
            text, file=file, read_file=read_file, stored=current, managed=self.managed_policies
        )
        return replace(build_plan(current, wanted.organisation), warnings=wanted.warnings)

    def _record_refusal(self, refused: FederationRefused, origin: Origin, source: str) -> None:
        """A row by itself. The faults are left out: they quote the file."""
        event = Event(
            at=self.clock(),
            action=Action.FEDERATION_APPLY,
            outcome=Outcome.REFUSED,
            origin=origin,
            target=source,
            reason=refused.code,
            facts={"faults": str(len(refused.faults))},
        )
        with self.unit_of_work() as unit:
            unit.audit.record(event)
            unit.commit()

    def _write(self, unit: UnitOfWork, plan: Plan, origin: Origin, source: str) -> Plan:
        if not plan.changes:
            return plan
        unit.organisation.write_organisation(plan.target)
        if plan.new_accounts:
            self.on_new_accounts(unit, plan.new_accounts)
        facts = {name: str(count) for name, count in plan.counts.items()}
        facts["sections"] = ", ".join(plan.sections)
        unit.audit.record(
            Event(
                at=self.clock(),
                action=Action.FEDERATION_APPLY,
                outcome=Outcome.SUCCESS,
                origin=origin,
                target=source,
                facts=facts,
            )
        )
        unit.commit()
        return plan
