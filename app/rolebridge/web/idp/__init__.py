"""The identity provider's doors: sign-in, sign-out, metadata and the single sign-on service.

Reads messages off the wire, asks the issuing use cases, and renders the form that carries the
answer. Holds no rule about who may get what.
"""

from rolebridge.web.idp import login, logout, metadata, refusals, sso, start
from rolebridge.web.idp.blueprint import idp

__all__ = ["idp", "login", "logout", "metadata", "refusals", "sso", "start"]
