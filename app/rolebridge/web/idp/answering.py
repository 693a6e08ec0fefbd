"""What becomes of a checked request: the form that carries the answer, or a sign-in first."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rolebridge.idp.ports import PostForm, SignInRequest
from rolebridge.web.browser_session import find_session
from rolebridge.web.current import origin, services
from rolebridge.web.security import let_forms_leave


def answer(sign_in_request: SignInRequest) -> ResponseReturnValue:
    """Answer at once where the session allows it; park the request and ask to sign in otherwise."""
    outcome = services().sso.answer(sign_in_request, find_session(), origin())
    if isinstance(outcome, PostForm):
        return post_page(outcome)
    # `continue` is a keyword of Python's, hence the mapping.
    where: dict[str, Any] = {"continue": services().sso.park(sign_in_request)}
    return redirect(url_for("idp.login", **where), 303)


def post_page(form: PostForm) -> str:
    """The page that posts itself to the service provider (SAML Bindings 3.5.4)."""
    let_forms_leave()
    return render_template("idp/post.html", form=form)
