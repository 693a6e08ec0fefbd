"""The command `rolebridge`: one file for each family of verbs, loaded only when it is called.

Owns arguments, exit statuses (0 yes, 1 no and here is why, 2 misuse) and what is printed. Must not
hold rules: those are in the use cases.
"""

import importlib
import sys

import click

from rolebridge import __version__
from rolebridge.errors import RolebridgeError

_VERBS = {
    "apply": "Bring the set-up to what a federation file says.",
    "audit": "List and follow the audit trail.",
    "bench": "Measure issuing, exchanging and the server against their floors.",
    "console": "Open the console as a role.",
    "credentials": "Print temporary credentials for a role.",
    "demo": "Serve the demonstration organisation on this machine.",
    "explain": "Say whether policies allow a request, and why.",
    "export": "Write the set-up as a federation file.",
    "init": "Prepare a home folder for an organisation of one's own.",
    "keys": "Signing keys, sealing keys and root access keys.",
    "lint": "Find what is wrong or odd in policies.",
    "metadata": "Print SAML metadata.",
    "people": "People, passwords and groups.",
    "schema": "Print the JSON Schema of a file format.",
    "serve": "Serve the organisation in the home folder.",
    "token": "Print an OpenID Connect token, for a job or for a person.",
    "validate": "Validate SAML responses from a file of cases.",
}

# Measuring is a room of its own beside this one.
_ELSEWHERE = {"bench": "rolebridge.bench.command"}


class _Verbs(click.Group):
    """Imports the module of a verb only when that verb is used, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return sorted(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _VERBS:
            return None
        place = _ELSEWHERE.get(cmd_name, f"rolebridge.cli.{cmd_name}")
        module = importlib.import_module(place)
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(sorted(_VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rolebridge")
def rolebridge() -> None:
    """A SAML 2.0 identity provider and the AWS side that trusts it, in one offline process."""


def main() -> None:
    """Run the command; a refusal is one clear text on stderr and exit status 1."""
    try:
        rolebridge()
    except RolebridgeError as error:
        click.echo(f"rolebridge: {error}", err=True)
        sys.exit(2 if error.code == "settings_invalid" else 1)
    except OSError as error:  # A file or folder that a verb was told to use.
        click.echo(
            f"rolebridge: {error.filename or 'the system'}: {error.strerror or error}", err=True
        )
        sys.exit(1)
