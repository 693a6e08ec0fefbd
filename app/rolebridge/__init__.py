"""rolebridge: a SAML 2.0 identity provider and the AWS side that trusts it, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from rolebridge.settings import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """Build the Flask application; the composition root is imported only when one is wanted."""
    from rolebridge.bootstrap import build_app

    return build_app(settings)
