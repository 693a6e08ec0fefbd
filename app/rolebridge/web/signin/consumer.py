"""`/aws/saml` and `/aws/saml/acs/ID`: take the posted response, ask which role, sign in.

The second is a SAML provider's own address: it takes what was made for that provider alone.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rolebridge.sts.console import ConsoleRole, ConsoleSignedIn
from rolebridge.web.cookies import Cookie, find_cookie, set_cookie
from rolebridge.web.current import origin, services
from rolebridge.web.posted import read_posted_form
from rolebridge.web.signin.blueprint import signin

# Where a RelayState may lead: below our own console, in plain path characters only. Anything else
# is left alone, as it is no address of ours to redirect to.
_CONSOLE_PATH = re.compile(r"/aws/console(?:/[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class ConsoleAccount:
    """The roles of one account, as the role page lists them."""

    id: str
    alias: str | None
    roles: tuple[ConsoleRole, ...]


@signin.post("/aws/saml")
def consume() -> ResponseReturnValue:
    """Whatever provider it is for."""
    return _consume(url_for("signin.consume"), None)


@signin.post("/aws/saml/acs/<provider_id>")
def consume_at_provider(provider_id: str) -> ResponseReturnValue:
    """What is for the provider with this SAMLProviderUUID."""
    return _consume(url_for("signin.consume_at_provider", provider_id=provider_id), provider_id)


def _consume(location: str, provider_id: str | None) -> ResponseReturnValue:
    """One role goes straight to the console; with several the page asks, and posts here again."""
    form = read_posted_form("SAMLResponse", "RelayState", "roleIndex")
    saml_response = form.get("SAMLResponse", "")
    relay_state = form.get("RelayState", "")
    role_arn = form.get("roleIndex", "")
    if not role_arn:
        choice = services().console.choose(saml_response, origin(), provider_id)
        if len(choice.roles) > 1:
            return render_template(
                "signin/roles.html",
                choice=choice,
                accounts=group_by_account(choice.roles),
                saml_response=saml_response,
                relay_state=relay_state,
                location=location,
            )
        role_arn = choice.roles[0].role_arn
    signed_in = services().console.sign_in(saml_response, role_arn, origin(), provider_id)
    return _open_console(signed_in, relay_state)


def _open_console(signed_in: ConsoleSignedIn, relay_state: str) -> ResponseReturnValue:
    """Show the new console session; one that this browser had ends."""
    old = find_cookie(Cookie.CONSOLE)
    if old:
        services().console.sign_out(old, origin())
    response = make_response(redirect(read_console_path(relay_state), 303))
    set_cookie(response, Cookie.CONSOLE, signed_in.token)
    return response


def read_console_path(relay_state: str) -> str:
    """The path that a RelayState names where it is one of the console's, else the console."""
    if _CONSOLE_PATH.fullmatch(relay_state):
        return relay_state
    return url_for("signin.console")


def group_by_account(roles: tuple[ConsoleRole, ...]) -> tuple[ConsoleAccount, ...]:
    """Roles under their accounts, accounts by alias or id, roles by name."""
    ordered = sorted(roles, key=lambda r: (r.alias or r.account, r.account, r.role_name))
    return tuple(
        ConsoleAccount(account, alias, tuple(group))
        for (account, alias), group in groupby(ordered, key=lambda r: (r.account, r.alias))
    )
