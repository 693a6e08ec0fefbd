"""`rolebridge credentials`: sign in, redeem an assertion, print temporary credentials."""

import json
import shlex
from collections.abc import Callable
from typing import Any

import click

from rolebridge.arn import ACCOUNT_ID, ARN, build_role_arn
from rolebridge.cli.environment import read_settings
from rolebridge.cli.passwords import ask_password
from rolebridge.client import PortalClient, PortalRefused, PortalRole


def _require_scheme(
    _context: click.Context, _option: click.Parameter, url: str | None
) -> str | None:
    """Without one, a request fails in a way that looks as if no server were there."""
    if url is not None and not url.startswith(("http://", "https://")):
        raise click.BadParameter(f"{url!r} must begin with http:// or https://")
    return url


def federation_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name a person, a role and a server: alike for every verb that signs in."""
    for option in (
        click.option(
            "--url",
            callback=_require_scheme,
            help="Base URL of the server (default: ROLEBRIDGE_URL).",
        ),
        click.option("--account", help="Account id or alias; needed unless --role is an ARN."),
        click.option("--role", required=True, help="Role name or ARN."),
        click.option("--user", required=True, help="Who signs in."),
    ):
        command = option(command)
    return command


@click.command()
@federation_options
@click.option("--duration", type=int, help="Seconds, 900 to the role's MaxSessionDuration.")
@click.option("--shell", is_flag=True, help="Print export lines instead of JSON.")
def credentials(**options: Any) -> None:
    """Print temporary credentials as `credential_process` JSON (Version 1).

    The password is ROLEBRIDGE_PASSWORD, or is asked for on the terminal, below the AWS CLI too.
    """
    client = sign_in(options["url"], options["user"])
    roles = client.list_roles()
    role = choose_role(roles, options["role"], options["account"])
    try:
        keys = client.assume_role(role.role_arn, role.provider_arn, options["duration"])
    except PortalRefused as refused:
        if role in roles:
            raise
        why = f"The rules and what they ask for: {client.console_address(role.role_arn)}"
        raise PortalRefused(f"{refused}\n{why}") from None
    click.echo(as_shell(keys) if options["shell"] else as_process(keys, role.account))


def sign_in(url: str | None, user: str) -> PortalClient:
    """Sign in over HTTP. Raises PortalRefused or PortalUnreachable."""
    client = PortalClient(url or read_settings().url)
    client.sign_in(user, ask_password(f"Password of {user}: "))
    return client


def choose_role(roles: tuple[PortalRole, ...], role: str, account: str | None) -> PortalRole:
    """The offered role that the options name, or the one they would name were it offered.

    A role that is not offered is asked for all the same: the refusal is STS's to give. Raises
    PortalRefused when nothing tells the account or the provider.
    """
    matching = [r for r in roles if role in (r.name, r.role_arn) and _is_in(r, account)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        places = ", ".join(sorted(r.alias or r.account for r in matching))
        raise PortalRefused(
            f"The role {role} is in several accounts ({places}); name one by --account."
        )
    return _unoffered_role(roles, role, account)


def _unoffered_role(roles: tuple[PortalRole, ...], role: str, account: str | None) -> PortalRole:
    known = next((r for r in roles if _is_in(r, account)), roles[0] if roles else None)
    if role.startswith("arn:"):
        number = ARN.parse(role).account
    elif account and ACCOUNT_ID.fullmatch(account):
        number = account
    else:
        number = known.account if known and account and _is_in(known, account) else ""
    if known is None or not number:
        offered = ", ".join(sorted(f"{r.name} in {r.alias or r.account}" for r in roles)) or "none"
        raise PortalRefused(
            f"There is no role {role} in {account or 'any account'}. Offered: {offered}."
        )
    provider = ARN.parse(known.provider_arn)
    arn = (
        role
        if role.startswith("arn:")
        else str(build_role_arn(provider.partition, number, "/", role))
    )
    provider_arn = known.provider_arn.replace(f":{known.account}:", f":{number}:")
    return PortalRole(number, None, role, arn, provider_arn)


def _is_in(role: PortalRole, account: str | None) -> bool:
    return account is None or account in (role.account, role.alias)


def as_process(keys: dict[str, str], account: str) -> str:
    """What `credential_process` reads: JSON, Version 1."""
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
    answer = {"Version": 1, **{name: keys[name] for name in names}, "AccountId": account}
    return json.dumps(answer, indent=2)


def as_shell(keys: dict[str, str]) -> str:
    """Lines for a shell to evaluate."""
    return "\n".join(
        f"export {variable}={shlex.quote(keys[name])}"
        for variable, name in (
            ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
            ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
            ("AWS_SESSION_TOKEN", "SessionToken"),
        )
    )
