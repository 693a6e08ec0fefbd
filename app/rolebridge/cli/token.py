"""`rolebridge token`: an OpenID Connect token on stdout, as a web_identity_token_file holds it."""

import json
import sys
from datetime import timedelta
from typing import Any, NoReturn

import click

from rolebridge.cli.credentials import sign_in
from rolebridge.cli.root_keys import opened_workplace
from rolebridge.idp.oidc.clients import AWS_CLIENT_ID
from rolebridge.idp.oidc.requests import SCOPES
from rolebridge.idp.oidc.tokens import RESERVED
from rolebridge.oidc.tokens import MAX_CHARACTERS, parse_token
from rolebridge.oidc.unverified import read_unverified_claims

_FOR_JOBS = ("subject", "claims", "lifetime")
_FOR_PEOPLE = ("url", "scopes", "redirect_uri")
_LIFETIME = 900
_DEFAULT_SCOPES = ("openid", "profile", "email", "groups")


@click.command()
@click.option(
    "--audience", default=AWS_CLIENT_ID, show_default=True, help="Whom the token is meant for."
)
@click.option("--subject", help="Who the token speaks for, 6 to 255 characters: a job, no person.")
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="NAME=VALUE",
    help="One more claim; a VALUE that is a JSON object or list is taken as one.",
)
@click.option(
    "--lifetime",
    type=click.IntRange(1, 86_400),
    help=f"Seconds that it is good for (default: {_LIFETIME}).",
)
@click.option("--user", help="Sign in as this person instead, over HTTP.")
@click.option("--url", help="Base URL of the server to sign in at (default: ROLEBRIDGE_URL).")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What to tell of a person."
)
@click.option("--redirect-uri", help="The address of the client, where --audience is another one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the token and what it says.")
def token(**options: Any) -> None:
    """Print a token of our own issuer.

    Without --user it speaks for a job, and whoever may read the home folder may make it. With
    --user somebody signs in and gets a token about themselves; the password is ROLEBRIDGE_PASSWORD,
    or is asked for on the terminal.

    `rolebridge token --subject build-of-main > token` makes a file for web_identity_token_file.
    """
    _refuse_mixture(options)
    text = _ask(options) if options["user"] else _mint(options)
    if options["as_json"]:
        click.echo(json.dumps(_describe(text), indent=2))
    else:
        # A line break would be part of the token for whoever reads the file.
        click.echo(text, nl=sys.stdout.isatty())


def _refuse_mixture(options: dict[str, Any]) -> None:
    foreign = _FOR_JOBS if options["user"] else _FOR_PEOPLE
    for name in foreign:
        if options[name]:
            goes_with = "without --user" if options["user"] else "with --user"
            option = name.removesuffix("s").replace("_", "-")
            raise click.UsageError(f"--{option} goes {goes_with} only.")
    if not options["user"] and not options["subject"]:
        raise click.UsageError("--subject is needed: a token speaks for somebody. Or use --user.")


def _mint(options: dict[str, Any]) -> str:
    subject, claims = options["subject"], dict(map(_read_claim, options["claims"]))
    if not 6 <= len(subject) <= 255:
        raise click.BadParameter("6 to 255 characters are what STS takes.", param_hint="--subject")
    lifetime = timedelta(seconds=options["lifetime"] or _LIFETIME)
    with opened_workplace() as workplace:
        origin = workplace.new_origin("token")
        text = workplace.oidc.mint_for_job(subject, options["audience"], lifetime, claims, origin)
    if len(text) > MAX_CHARACTERS:
        raise click.UsageError(f"STS takes no token of more than {MAX_CHARACTERS} characters.")
    return text


def _ask(options: dict[str, Any]) -> str:
    client = sign_in(options["url"], options["user"])
    scopes = ("openid", *options["scopes"]) if options["scopes"] else _DEFAULT_SCOPES
    return client.get_id_token(
        options["audience"], " ".join(dict.fromkeys(scopes)), options["redirect_uri"]
    )


def _read_claim(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--claim")
    if name in RESERVED:
        raise click.BadParameter(f"{name} is set by the issuer", param_hint="--claim")
    if not value.startswith(("{", "[")):
        return name, value
    try:
        return name, json.loads(value, parse_constant=_refuse_constant)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not JSON", param_hint="--claim") from None


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _describe(text: str) -> dict[str, Any]:
    return {"token": text, "claims": read_unverified_claims(parse_token(text))}
