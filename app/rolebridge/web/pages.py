"""What every template may use: who is signed in, CSRF tokens, versioned static files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask, g, request

from rolebridge.clock import format_instant
from rolebridge.web.browser_names import describe_browser
from rolebridge.web.browser_session import find_session
from rolebridge.web.cookies import Cookie, find_cookie
from rolebridge.web.csrf import build_csrf_token
from rolebridge.web.current import options, request_id, services


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a form was not accepted: a few words, and a sentence with what to do."""

    title: str
    text: str


_COOKIES = {"session": Cookie.SESSION, "console": Cookie.CONSOLE}


def equip_templates(app: Flask) -> None:
    """Hand the templates their context and functions."""
    app.context_processor(_context)
    app.add_template_global(_csrf_token, "csrf_token")
    app.add_template_global(_static_urls(Path(str(app.static_folder))), "static_url")
    app.add_template_global(_organisation, "organisation")
    app.add_template_global(format_instant, "iso")
    app.add_template_filter(describe_browser, "browser")


def _context() -> dict[str, object]:
    # The AWS side is another site in spirit: its pages do not know who is signed in over here.
    session = None if request.blueprint == "signin" else find_session()
    return {
        "about": services().about,
        "person": session.person if session else None,
        "request_id": request_id(),
    }


def _organisation() -> str:
    """The company's name, read once a request."""
    if "organisation" not in g:
        g.organisation = services().about.organisation()
    return cast("str", g.organisation)


def _csrf_token(name: str) -> str:
    """The token for a form that acts on the browser session or on the console session."""
    cookie = _COOKIES[name]
    return build_csrf_token(options().secret, cookie, find_cookie(cookie) or "")


def _static_urls(folder: Path) -> Callable[[str], str]:
    """Builds a static file's address with its content's digest, so that it may be cached long."""

    @cache
    def build(name: str) -> str:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        return f"/static/{name}?v={digest[:12]}"

    return build


def now() -> datetime:
    """The present instant, for pages that tell how long something lasts."""
    return services().clock()
