"""The company's own pages: which accounts and roles are mine, my password, my sessions."""

from rolebridge.web.portal import account, home
from rolebridge.web.portal.blueprint import portal

__all__ = ["account", "home", "portal"]
