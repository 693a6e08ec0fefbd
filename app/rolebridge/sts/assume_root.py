"""AssumeRoot: fifteen minutes as the root of another account, for one task.

Callers of the management account may, where their policies allow it; without such an account
nobody may. Source: STS API reference, AssumeRoot; IAM User Guide, "Perform a privileged task on an
organization member account".
"""

import re
from dataclasses import replace
from datetime import timedelta

from rolebridge.access.authorize import Question
from rolebridge.access.call import Fields
from rolebridge.access.context import Values
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts, SessionKind, SessionPolicies
from rolebridge.arn import ACCOUNT_ID
from rolebridge.iam import Decision
from rolebridge.sts.signed_refusals import not_permitted, target_invalid, task_unknown, write_denial
from rolebridge.sts.work import Work

TASKS = (
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
)
DEFAULT_DURATION = 900

_ACTION = "sts:AssumeRoot"
_ROOT_ARN = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):root")


def assume_root(work: Work) -> Fields:
    """Decide, open and answer. Raises AWSRefused.

    The session may do what the task's policy allows, which is one of AWS's managed policies; it
    may do nothing where that is not known here.
    """
    target = _read_target(work)
    task = _read_task(work)
    _authorize(work, target, task)
    calling = work.caller.session
    seconds = work.parameters.find_number("DurationSeconds")
    issued_at = work.now.replace(microsecond=0)
    session = SessionFacts(
        kind=SessionKind.ROOT,
        issuer_arn=target,
        issuer_id=target.split(":")[4],
        name=work.caller.issuer.name,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=seconds or DEFAULT_DURATION),
        source_identity=calling.source_identity if calling else None,
        policies=SessionPolicies(managed=(task,)),
    )
    return replace(work.open(session), packed_policy_size=None).write()


def _read_target(work: Work) -> str:
    """The ARN of the root that TargetPrincipal names, by its ARN or its account's id."""
    text = work.parameters.text("TargetPrincipal")
    if ACCOUNT_ID.fullmatch(text):
        return f"arn:{work.caller.partition}:iam::{text}:root"
    if _ROOT_ARN.fullmatch(text) is None:
        raise target_invalid(text)
    return text


def _read_task(work: Work) -> str:
    task = work.parameters.find_structure("TaskPolicyArn")
    arn = task.text("arn") if task else ""
    prefix, _, name = arn.rpartition("/")
    if name not in TASKS or prefix != f"arn:{work.caller.partition}:iam::aws:policy/root-task":
        raise task_unknown(arn)
    return arn


def _authorize(work: Work, target: str, task: str) -> None:
    caller = work.caller
    values: Values = {"sts:TaskPolicyArn": task}
    question = Question(_ACTION, target, values, resource_account=caller.account)
    decision = work.decide(question)
    if caller.is_root or not decision.is_allowed:
        raise _deny(work, target, decision)
    account = work.configuration.accounts.get(target.split(":")[4])
    is_member = account is not None and account.root_arn == target
    is_managing = work.management_account == caller.account != target.split(":")[4]
    if not (is_member and is_managing):
        raise _deny(work, target, decision)


def _deny(work: Work, target: str, decision: Decision) -> AWSRefused:
    text = write_denial(work.caller, _ACTION, target)
    return not_permitted(text, "root_sessions", decision=decision)
