"""The inspectable refusal: AWS's own words, then what was checked, with which values."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Response

from rolebridge.saml.bindings import BindingRefused
from rolebridge.saml.checks import CheckResult, Stage, Status
from rolebridge.sts.console import ConsoleRefused
from rolebridge.sts.signin_token import SigninTokenRefused
from rolebridge.web.current import origin, services
from rolebridge.web.errors import ErrorPage, log_refusal, render_error
from rolebridge.web.signin.blueprint import signin

_POLICY_STEPS = (
    "Ask whoever owns the role’s trust policy to let this sign-in in: what it asked for is above.",
    "If your own details are wrong, have them put right at your company, then sign in again.",
)
_STEPS = (
    "Start again from your company’s portal: a sign-in is good once, and for five minutes.",
    "If it happens again, send the lines above and the request id to whoever runs the federation.",
)
_BROKER_STEPS = (
    "Ask your company’s broker for a new link: one is good for 15 minutes.",
    "If it happens again, send the line above and the request id to whoever runs the broker.",
)


@signin.errorhandler(ConsoleRefused)
def refuse(error: ConsoleRefused) -> Response:
    """Which check or which policy refused, and why. A message that failed a check is a bad one."""
    log_refusal(error)
    page = ErrorPage(
        400 if error.checks else 403,
        error.code,
        "This sign-in was refused",
        error.explanation,
        _STEPS if error.decision is None else _POLICY_STEPS,
    )
    return render_error(
        page,
        "signin/refused.html",
        aws_text=error.aws_text,
        stages=group_by_stage(error.checks),
        passed=sum(result.status is Status.PASSED for result in error.checks),
        total=len(error.checks),
        decision=error.decision,
    )


@signin.errorhandler(SigninTokenRefused)
def refuse_signin_token(error: SigninTokenRefused) -> Response:
    """A link of a broker that opens nothing."""
    log_refusal(error)
    title = "This link opens no console"
    return render_error(ErrorPage(400, error.code, title, error.explanation, _BROKER_STEPS))


@signin.errorhandler(BindingRefused)
def refuse_unreadable(error: BindingRefused) -> Response:
    """What was posted is no one message: nothing in it is looked at, only its row is left."""
    services().console.record_unreadable(error, origin())
    log_refusal(error)
    title = "This sign-in was refused"
    return render_error(ErrorPage(400, error.code, title, str(error), _STEPS))


@dataclass(frozen=True, slots=True)
class StageReport:
    """The checks of one part of the validation, for a line that can be unfolded."""

    name: str
    results: tuple[CheckResult, ...]

    @property
    def failed(self) -> bool:
        """Whether the refusal came here."""
        return any(result.status is Status.FAILED for result in self.results)

    @property
    def tally(self) -> str:
        """The part's outcome in a few words."""
        passed = sum(result.status is Status.PASSED for result in self.results)
        if self.failed:
            return "refused here"
        return f"{passed} of {len(self.results)} passed" if passed else "not reached"


def group_by_stage(checks: Sequence[CheckResult]) -> tuple[StageReport, ...]:
    """The checks in their order, cut where the part of the validation changes."""
    parts = groupby(checks, key=lambda result: result.check.stage)
    return tuple(
        StageReport("AWS" if stage is Stage.AWS else stage.value.capitalize(), tuple(results))
        for stage, results in parts
    )
