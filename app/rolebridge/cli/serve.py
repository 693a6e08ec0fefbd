"""`rolebridge serve`: the organisation in the home folder, on a production server."""

import click

from rolebridge.bootstrap import build_app, open_to_serve
from rolebridge.cli.environment import read_settings
from rolebridge.cli.server import require_free_address, serve_forever
from rolebridge.home import Home, HomeKind


@click.command()
def serve() -> None:
    """Serve the organisation in ROLEBRIDGE_HOME (prepared by `rolebridge init`)."""
    settings = read_settings()
    Home(settings.home).require(HomeKind.ORGANISATION)
    open_to_serve(settings).close()  # A fault of the home folder is told before any worker starts.
    require_free_address(settings.bind)
    click.echo(f"rolebridge serves {settings.url} on {settings.bind}, {settings.workers} workers.")
    serve_forever(lambda: build_app(settings), settings)
