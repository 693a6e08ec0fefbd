"""Asking whether the caller may do an operation to what it is about."""

from rolebridge.access.authorize import Question, authorize_call
from rolebridge.accounts.operation import Target, Work


def require(work: Work, action: str, target: Target) -> None:
    """Raise AWSRefused (AccessDenied) unless the caller's policies allow `iam:ACTION` there."""
    question = Question(f"iam:{action}", target.arn, target.context)
    authorize_call(work.caller, question, work.sources, work.managed)
