"""`rolebridge keys root`: the root access keys of accounts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from rolebridge.audit.events import Action, Event, Outcome
from rolebridge.bootstrap import Workplace
from rolebridge.cli.context import get_workplace
from rolebridge.errors import RolebridgeError
from rolebridge.keys import RootKey


class AccountUnknown(RolebridgeError):
    """The set-up has no such account."""

    code = "account_unknown"

    def __init__(self, account: str) -> None:
        super().__init__(f"There is no account {account!r}.")


@click.command()
@click.option("--account", help="Account id or alias (default: every account).")
@click.option("--show", is_flag=True, help="Show the secrets, too.")
@click.option("--new", "make_new", is_flag=True, help="Replace the account's root key.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def root(*, account: str | None, show: bool, make_new: bool, as_json: bool) -> None:
    """List the root access keys of accounts."""
    if make_new and account is None:
        raise click.UsageError("--new needs --account.")
    with opened_workplace() as workplace:
        if account is not None:
            account = _resolve_account(workplace, account)
        if make_new and account is not None:
            replace_root_key(workplace, account)
        ring = workplace.key_ring
        wanted = ring.root_key_accounts() if account is None else (account,)
        found = [ring.read_root_key(each) for each in wanted]
    click.echo(format_root_keys(found, show=show, as_json=as_json))


def replace_root_key(workplace: Workplace, account: str) -> None:
    """A new root key; the one before it is worth nothing any more."""
    with workplace.store.unit_of_work() as unit:
        entry = unit.configuration.current().accounts[account]
        principal = f"arn:{entry.partition}:iam::{account}:root"
        for stored in unit.access_keys.list_of(account):
            if stored.principal_arn == principal:
                unit.access_keys.remove(stored.access_key_id)
        key = workplace.key_ring.mint_root_key(account, entry.partition)
        unit.access_keys.add(key)
        facts = {"change": "root", "account": account}
        unit.audit.record(build_key_event(workplace, key.access_key_id, facts))
        unit.commit()


def format_root_keys(found: list[RootKey], *, show: bool, as_json: bool) -> str:
    """Account, id and, where asked for, secret."""
    values = [
        {"account": key.account, "access_key_id": key.access_key_id}
        | ({"secret_access_key": key.secret_access_key} if show else {})
        for key in found
    ]
    if as_json:
        return json.dumps(values, indent=2)
    if not values:
        return "There are no root keys: no account has been made yet."
    return "\n".join("  ".join(value.values()) for value in values)


def _resolve_account(workplace: Workplace, name: str) -> str:
    with workplace.store.unit_of_work() as unit:
        account = unit.configuration.current().find_account(name)
    if account is None:
        raise AccountUnknown(name)
    return account.id


def build_key_event(workplace: Workplace, key_id: str, facts: dict[str, str]) -> Event:
    """The audit row of a change of keys."""
    return Event(
        at=workplace.clock(),
        action=Action.KEYS_CHANGE,
        outcome=Outcome.SUCCESS,
        origin=workplace.new_origin("keys"),
        target=key_id,
        facts=facts,
    )


@contextmanager
def opened_workplace() -> Iterator[Workplace]:
    """The home folder, closed when the verb is done."""
    workplace = get_workplace()
    try:
        yield workplace
    finally:
        workplace.close()
