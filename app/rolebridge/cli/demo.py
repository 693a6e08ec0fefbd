"""`rolebridge demo`: the demonstration organisation, on this machine only."""

import sys
from pathlib import Path

import click

from rolebridge.bootstrap import Workplace, build_app, initialise
from rolebridge.cli.context import read_settings
from rolebridge.cli.server import serve_forever
from rolebridge.federation.demonstration import read_demonstration
from rolebridge.settings import Settings

_INTRODUCTION = """
rolebridge demonstrates Example Corp at {url}

  Open {url} and sign in:
    alice    alice-demo-password      Administrator and ReadOnly in both accounts
    bob      bob-demo-password        Developer in example-dev
    carol    carol-demo-password      no AWS role, and the portal says why
    mallory  mallory-demo-password    disabled

  In another shell, as alice (asks for the password):
    {command} credentials --user alice --role ReadOnly --account example-dev --url {url}

  To use them with any AWS client:
    export AWS_ENDPOINT_URL={url}/aws AWS_DEFAULT_REGION=us-east-1
    eval "$({command} credentials --user alice --role ReadOnly --account example-dev --url {url} --shell)"
    aws sts get-caller-identity --endpoint-url {url}/aws

  What bob may not do, refused by AWS's own words:
    {command} credentials --user bob --role Administrator --account example-dev --url {url}
{root_keys}
  Everything is kept in {home}. Ctrl-C ends it.
"""


@click.command()
def demo() -> None:
    """Create the demonstration organisation where it is missing, and serve it on loopback."""
    settings = read_settings(demo=True)
    workplace = initialise(settings)
    workplace.apply(read_demonstration())
    click.echo(_introduction(settings, workplace))
    workplace.close()
    serve_forever(lambda: build_app(settings), settings)


def _introduction(settings: Settings, workplace: Workplace) -> str:
    return _INTRODUCTION.format(
        url=settings.url,
        home=settings.home,
        command=Path(sys.argv[0]).absolute(),
        root_keys="",
    )
