"""CSRF tokens without a store: an HMAC over the purpose and the cookie they belong to.

A foreign site can neither read the cookie nor compute the HMAC. A token dies with its cookie, so
signing in or out makes every older form worthless.
"""

import hashlib
import hmac

from rolebridge.errors import RolebridgeError
from rolebridge.web.cookies import Cookie

FIELD = "csrf_token"


class ForeignForm(RolebridgeError):
    """An unsafe request that does not prove to come from a page of ours."""

    code = "form_out_of_date"

    def __init__(self, detail: str) -> None:
        super().__init__("This form is out of date, or it did not come from here.", detail=detail)


def build_csrf_token(secret: bytes, cookie: Cookie, value: str) -> str:
    """The token for forms of a browser whose `cookie` holds `value`: 64 hex digits."""
    message = f"csrf|{cookie}|{value}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def verify_csrf_token(presented: str, secret: bytes, cookie: Cookie, value: str | None) -> None:
    """Raises ForeignForm unless the token belongs to the cookie."""
    if value is None:
        raise ForeignForm(f"no {cookie} cookie")
    expected = build_csrf_token(secret, cookie, value)
    if not hmac.compare_digest(presented.encode(), expected.encode()):
        raise ForeignForm("wrong token" if presented else "no token")
