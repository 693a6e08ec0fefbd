"""`rolebridge demo`: the demonstration organisation, on this machine only."""

import sys
from pathlib import Path

import click

from rolebridge.bootstrap import Workplace, build_app, initialise
from rolebridge.cli.environment import read_settings
from rolebridge.cli.server import require_free_address, serve_forever
from rolebridge.federation.demonstration import FILE, INTRODUCTIONS, read_demonstration

_INTRODUCTION = """
rolebridge demonstrates Example Corp at {url}

Open {url} in a browser and sign in as
{people}

In another shell, temporary credentials for alice (asks for the password):
    {command} credentials --url {url} \\
        --user alice --role ReadOnly --account example-dev

The same, used by the AWS CLI (or any SDK):
    export AWS_ENDPOINT_URL={url}/aws AWS_DEFAULT_REGION=us-east-1
    eval "$({command} credentials --url {url} \\
        --user alice --role ReadOnly --account example-dev --shell)"
    aws sts get-caller-identity --endpoint-url {url}/aws

What bob may not have, refused in AWS's words:
    {command} credentials --url {url} \\
        --user bob --role Administrator --account example-dev

Root access key of each account, for calls that need no role:
{root_keys}

Everything is kept in {home}, your changes too: remove it to begin anew.
Ctrl-C ends it.
"""


@click.command()
def demo() -> None:
    """Serve the demonstration organisation on loopback, made where it is missing.

    What you change in it stays. To begin anew, end it and remove its folder (ROLEBRIDGE_HOME).
    """
    settings = read_settings(demo=True)
    require_free_address(settings.bind)
    workplace = initialise(settings)
    workplace.federation.begin_with(read_demonstration(), workplace.new_origin("demo"), source=FILE)
    click.echo(_introduce(workplace))
    workplace.close()
    serve_forever(lambda: build_app(settings), settings)


def _introduce(workplace: Workplace) -> str:
    keys = [
        workplace.key_ring.read_root_key(each) for each in workplace.key_ring.root_key_accounts()
    ]
    lines = [
        f"    {key.account}:\n"
        f"    export AWS_ACCESS_KEY_ID={key.access_key_id} "
        f"AWS_SECRET_ACCESS_KEY={key.secret_access_key}"
        for key in keys
    ]
    people = [f"    {each.username:<9}{each.password:<25}{each.may}" for each in INTRODUCTIONS]
    return _INTRODUCTION.format(
        people="\n".join(people),
        url=workplace.settings.url,
        home=workplace.settings.home,
        command=Path(sys.argv[0]).absolute(),
        root_keys="\n".join(lines),
    )
