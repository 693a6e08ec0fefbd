"""Asking whether the caller may do an operation to what it is about."""

from rolebridge.access.authorize import Question, authorize_call
from rolebridge.accounts.operation import Target, Work
from rolebridge.accounts.refusals import invalid_input
from rolebridge.iam import InvalidRequest


def require(work: Work, action: str, target: Target) -> None:
    """Raise AWSRefused (AccessDenied) unless the caller's policies allow `iam:ACTION` there.

    What is longer than any name of something can be is refused as well.
    """
    question = Question(f"iam:{action}", target.arn, target.context)
    try:
        authorize_call(work.caller, question, work.sources, work.managed)
    except InvalidRequest as error:
        raise invalid_input(str(error), has_aws_text=False) from None
