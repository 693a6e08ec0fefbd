"""`rolebridge init`: a home folder with random secrets and own keys, and no people."""

import click

from rolebridge.bootstrap import initialise
from rolebridge.cli.environment import read_settings


@click.command()
def init() -> None:
    """Prepare ROLEBRIDGE_HOME: secrets, signing keys, database. Safe to repeat."""
    settings = read_settings()
    workplace = initialise(settings)
    workplace.close()
    click.echo(f"{settings.home} is ready: secrets, signing keys and database are in place.")
    click.echo("Next:")
    click.echo("  rolebridge apply federation.yaml     (see examples/federation.yaml)")
    click.echo("  rolebridge people token NAME         (a one-time password for a first sign-in)")
    click.echo("  rolebridge serve")
