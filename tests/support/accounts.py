"""The IAM API over a store in memory, called by whom a test likes.

world = AccountsWorld(now)
world.call("CreateUser", UserName="ann", Tags=[("team", "a")])
world.refuse("DeleteUser", UserName="ann")          # -> AWSRefused
"""

from dataclasses import replace

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.caller import Caller
from rolebridge.access.context import RequestFacts
from rolebridge.access.ports import LongTermKey
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.accounts.api import IAM
from rolebridge.audit.events import Origin
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.sigv4 import SignedRequest
from support.clock import SettableClock
from support.fakes import MemoryStore
from support.managed_policies import NamedPolicies
from support.sealing import MemorySealingKeys, SeededIds

ACCOUNT, OTHER = "111122223333", "444455556666"
ROOT_KEY = "AKIAROOTROOTROOTROOT"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OWN_METADATA = "<the metadata of our own identity provider>"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class AccountsWorld:
    """Two accounts, a clock, keys; `account` is the first one as it is stored now."""

    def __init__(self, now, *accounts):
        self.clock = SettableClock(now)
        self.ids = SeededIds()
        self.keys = MemorySealingKeys()
        self.managed = NamedPolicies(READ_ONLY, ADMINISTRATOR)
        entries = accounts or (AccountEntry(ACCOUNT, alias="prod"), AccountEntry(OTHER))
        self.store = MemoryStore(
            Configuration(1, Organisation(accounts=entries)), clock=self.clock, ids=self.ids
        )
        self.caller = self.root
        self.iam = IAM(
            self.store.unit_of_work,
            self.clock,
            self.ids,
            self.keys,
            self.managed,
            lambda request, origin, service: self.caller,
            lambda: OWN_METADATA,
        )

    @property
    def account(self):
        return self.store.configuration.accounts[ACCOUNT]

    @property
    def root(self):
        return self.root_of(ACCOUNT)

    def root_of(self, account):
        return Caller(f"arn:aws:iam::{account}:root", account, account, ROOT_KEY)

    def user(self, name):
        user = next(each for each in self.account.users if each.name == name)
        arn = self.account.user_arn(user)
        return Caller(arn, user.unique_id, ACCOUNT, "AKIAUSERUSERUSERUSER")

    def role_session(self, name):
        role = next(each for each in self.account.roles if each.name == name)
        now = self.clock()
        arn = self.account.role_arn(role)
        session = SessionFacts(SessionKind.ROLE, arn, role.unique_id, "session", now, now)
        return Caller(session.principal_arn, session.user_id, ACCOUNT, "ASIA" + "A" * 16, session)

    def call(self, action, *, by=None, **parameters):
        """The answer as nested dicts and lists."""
        self.caller = by or self.root
        request = SignedRequest("POST", "/aws/", "", (), b"")
        origin = Origin("request-1", "192.0.2.10", "aws-cli/2")
        raw = dict(_flatten(parameters))
        return _plain(self.iam.perform(AWSCall(action, raw, request, origin, RequestFacts())))

    def refuse(self, action, *, by=None, **parameters):
        """The refusal; nothing may have changed but the trail."""
        before = self.store.configuration, replace(self.store.state, events=[])
        with pytest.raises(AWSRefused) as caught:
            self.call(action, by=by, **parameters)
        assert (self.store.configuration, replace(self.store.state, events=[])) == before
        assert self.store.events[-1].reason == caught.value.code
        return caught.value

    def add_user(self, name, *statements, **parameters):
        """A user, with a policy of these statements where there are any."""
        self.call("CreateUser", UserName=name, **parameters)
        if statements:
            self.call(
                "PutUserPolicy", UserName=name, PolicyName="own", PolicyDocument=policy(*statements)
            )
        return self.user(name)

    def add_root_key(self):
        key = LongTermKey(
            ROOT_KEY, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, "sealed", self.clock()
        )
        self.store.add_access_key(key)
        return key


def policy(*statements):
    import json

    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **condition):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def wire(refusal):
    return refusal.aws_code, refusal.status, refusal.message


def _flatten(parameters, prefix=""):
    for name, value in parameters.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            members = {str(number): _name_tag(item) for number, item in enumerate(value, start=1)}
            yield from _flatten(members, f"{prefix}{name}.member.")
        else:
            yield f"{prefix}{name}", str(value)


def _name_tag(item):
    return {"Key": item[0], "Value": item[1]} if isinstance(item, tuple) else item


def _plain(value):
    if isinstance(value, tuple):
        return {name: _plain(item) for name, item in value if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
