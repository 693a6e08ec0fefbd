"""Trust policies that are about to be stored: their form, and whether those they name exist.

IAM User Guide, "AWS JSON policy elements: Principal": roles and users must exist when they are
named. What belongs to an account that the set-up does not have cannot be looked up and is taken as
it is written, as are the providers of federated principals.
"""

import re

from rolebridge.access.refusals import AWSRefused, malformed_policy
from rolebridge.accounts.documents import check_document
from rolebridge.accounts.operation import Work
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.trust_principals import replace_principals
from rolebridge.iam import PolicyKind, parse_policy
from rolebridge.iam.principals import PrincipalType
from rolebridge.ids import account_of_aws_id

_ENTITY = re.compile(r"arn:[a-z-]+:iam::([0-9]{12}):(?:role|user)/.*")
_SESSION = re.compile(r"arn:[a-z-]+:sts::([0-9]{12}):assumed-role/([^/]*)/.*")
_UNIQUE_ID = re.compile(r"(?:AIDA|AROA)[A-Z0-9]+")


def check_trust_policy(work: Work, text: str) -> str:
    """The text as it is to be stored: a unique id in it becomes the ARN of whose it is.

    Raises AWSRefused in AWS's words.
    """
    check_document(text, PolicyKind.TRUST)
    by_id = {}
    for name in _list_names(text):
        if _UNIQUE_ID.fullmatch(name):
            by_id[name] = _find_bearer(work, name)
        elif not _exists(work, name):
            raise _invalid_principal(name)
    return replace_principals(text, by_id) if by_id else text


def _list_names(text: str) -> list[str]:
    """The names of AWS principals, each once."""
    names = {
        name: None
        for statement in parse_policy(text, PolicyKind.TRUST).statements
        if statement.principals is not None
        for kind, name in statement.principals.written
        if kind is PrincipalType.AWS
    }
    return list(names)


def _exists(work: Work, name: str) -> bool:
    entity = _ENTITY.fullmatch(name)
    if entity is not None:
        account = _find_account(work, entity[1])
        return account is None or any(arn == name for arn, _ in account.list_principals())
    session = _SESSION.fullmatch(name)
    if session is not None:
        account = _find_account(work, session[1])
        return account is None or any(role.name == session[2] for role in account.roles)
    return True


def _find_bearer(work: Work, unique_id: str) -> str:
    """The ARN of the role or user with that id. Raises AWSRefused where there is none any more."""
    account = _find_account(work, account_of_aws_id(unique_id) or "")
    for arn, known in account.list_principals() if account else ():
        if known == unique_id:
            return arn
    raise _invalid_principal(unique_id)


def _find_account(work: Work, number: str) -> AccountEntry | None:
    """The account as it stands in the transaction."""
    return work.account if number == work.account.id else work.configuration.accounts.get(number)


def _invalid_principal(name: str) -> AWSRefused:
    return malformed_policy(f'Invalid principal in policy: "AWS":"{name}"', has_aws_text=True)
