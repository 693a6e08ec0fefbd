"""The STS API over a store in memory, called by whom a test likes.

world = STSWorld(now)
answer = world.assume("Reader", by=world.user("ann"))
world.assume("Admin", by=world.session(answer))
world.refuse("AssumeRole", by=world.root, RoleArn=..., RoleSessionName="x")   # -> AWSRefused

Account A (PROD) has the users ann, who may do everything, and bob, who may do nothing; account B
(DEV) has the user eve, who may do everything there.
"""

import json
from datetime import timedelta

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.caller import Caller
from rolebridge.access.context import RequestFacts
from rolebridge.access.ports import LongTermKey, MFADevice
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.totp import compute_code, seal_seed
from rolebridge.audit.events import Origin
from rolebridge.federation.account import AccountEntry, PolicyEntry, RoleEntry, UserEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.trust_principals import pin_principals
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.credentials import unseal_session
from rolebridge.sts.service_roles import ServiceRoles
from rolebridge.sts.signed_calls import SignedCalls
from support.clock import SettableClock
from support.fakes import MemoryStore
from support.managed_policies import NamedPolicies
from support.sealing import MemorySealingKeys, SeededIds

PROD, DEV = "111122223333", "444455556666"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ORIGIN = Origin("request-1", "192.0.2.10", "aws-cli/2")
SEED = b"12345678901234567890"


def role_arn(name, account=PROD):
    return f"arn:aws:iam::{account}:role/{name}"


def user_arn(name, account=PROD):
    return f"arn:aws:iam::{account}:user/{name}"


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(effect="Allow", action="*", resource="*", **condition):
    body = {"Effect": effect, "Action": action, "Resource": resource}
    return body | ({"Condition": condition} if condition else {})


EVERYTHING = document(statement())
EVERY_ACTION = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def trusts(*principals, actions=EVERY_ACTION, kind="AWS", effect="Allow", **condition):
    body = {"Effect": effect, "Principal": {kind: list(principals)}, "Action": list(actions)}
    return body | ({"Condition": condition} if condition else {})


TRUSTS_ANN = document(trusts(user_arn("ann")))


def role(name, *trust, allows=EVERYTHING, **more):
    path, _, bare = f"/{name}".rpartition("/")
    more.setdefault("unique_id", f"AROA{bare.upper():X<17}"[:21])
    inline = {"own": allows} if allows else {}
    return RoleEntry(bare, document(*trust), path=f"{path}/", **{"inline_policies": inline, **more})


def user(name, allows=None, **more):
    more.setdefault("unique_id", f"AIDA{name.upper():X<17}"[:21])
    inline = {"own": allows} if allows else {}
    return UserEntry(name, **{"inline_policies": inline, **more})


def make_accounts(*roles, users=(), dev_roles=(), **more):
    """Both accounts, with these roles in the first and `dev_roles` in the second."""
    people = {"ann": user("ann", EVERYTHING), "bob": user("bob")}
    people |= {each.name: each for each in users}
    policies = (PolicyEntry("Narrow", document(statement(action="s3:*"))),)
    return (
        AccountEntry(
            PROD, roles=roles, users=tuple(people.values()), **{"policies": policies, **more}
        ),
        AccountEntry(DEV, roles=dev_roles, users=(user("eve", EVERYTHING),)),
    )


