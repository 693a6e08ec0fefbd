"""Forms by which other sites hand SAML messages over: one reading of them, or none.

A second value of a name, a value in the query beside the body, or another kind of body is how two
readers of one request are brought to see two messages. SAML Bindings 3.5.4 knows one shape only.
"""

from flask import request

from rolebridge.saml.bindings import BindingRefused

_FORM = "application/x-www-form-urlencoded"
# What carries a message, or goes along with one. Other names are not read at all.
_NAMES = frozenset(
    {"SAMLRequest", "SAMLResponse", "SAMLart", "RelayState", "SigAlg", "Signature", "SAMLEncoding"}
)


def read_posted_form(*wanted: str) -> dict[str, str]:
    """The `wanted` fields that were sent, by name. Raises BindingRefused.

    A field that carries another message than the one wanted is refused, not ignored.
    """
    if request.mimetype != _FORM:
        raise BindingRefused("body", f"it must be {_FORM}")
    for name in sorted(_NAMES.union(wanted)):
        if name in request.args:
            raise BindingRefused(name, "it must stand in the body, not in the query")
        if len(request.form.getlist(name)) > 1:
            raise BindingRefused(name, "it may stand there once")
    for name in ("SAMLRequest", "SAMLResponse", "SAMLart"):
        if name in request.form and name not in wanted:
            raise BindingRefused(name, f"this address takes {wanted[0]} only")
    return {name: request.form[name] for name in wanted if name in request.form}
