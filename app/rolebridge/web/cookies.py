"""The three cookies: each holds an opaque random value and nothing else.

The prefix `__Host-` and the Secure flag are left out only where the public address is plain http,
which the settings allow on a loopback address alone.
"""

from enum import StrEnum

from flask import Response, request

from rolebridge.web.current import options

_LONGEST = 128


class Cookie(StrEnum):
    """What the value names."""

    SESSION = "rolebridge_session"  # a signed-in browser of the identity provider
    CONSOLE = "rolebridge_console"  # a signed-in console: the AWS side is another site in spirit
    VISIT = "rolebridge_visit"  # a visitor of the sign-in page, before there is a session

    @property
    def wire_name(self) -> str:
        """The name as browsers see it (RFC 6265bis 4.1.3.2)."""
        return f"__Host-{self}" if options().is_https else str(self)


def find_cookie(cookie: Cookie) -> str | None:
    """The value that the browser sent, unless it is none of ours by its length."""
    value = request.cookies.get(cookie.wire_name)
    return value if value and len(value) <= _LONGEST else None


def set_cookie(response: Response, cookie: Cookie, value: str) -> None:
    """Give the browser a cookie until it closes; how long it is good for is the server's."""
    response.set_cookie(
        cookie.wire_name,
        value,
        path="/",
        httponly=True,
        secure=options().is_https,
        samesite="Lax",
    )


def drop_cookie(response: Response, cookie: Cookie) -> None:
    """Take a cookie away, with the flags it was set with."""
    response.delete_cookie(
        cookie.wire_name,
        path="/",
        httponly=True,
        secure=options().is_https,
        samesite="Lax",
    )
