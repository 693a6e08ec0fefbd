"""`rolebridge people`: people, their passwords and their groups."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from rolebridge.audit.events import Origin
from rolebridge.audit.text import escape_text
from rolebridge.cli.context import get_workplace
from rolebridge.cli.passwords import ask_password
from rolebridge.directory.administration import NewPerson
from rolebridge.directory.passwords import Passwords
from rolebridge.directory.people import Person
from rolebridge.idp.people import PeopleAdministration


@click.group()
def people() -> None:
    """List and change people. Groups themselves are made by the federation file."""


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_people(*, as_json: bool) -> None:
    """List everybody with their groups."""
    with _administration("list") as (administration, _):
        found = administration.list_people()
    click.echo(format_people(found, as_json=as_json))


@people.command()
@click.argument("username")
@click.option("--display-name", help="The name that pages show (default: the username).")
@click.option("--email")
@click.option("--group", "groups", multiple=True, help="May be given several times.")
@click.option(
    "--attribute", "attributes", multiple=True, metavar="NAME=VALUE", help="Several times, too."
)
def add(
    username: str,
    *,
    display_name: str | None,
    email: str | None,
    groups: tuple[str, ...],
    attributes: tuple[str, ...],
) -> None:
    """Add somebody. Prints a one-time password for the first sign-in."""
    new = NewPerson(username, display_name or username, email, groups, parse_attributes(attributes))
    with _administration("add") as (administration, origin):
        added = administration.add(new, origin)
    click.echo(describe_token(added.person.username, added.token))


@people.command()
@click.argument("username")
def disable(username: str) -> None:
    """Refuse sign-ins from now on and end every session."""
    with _administration("disable") as (administration, origin):
        administration.disable(username, origin)
    click.echo(f"{escape_text(username)} cannot sign in any more; every session has ended.")


@people.command()
@click.argument("username")
def enable(username: str) -> None:
    """Let somebody sign in again."""
    with _administration("enable") as (administration, origin):
        administration.enable(username, origin)
    click.echo(f"{escape_text(username)} can sign in again.")


@people.command("set-password")
@click.argument("username")
def set_password(username: str) -> None:
    """Set a password. It is asked for on the terminal; every session ends."""
    with _administration("set-password") as (administration, origin):
        administration.get_person(username)
        password = ask_password(f"New password of {escape_text(username)}: ")
        if ask_password("The same again: ") != password:
            raise click.UsageError("The two passwords differ; nothing was changed.")
        administration.set_password(username, password, origin)
    click.echo(f"The password of {escape_text(username)} is set; every session has ended.")


@people.command()
@click.argument("username")
def token(username: str) -> None:
    """Print a one-time password. It replaces the one that was there."""
    with _administration("token") as (administration, origin):
        issued = administration.issue_token(username, origin)
    click.echo(describe_token(username, issued))


@people.command()
@click.argument("username")
@click.option("--add", "added", multiple=True, metavar="GROUP", help="Several times, too.")
@click.option("--remove", "removed", multiple=True, metavar="GROUP", help="Several times, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def groups(
    username: str, *, added: tuple[str, ...], removed: tuple[str, ...], as_json: bool
) -> None:
    """Show or change somebody's groups. Nested ones are shown with the way there."""
    with _administration("groups") as (administration, origin):
        if added or removed:
            person = administration.change_groups(username, added, removed, origin)
        else:
            person = administration.get_person(username)
    click.echo(format_groups(person, as_json=as_json))


def parse_attributes(pairs: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """`NAME=VALUE` pairs as attributes; a name that comes twice has two values."""
    attributes: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint="--attribute")
        attributes[name] = (*attributes.get(name, ()), value)
    return attributes


def format_people(found: tuple[Person, ...], *, as_json: bool) -> str:
    """A table for people, or a list of objects for programs."""
    if as_json:
        return json.dumps([_as_values(person) for person in found], indent=2)
    if not found:
        return "There is nobody yet. Add somebody with `rolebridge people add NAME`."
    rows = [_as_row(person) for person in found]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def format_groups(person: Person, *, as_json: bool) -> str:
    """One line for each group, nested ones with their path."""
    if as_json:
        values = [{"name": m.name, "path": list(m.path)} for m in person.memberships]
        return json.dumps(values, indent=2)
    if not person.memberships:
        return f"{escape_text(person.username)} is in no group."
    return "\n".join(escape_text(" > ".join(m.path)) for m in person.memberships)


def describe_token(username: str, issued: str) -> str:
    """What is printed once."""
    return (
        f"One-time password of {escape_text(username)} (shown once; it only leads to choosing a "
        f"password):\n\n  {issued}\n"
    )


def _as_values(person: Person) -> dict[str, Any]:
    return {
        "username": person.username,
        "display_name": person.display_name,
        "email": person.email,
        "disabled": person.is_disabled,
        "subject_id": person.subject_id,
        "groups": [m.name for m in person.memberships if m.is_direct],
        "nested_groups": [m.name for m in person.memberships if not m.is_direct],
        "attributes": {name: list(values) for name, values in person.attributes.items()},
    }


def _as_row(person: Person) -> tuple[str, str, str, str]:
    direct = ", ".join(m.name for m in person.memberships if m.is_direct)
    state = "disabled" if person.is_disabled else ""
    return (
        escape_text(person.username),
        escape_text(person.display_name),
        state,
        escape_text(direct),
    )


@contextmanager
def _administration(verb: str) -> Iterator[tuple[PeopleAdministration, Origin]]:
    """The use cases over the opened home folder, and where their audit rows come from."""
    workplace = get_workplace()
    try:
        yield (
            PeopleAdministration(
                workplace.store.unit_of_work,
                workplace.clock,
                workplace.ids,
                lambda: Passwords(workplace.ids),
            ),
            workplace.new_origin(f"people {verb}"),
        )
    finally:
        workplace.close()
