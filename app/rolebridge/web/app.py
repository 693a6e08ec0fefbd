"""Builds the Flask application out of services and options. Nothing is read from anywhere else."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from rolebridge.resources import find_resource_folder
from rolebridge.services import Services
from rolebridge.web.aws import AWSDoor
from rolebridge.web.browser_session import wire_login
from rolebridge.web.current import OPTIONS, SERVICES
from rolebridge.web.errors import handle_errors
from rolebridge.web.health import health
from rolebridge.web.idp import idp
from rolebridge.web.instances import instances
from rolebridge.web.oidc import oidc
from rolebridge.web.options import WebOptions
from rolebridge.web.pages import equip_templates
from rolebridge.web.portal import portal
from rolebridge.web.request_log import log_requests
from rolebridge.web.security import protect
from rolebridge.web.signin import signin
from rolebridge.web.turns import Turns

_YEAR = 31_536_000


class _Application(Flask):
    """No view or hook here is a coroutine, which Flask would ask of each at every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def build_flask_app(services: Services, options: WebOptions) -> Flask:
    """The application, with the door for calls to AWS in front of it."""
    app = _Application("rolebridge.web", template_folder=str(find_resource_folder("templates")))
    app.extensions[SERVICES] = services
    app.extensions[OPTIONS] = options
    _configure(app, options)
    log_requests(app)
    wire_login(app)
    protect(app)
    equip_templates(app)
    handle_errors(app)
    for blueprint in (idp, oidc, portal, signin, instances, health):
        app.register_blueprint(blueprint)
    return app


def _configure(app: Flask, options: WebOptions) -> None:
    # TRUSTED_HOSTS stays unset: it ignores ports and leaves no way to build a page that says what
    # is wrong. `security` compares the Host header, port included, before any view runs.
    app.config.update(
        MAX_CONTENT_LENGTH=options.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=options.max_body_bytes,
        MAX_FORM_PARTS=64,
        SEND_FILE_MAX_AGE_DEFAULT=_YEAR,
        TEMPLATES_AUTO_RELOAD=False,  # An installed template does not change under a server.
    )
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    turn = Lock()
    pages = Turns(app.wsgi_app, options.max_body_bytes, turn)
    app.wsgi_app = AWSDoor(  # type: ignore[method-assign]
        pages, lambda: app.extensions[SERVICES], lambda: app.extensions[OPTIONS], turn
    )
    if options.trusted_proxies:
        # Only the address: scheme and host come from the configured base URL.
        count = options.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=0, x_host=0
        )
