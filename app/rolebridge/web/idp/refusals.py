"""Pages for what the issuing use cases refuse.

A refusal that the service provider may hear goes to it as a SAML Status; every other one stays a
page of ours, because its reader cannot be trusted to be whom the request named.
"""

from flask import Response
from flask.typing import ResponseReturnValue

from rolebridge.errors import RolebridgeError
from rolebridge.idp.refusals import ClaimRefused, RequestRefused, RoleNotGranted, SAMLRefusal
from rolebridge.saml.bindings import BindingRefused
from rolebridge.web.current import origin, services
from rolebridge.web.errors import ErrorPage, log_refusal, render_error
from rolebridge.web.idp.answering import post_page
from rolebridge.web.idp.blueprint import idp

_STUCK = "This sign-in cannot go on"
_AGAIN = "Go back to the application and sign in from there again."
_OWNER = "If it happens again, tell the application’s owner, with the request id."
_ADMINISTRATOR = "Tell whoever administers the sign-in, with the request id."


@idp.errorhandler(SAMLRefusal)
def answer_service_provider(refusal: SAMLRefusal) -> ResponseReturnValue:
    """Tell the service provider, at its verified address."""
    return post_page(refusal.form)


@idp.errorhandler(BindingRefused)
def refuse_unreadable(error: BindingRefused) -> Response:
    """There is no message yet that a use case could refuse, so its row is asked for here."""
    services().sso.record_unreadable(error, origin())
    return answer_here(error)


@idp.errorhandler(RequestRefused)
def answer_here(error: RolebridgeError) -> Response:
    """Tell the person, and nobody else."""
    log_refusal(error)
    return render_error(ErrorPage(400, error.code, _STUCK, str(error), (_AGAIN, _OWNER)))


@idp.errorhandler(RoleNotGranted)
def explain_role(error: RoleNotGranted) -> Response:
    """Which rules could grant it, what each asked for, and what the person has."""
    log_refusal(error)
    page = ErrorPage(
        403,
        error.code,
        "That role is not yours" if error.role_arn else "No AWS role is yours",
        str(error),
        (
            "Ask whoever administers the mapping rules for what is missing above.",
            "If it was given to you just now, open it again from your roles.",
        ),
    )
    context = {"role": error.role_arn, "results": error.results}
    return render_error(page, "idp/refused.html", **context)


@idp.errorhandler(ClaimRefused)
def explain_claim(error: ClaimRefused) -> Response:
    """The set-up makes a value that must not be sent: name the rule that made it."""
    log_refusal(error)
    steps = (_ADMINISTRATOR, f"What makes the value is {error.source}.")
    return render_error(ErrorPage(500, error.code, _STUCK, str(error), steps))
