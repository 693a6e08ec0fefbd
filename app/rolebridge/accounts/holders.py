"""Whose keys and devices a call is about: a user that is named, or the caller itself.

Many operations may leave UserName out; then they mean the user, or the root, that signed.
"""

from dataclasses import dataclass

from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.entities import USER, describe
from rolebridge.accounts.operation import Target, Work
from rolebridge.federation.account import AccountEntry, UserEntry


@dataclass(frozen=True, slots=True)
class Holder:
    """A user, or the root of an account, for whom `user` is None and `id` is the account's."""

    id: str
    arn: str
    user: UserEntry | None

    @property
    def name(self) -> str | None:
        """The user's name."""
        return self.user.name if self.user else None


def get_holder(work: Work) -> Holder:
    """Whom a call means. Raises AWSRefused for an unknown name, and for a caller that is neither
    user nor root and names nobody.
    """
    name = work.parameters.find_text("UserName")
    if name is not None:
        return describe_holder(work.account, USER.get(work.account, name))
    found = _find_caller(work.account, work.caller)
    if found is None:
        raise _user_name_missing()
    return found


def describe_holder(account: AccountEntry, user: UserEntry) -> Holder:
    """A user as a holder."""
    return Holder(user.unique_id, account.user_arn(user), user)


def find_holder_target(account: AccountEntry, caller: Caller, parameters: Parameters) -> Target:
    """The user that is meant, with its tags and boundary; every user where nobody is."""
    if "UserName" in parameters:
        return USER.find_target(account, caller, parameters)
    found = _find_caller(account, caller)
    if found is None:
        return Target(USER.name_arn(account, "*"), {})
    return Target(found.arn, {} if found.user is None else describe(found.user))


def _find_caller(account: AccountEntry, caller: Caller) -> Holder | None:
    if caller.issuer_arn == account.root_arn:
        return Holder(account.id, account.root_arn, None)
    users = (user for user in account.users if user.unique_id == caller.issuer_id)
    return next((describe_holder(account, user) for user in users), None)


def _user_name_missing() -> AWSRefused:
    text = "Must specify userName when calling with non-User credentials"
    return AWSRefused("ValidationError", 400, text, reason="user_name_missing")
