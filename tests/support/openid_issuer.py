"""Our own issuer over an in-memory store, and a client that speaks to it as an application would."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from rolebridge.audit.events import Origin
from rolebridge.directory.people import GroupMembership, Person
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import (
    AWSSession,
    OIDCClientEntry,
    Organisation,
    ServiceProviderEntry,
    SPProfile,
)
from rolebridge.idp.oidc.authorize import Authorize
from rolebridge.idp.oidc.issuer import OpenIDIssuer
from rolebridge.idp.oidc.redeem import Redeem
from rolebridge.idp.oidc.tokens import TokenMint
from rolebridge.idp.ports import BrowserSession
from rolebridge.saml.signature import PrivateKeySigner
from support.clock import SettableClock
from support.fakes import MemoryStore
from support.ids import CountingIds
from support.keys import rsa_pair
from support.oidc import NOW

ISSUER = "http://localhost:8000/oidc"
CALLBACK = "https://shop.example.com/callback?tenant=1"
LOCAL = "http://127.0.0.1:8765/callback"
VERIFIER = "v" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
ORIGIN = Origin("request-1", "192.0.2.1", "Browser/1.0")

SHOP = OIDCClientEntry("shop", "Web shop", (CALLBACK, LOCAL))
TEAM = OIDCClientEntry("team", "Team tool", (LOCAL,), ("platform",))
AWS_SERVICE = ServiceProviderEntry(
    "urn:amazon:webservices",
    profile=SPProfile.AWS,
    session=AWSSession(source_identity="{username}", tags={"team": "{attribute.team}"}, transitive_tags=("team",)),
)  # fmt: skip
ALICE = Person(
    subject_id="5ub-alice-0001",
    username="alice",
    display_name="Alice Adams",
    email="alice@example.com",
    attributes={"team": ("platform",)},
    memberships=(GroupMembership("staff", ("platform", "staff")), GroupMembership("platform", ("platform",))),
)  # fmt: skip
BOB = Person("5ub-bob-0002", "bob", "Bob Baker")


def build_signer(name: str = "idp") -> PrivateKeySigner:
    pair = rsa_pair(name)
    return PrivateKeySigner.from_pem(pair.private_pem, pair.certificate_pem)


@dataclass
class World:
    """The issuer with its clock, its store and its keys within reach."""

    clock: SettableClock = field(default_factory=lambda: SettableClock(NOW))
    store: MemoryStore = field(default_factory=MemoryStore)
    signer: PrivateKeySigner = field(default_factory=build_signer)

    def __post_init__(self) -> None:
        self.set_up(clients=(SHOP, TEAM))
        for person in (ALICE, BOB):
            self.store.add_person(person)
        ids = CountingIds()
        self.mint = TokenMint(
            ISSUER, lambda: self.signer, lambda: (self.signer.certificate_der,), ids
        )
        unit = self.store.unit_of_work
        self.issuer = OpenIDIssuer(
            unit,
            self.clock,
            Authorize(unit, self.clock, ids, ISSUER),
            Redeem(unit, self.clock, self.mint),
            self.mint,
        )

    def set_up(self, clients=(SHOP, TEAM), services=(AWS_SERVICE,)) -> None:
        self.store.configuration = Configuration(
            1, Organisation(oidc_clients=clients, service_providers=services)
        )

    def session(self, person: Person = ALICE, age: int = 0) -> BrowserSession:
        """A signed-in browser, `age` seconds after the password was typed."""
        since = self.clock() - timedelta(seconds=age)
        return BrowserSession("h", person, since, since, since + timedelta(hours=12))

    def receive(self, **changes):
        return self.issuer.authorize.receive(parameters(**changes), ORIGIN)

    def answer(self, session=None, **changes):
        request = self.receive(**changes)
        return self.issuer.authorize.answer(request, session, ORIGIN)

    def code(self, session=None, **changes) -> str:
        return query_of(self.answer(session or self.session(), **changes))["code"]

    def redeem(self, code: str, /, **changes):
        return self.issuer.redeem(form(code, **changes), ORIGIN)

    def read(self, token: str, audience: str = "shop") -> dict:
        """The claims of a token of ours, verified."""
        return dict(self.mint.verify_own(token, audience, self.clock()).claims)


def parameters(**changes) -> dict[str, list[str]]:
    """A good authorization request; None takes a parameter away, a list gives several values."""
    good = {
        "response_type": "code",
        "client_id": "shop",
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return _as_lists({**good, **changes})


def form(code: str, /, **changes) -> dict[str, list[str]]:
    good = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": "shop",
        "code_verifier": VERIFIER,
    }
    return _as_lists({**good, **changes})


def query_of(redirection) -> dict[str, str]:
    """What a Redirection tells the client."""
    return {
        name: value
        for name, (value,) in parse_qs(
            urlsplit(redirection.location).query, keep_blank_values=True, strict_parsing=True
        ).items()
    }


def _as_lists(values: dict) -> dict[str, list[str]]:
    return {
        name: value if isinstance(value, list) else [value]
        for name, value in values.items()
        if value is not None
    }
