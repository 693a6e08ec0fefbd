"""`rolebridge console`: find the role and open the console in a browser."""

import webbrowser

import click

from rolebridge.cli.credentials import choose_role, federation_options, sign_in
from rolebridge.client import PortalRefused


@click.command()
@federation_options
@click.option("--print", "print_only", is_flag=True, help="Print the address, open nothing.")
def console(
    url: str | None, user: str, role: str, account: str | None, *, print_only: bool
) -> None:
    """Open the console as a role; the browser signs in once and keeps its session.

    The password (ROLEBRIDGE_PASSWORD, or asked for on the terminal) is only for looking the role
    up: it does not reach the browser.
    """
    client = sign_in(url, user)
    roles = client.list_roles()
    chosen = choose_role(roles, role, account)
    if chosen not in roles:
        raise PortalRefused(
            f"{chosen.role_arn} is not granted to {user}.\n"
            f"The rules and what they ask for: {client.console_address(chosen.role_arn)}"
        )
    address = client.console_address(chosen.role_arn)
    click.echo(address)
    if not print_only:
        webbrowser.open(address)
