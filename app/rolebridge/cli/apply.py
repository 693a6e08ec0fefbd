"""`rolebridge apply`: bring the set-up to what a federation file says."""

import json

import click

from rolebridge.audit.events import Origin
from rolebridge.cli.context import get_workplace
from rolebridge.cli.federation_file import (
    FederationInput,
    read_federation_input,
    refuse_with_faults,
)
from rolebridge.federation.apply import Federation
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.plan.changes import Plan
from rolebridge.federation.plan.text import plan_as_values, render_plan


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Print the plan and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan, or the faults, as JSON.")
def apply(file: str, *, dry_run: bool, as_json: bool) -> None:
    """Bring the set-up to what FILE says (- is standard input), wholly or not at all.

    A section that stands in the file is the whole truth about that section: what is missing from
    it is removed. A section that is left out is not touched. Applying a file twice changes nothing
    the second time. `rolebridge schema federation` explains every key.
    """
    try:
        given = read_federation_input(file)
        workplace = get_workplace()
        try:
            origin = workplace.new_origin("apply")
            plan = carry_out(workplace.federation, given, origin, dry_run=dry_run)
        finally:
            workplace.close()
    except FederationRefused as refused:
        refuse_with_faults(refused, as_json=as_json)
    for warning in plan.warnings:
        click.echo(f"warning: {warning.text}", err=True)
    click.echo(describe(plan, given.name, dry_run=dry_run, as_json=as_json))


def carry_out(
    federation: Federation, given: FederationInput, origin: Origin, *, dry_run: bool
) -> Plan:
    """Plan, and unless it is a dry run apply. Raises FederationRefused."""
    if dry_run:
        return federation.plan_text(given.text, file=given.name, read_file=given.read_file)
    return federation.apply_text(given.text, origin, file=given.name, read_file=given.read_file)


def describe(plan: Plan, name: str, *, dry_run: bool, as_json: bool) -> str:
    """What the verb prints: the plan and whether it was carried out."""
    is_applied = bool(plan.changes) and not dry_run
    if as_json:
        values = plan_as_values(plan) | {"applied": is_applied}
        return json.dumps(values, indent=2, ensure_ascii=False)
    lines = [render_plan(plan, name)]
    if plan.changes:
        lines.append("Applied." if is_applied else "This was a dry run: nothing was changed.")
    if is_applied and plan.new_accounts:
        accounts = ", ".join(plan.new_accounts)
        lines.append(
            f"Root access keys were made for {accounts}; `rolebridge keys root --show` shows them."
        )
    return "\n".join(lines)
