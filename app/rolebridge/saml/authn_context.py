"""Authentication context classes: what is asked for, and what a password sign-in can claim.

Over https a password travels protected, so PasswordProtectedTransport holds. It is claimed on
plain http too, because plain http is served on loopback addresses only: the password never leaves
the machine, and most service provider libraries ask for exactly this class unless told otherwise,
so that nothing could be tried out locally if it were withheld.
"""

from collections.abc import Sequence
from enum import StrEnum

_CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"


class AuthnContextClass(StrEnum):
    """The classes a sign-in with a password satisfies, from weakest to strongest."""

    UNSPECIFIED = f"{_CLASSES}unspecified"
    PASSWORD = f"{_CLASSES}Password"
    PASSWORD_PROTECTED_TRANSPORT = f"{_CLASSES}PasswordProtectedTransport"


class Comparison(StrEnum):
    """How requested classes are compared with the one given (SAML Core 3.3.2.2.1)."""

    EXACT = "exact"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    BETTER = "better"


_STRENGTH = {each.value: position for position, each in enumerate(AuthnContextClass)}
_BY_STRENGTH = tuple(each.value for each in AuthnContextClass)
STRONGEST = AuthnContextClass.PASSWORD_PROTECTED_TRANSPORT.value


def find_authn_context(classes: Sequence[str], comparison: Comparison) -> str | None:
    """The class to state for a password sign-in, or None if it satisfies none of those asked for.

    Without any asked for, the strongest. Classes that are not known here have no known strength:
    they satisfy nothing, and nothing is better than they are (SAML Core 3.3.2.2.1).
    """
    if not classes:
        return STRONGEST
    known = [_STRENGTH[each] for each in classes if each in _STRENGTH]
    if not known:
        return None
    if comparison is Comparison.EXACT:
        return next(each for each in classes if each in _STRENGTH)
    if comparison is Comparison.MINIMUM:
        return STRONGEST
    if comparison is Comparison.MAXIMUM:
        return _BY_STRENGTH[max(known)]
    better = len(known) == len(classes) and max(known) < _STRENGTH[STRONGEST]
    return STRONGEST if better else None
