"""The web application over small in-memory services: each keeps what it is told and says it back.

They have the signatures of the real use cases and none of their rules; what they answer is set by
the test. `visit(app)` gives a client that sends the right Host and reads tokens out of pages.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from rolebridge.access.session import SessionKind
from rolebridge.audit.events import Origin
from rolebridge.directory.people import GroupMembership, Person
from rolebridge.directory.rules import (
    ConditionResult,
    Grant,
    GroupCondition,
    MappingRule,
    RoleGrant,
    RuleResult,
)
from rolebridge.idp.portal import PortalAccount, PortalView
from rolebridge.idp.ports import BrowserSession, PostForm, SignInRequest
from rolebridge.idp.sign_in import SignedIn, SignInRefused
from rolebridge.idp.start import SignInNeeded
from rolebridge.ids import new_token
from rolebridge.services import About, Services
from rolebridge.sts.console import ConsoleRole, ConsoleSession, ConsoleSignedIn, RoleChoice
from rolebridge.sts.credentials import IssuedCredentials
from rolebridge.web.app import build_flask_app
from rolebridge.web.options import WebOptions
from support.ids import CountingIds
from support.openid_issuer import World

BASE = "http://localhost:8000"
NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
AWS = "urn:amazon:webservices"
PROD, DEV = "111122223333", "444455556666"
ALIASES = {PROD: "example-prod", DEV: "example-dev"}

ALICE = Person(
    subject_id="s-alice",
    username="alice",
    display_name="Alice Example",
    email="alice@example.com",
    attributes={"department": ("platform",)},
    memberships=(
        GroupMembership("platform", ("platform",)),
        GroupMembership("aws-admins", ("aws-admins",)),
        GroupMembership("staff", ("platform", "staff")),
    ),
)
CAROL = Person(subject_id="s-carol", username="carol", display_name="Carol Example")


def role_arn(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def grant(account: str, name: str, rule: str = "platform-admins") -> RoleGrant:
    provider = f"arn:aws:iam::{account}:saml-provider/ExampleCorp"
    return RoleGrant(role_arn(account, name), provider, account, name.rsplit("/", 1)[-1], rule)


def rule_result(name: str, group: str, *granted: RoleGrant, has: str = "no group") -> RuleResult:
    rule = MappingRule(
        name,
        (GroupCondition(group),),
        (Grant((DEV,), ("Developer",), "ExampleCorp"),),
        f"Whoever is in {group}.",
    )
    condition = ConditionResult(
        GroupCondition(group), bool(granted), f"member of group {group}", has
    )
    return RuleResult(rule, (condition,), granted)


ALICE_GRANTS = tuple(
    grant(account, name) for account in (DEV, PROD) for name in ("Administrator", "ReadOnly")
)


@dataclass
class FakeSessions:
    """Sessions by token."""

    rows: dict[str, BrowserSession] = field(default_factory=dict)

    def open(self, token: str, person: Person, **facts) -> BrowserSession:
        defaults = {
            "handle": f"h-{token}",
            "authenticated_at": NOW - timedelta(minutes=12),
            "last_seen_at": NOW,
            "expires_at": NOW + timedelta(hours=12),
            "source_address": "127.0.0.1",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
        }
        self.rows[token] = BrowserSession(person=person, **{**defaults, **facts})
        return self.rows[token]

    def find(self, token):
        return self.rows.get(token)

    def list_of(self, subject_id):
        return tuple(s for s in self.rows.values() if s.person.subject_id == subject_id)

    def revoke(self, subject_id, handle, origin):
        for token, session in list(self.rows.items()):
            if session.handle == handle and session.person.subject_id == subject_id:
                del self.rows[token]
                return True
        return False

    def sign_out(self, token, origin):
        self.rows.pop(token, None)


@dataclass
class FakeSignIn:
    """Takes `NAME-demo-password`; raises `refusal` instead where a test sets one."""

    sessions: FakeSessions
    ids: CountingIds
    refusal: Exception | None = None
    people: tuple[Person, ...] = (ALICE, CAROL)
    origins: list[Origin] = field(default_factory=list)

    def __call__(self, username, password, origin):
        self.origins.append(origin)
        person = next((p for p in self.people if p.username == username), None)
        if self.refusal or person is None or password != f"{username}-demo-password":
            raise self.refusal or SignInRefused()
        token = new_token(self.ids)
        self.sessions.open(token, person, authenticated_at=NOW)
        return SignedIn(token, person)

    def change_password(self, token, current, new, origin):
        if current != f"{self.sessions.rows[token].person.username}-demo-password":
            raise SignInRefused

    def set_initial_password(self, username, token, new, origin):
        if self.refusal:
            raise self.refusal
        person = next(p for p in self.people if p.username == username)
        token = new_token(self.ids)
        self.sessions.open(token, person, authenticated_at=NOW)
        return SignedIn(token, person)


@dataclass
class FakeSSO:
    """Parks requests, and answers them with a form for whoever is signed in."""

    parked: dict[str, SignInRequest] = field(default_factory=dict)
    received: list[object] = field(default_factory=list)
    refusal: Exception | None = None
    name: str = "Amazon Web Services (demonstration)"
    relay_state: str | None = None
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def receive(self, message, origin):
        self.received.append(message)
        if self.refusal:
            raise self.refusal
        return SignInRequest(
            AWS, f"{BASE}/aws/saml", NOW, request_id="_1", relay_state=self.relay_state
        )

    def start(self, service_provider, relay_state, origin, role=None):
        if self.refusal:
            raise self.refusal
        return SignInRequest(
            service_provider, f"{BASE}/aws/saml", NOW, relay_state=relay_state, role_arn=role
        )

    def record_unreadable(self, refusal, origin):
        self.unreadable.append((refusal.code, origin.request_id))

    def park(self, request):
        pending_id = f"pending-{len(self.parked)}"
        self.parked[pending_id] = request
        return pending_id

    def find(self, pending_id):
        return self.parked.get(pending_id)

    def get_name(self, request):
        return self.name

    def resume(self, pending_id):
        return self.parked.pop(pending_id)

    def answer(self, request, session, origin):
        if session is None or (
            request.force_authn and session.authenticated_at <= request.received_at
        ):
            return SignInNeeded(force=request.force_authn)
        fields = [("SAMLResponse", "PHNhbWxwOlJlc3BvbnNlLz4=")]
        if request.relay_state is not None:
            fields.append(("RelayState", request.relay_state))
        return PostForm(request.acs_location, tuple(fields), self.name)


@dataclass
class FakePortal:
    """Shows the grants it was given."""

    grants: dict[str, tuple[RoleGrant, ...]] = field(
        default_factory=lambda: {"alice": ALICE_GRANTS}
    )

    def view(self, person):
        grants = self.grants.get(person.username, ())
        accounts = tuple(
            PortalAccount(
                account,
                ALIASES.get(account),
                "aws",
                tuple(g for g in grants if g.account == account),
            )
            for account in sorted({g.account for g in grants}, reverse=True)
        )
        results = (
            rule_result("platform-admins", "aws-admins", *grants),
            rule_result("developers", "developers"),
        )
        return PortalView(accounts, results, AWS)


@dataclass
class FakeConsole:
    """Knows one subject with the roles it was given."""

    roles: tuple[ConsoleRole, ...] = tuple(
        ConsoleRole(g.role_arn, g.provider_arn, g.account, ALIASES[g.account], g.role_name)
        for g in ALICE_GRANTS
    )
    rows: dict[str, ConsoleSession] = field(default_factory=dict)
    refusal: Exception | None = None
    audited: list[str] = field(default_factory=list)
    addressed: list[str | None] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def record_unreadable(self, refusal, origin):
        self.unreadable.append((refusal.code, origin.request_id))

    def choose(self, saml_response, origin, provider_id=None):
        if self.refusal:
            raise self.refusal
        self.addressed.append(provider_id)
        return RoleChoice("alice@example.com", self.roles)

    def sign_in(self, saml_response, role_arn, origin, provider_id=None):
        if self.refusal:
            raise self.refusal
        self.addressed.append(provider_id)
        token = f"console-{len(self.rows)}"
        return ConsoleSignedIn(token, self.open(token))

    def open(self, token):
        self.rows[token] = ConsoleSession(
            kind=SessionKind.ROLE,
            arn=f"arn:aws:sts::{PROD}:assumed-role/Administrator/alice",
            user_id="AROA5Q4QMJHWL6XZP3TNR:alice",
            account=PROD,
            alias="example-prod",
            role="Administrator",
            session_name="alice",
            tags={"CostCentre": "4711", "Department": "platform"},
            transitive=("Department",),
            source_identity="alice",
            issued_at=NOW - timedelta(minutes=7),
            expires_at=NOW + timedelta(minutes=53),
            issuer=f"{BASE}/saml/metadata",
        )
        return self.rows[token]

    def find(self, token):
        return self.rows.get(token)

    def credentials(self, token, origin):
        self.audited.append(origin.request_id)
        secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        return IssuedCredentials(
            "ASIARTZ2EXAMPLE4WQ7K", secret, "IQoJb3JpZ2luX2Vj" + "Zx9+/" * 90 + "==", NOW
        )

    def sign_out(self, token, origin):
        self.rows.pop(token, None)


@dataclass
class Web:
    """The application with the services behind it within reach."""

    app: Flask
    sessions: FakeSessions
    sign_in: FakeSignIn
    sso: FakeSSO
    portal: FakePortal
    oidc: World
    console: FakeConsole

    def client(self) -> "Browser":
        self.app.test_client_class = Browser
        return self.app.test_client()


class Browser(FlaskClient):
    """A client that sends the Host of BASE and can read the token of the form on a page."""

    def open(self, *args, **kwargs):
        kwargs.setdefault("base_url", BASE)
        kwargs.setdefault("buffered", True)  # closes the files that static answers open
        return super().open(*args, **kwargs)

    def token_of(self, path: str) -> str:
        page = self.get(path).get_data(as_text=True)
        return re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)[1]

    def sign_in(self, username: str = "alice", **fields: str):
        form = {
            "csrf_token": self.token_of("/login"),
            "username": username,
            "password": f"{username}-demo-password",
            **fields,
        }
        return self.post("/login", data=form)


def build_web(
    base: str = BASE,
    *,
    is_demo: bool = True,
    trusted_proxies: int = 0,
    clock=lambda: NOW,
    check_readiness=lambda: {"database": "ok", "keys": "ok"},
) -> Web:
    ids = CountingIds()
    sessions = FakeSessions()
    sign_in = FakeSignIn(sessions, ids)
    sso, portal, console = FakeSSO(), FakePortal(), FakeConsole()
    oidc = World()
    for person in sign_in.people:
        oidc.store.add_person(person)
    services = Services(
        about=About(lambda: "Example Corp", base, f"{base}/saml/metadata", is_demo, "0.1.0"),
        clock=clock,
        ids=ids,
        sign_in=sign_in,
        sessions=sessions,
        sso=sso,
        portal=portal,
        oidc=oidc.issuer,
        aws={},
        console=console,
        signin_tokens=None,
        instances=None,
        idp_metadata=lambda: b"<md/>",
        aws_metadata=lambda: b"<md/>",
        check_readiness=check_readiness,
    )
    options = WebOptions(base, b"s" * 32, trusted_proxies=trusted_proxies)
    app = build_flask_app(services, options)
    return Web(app, sessions, sign_in, sso, portal, oidc, console)
