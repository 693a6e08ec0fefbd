"""The OpenID Connect issuer's doors: discovery, keys, authorization, tokens, UserInfo.

Reads requests off the wire, asks the issuing use cases, and sends the answer where it belongs: to
client's registered address, as JSON, or onto a page of ours. Holds no rule about who gets what.
"""

from rolebridge.web.oidc import authorize, discovery, refusals, token
from rolebridge.web.oidc.blueprint import oidc

__all__ = ["authorize", "discovery", "oidc", "refusals", "token"]