class STSWorld:
    """Both accounts, a clock, keys; what a call leaves is in `events`."""

    def __init__(self, now, *roles, **more):
        self.clock = SettableClock(now)
        self.ids = SeededIds()
        self.keys = MemorySealingKeys()
        self.managed = NamedPolicies(READ_ONLY)
        self.store = MemoryStore(Configuration(1, Organisation()))
        self.configure(*roles, **more)
        self.caller = None
        self.signed = self.build()
        self.services = ServiceRoles(self.store.unit_of_work, self.clock, self.ids, self.keys)

    def build(self, **more):
        return SignedCalls(
            self.store.unit_of_work,
            self.clock,
            self.ids,
            self.keys,
            lambda request, origin, service: self.caller,
            self.managed,
            **more,
        )

    def configure(self, *roles, pinned=None, **more):
        """Another set-up, whose trust policies mean who is there now, or who is in `pinned`."""
        accounts = make_accounts(*roles, **more)
        ids = pinned or {
            arn: each for account in accounts for arn, each in account.list_principals()
        }
        accounts = tuple(pin_principals(account, ids) for account in accounts)
        revision = self.store.configuration.revision + 1
        self.store.configuration = Configuration(revision, Organisation(accounts=accounts))

    @property
    def events(self):
        return self.store.events

    @property
    def root(self):
        return Caller(f"arn:aws:iam::{PROD}:root", PROD, PROD, "AKIAROOTROOTROOTROOT")

    def user(self, name, account=PROD):
        arn = user_arn(name, account)
        entry = self.store.configuration.users[arn][1]
        return Caller(arn, entry.unique_id, account, "AKIAUSERUSERUSERUSER")

    def session(self, answer, **more):
        """The caller that the credentials of an answer stand for."""
        given = answer["Credentials"]
        facts, _ = unseal_session(given["AccessKeyId"], given["SessionToken"], self.keys)
        key_id = given["AccessKeyId"]
        return Caller(facts.principal_arn, facts.user_id, facts.account, key_id, facts, **more)

    def call(self, action, *, by, **parameters):
        """The answer as nested dicts and lists."""
        self.caller = by
        request = SignedRequest("POST", "/aws/", "", (), b"")
        raw = dict(flatten(parameters))
        return plain(self.signed.perform(AWSCall(action, raw, request, ORIGIN, RequestFacts())))

    def refuse(self, action, *, by, **parameters):
        """The refusal, whose row is the last of the trail."""
        count = len(self.events)
        with pytest.raises(AWSRefused) as caught:
            self.call(action, by=by, **parameters)
        assert len(self.events) == count + 1
        assert self.events[-1].reason == caught.value.code
        return caught.value

    def assume(self, name, *, by, account=PROD, session="work", **parameters):
        arn = role_arn(name, account)
        return self.call("AssumeRole", by=by, RoleArn=arn, RoleSessionName=session, **parameters)

    def refuse_role(self, name, *, by, account=PROD, **parameters):
        arn = role_arn(name, account)
        return self.refuse("AssumeRole", by=by, RoleArn=arn, RoleSessionName="work", **parameters)

    def facts(self, answer):
        """What the session token of an answer says."""
        return self.session(answer).session

    def lifetime(self, answer):
        return int((answer["Credentials"]["Expiration"] - self.clock.now).total_seconds())

    def add_device(self, caller, name="phone"):
        """An enabled virtual MFA device of the caller; its serial number."""
        serial = f"arn:aws:iam::{caller.account}:mfa/{name}"
        sealed = seal_seed(SEED, serial, self.keys, self.ids)
        device = MFADevice(serial, caller.account, sealed, caller.user_id, self.clock.now)
        self.store.state.mfa_devices[serial] = device
        return serial

    def code(self, steps=0):
        """What the device shows, some steps from now."""
        moment = self.clock.now + timedelta(seconds=30 * steps)
        return compute_code(SEED, int(moment.timestamp()) // 30)

    def add_key(self, caller, **more):
        key = LongTermKey(
            caller.access_key_id, caller.account, caller.arn, caller.user_id, "sealed",
            self.clock(), **more,
        )  # fmt: skip
        self.store.add_access_key(key)
        return key


def wire(refusal):
    return refusal.aws_code, refusal.status, refusal.message


def denied(caller, action, resource, cause=""):
    text = f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource}"
    return "AccessDenied", 403, f"{text} {cause}".strip()


def flatten(parameters):
    for name, value in parameters.items():
        if name == "Tags":
            for number, (key, text) in enumerate(value, start=1):
                yield f"Tags.member.{number}.Key", key
                yield f"Tags.member.{number}.Value", text
        elif isinstance(value, list):
            leaf = ".arn" if name == "PolicyArns" else ""
            for number, item in enumerate(value, start=1):
                yield f"{name}.member.{number}{leaf}", item
        else:
            yield name.replace("__", "."), str(value)


def plain(value):
    if isinstance(value, tuple):
        return {name: plain(item) for name, item in value if item is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
