"""A federation in memory: an identity provider that signs, two accounts that trust it, both doors.

world = Federation(clock)
response = world.respond(role_pairs=(PAIR,))
world.exchange(response)
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from rolebridge.access.context import RequestFacts
from rolebridge.audit.events import Origin
from rolebridge.federation.account import AccountEntry, PolicyEntry, RoleEntry, SAMLProviderEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.ids import new_xml_id
from rolebridge.oidc.jwks import KeySet
from rolebridge.saml.assertion import Envelope, build_assertion, build_response
from rolebridge.saml.aws import AWSClaims, RolePair, build_attributes
from rolebridge.saml.metadata import IdPDescription, build_idp_metadata
from rolebridge.saml.signature import PrivateKeySigner
from rolebridge.saml.signer import sign
from rolebridge.saml.values import Assertion, Attribute, NameID, NameIDFormat
from rolebridge.sts.api import STS
from rolebridge.sts.callers import Callers
from rolebridge.sts.console import Console
from rolebridge.sts.exchange import AssumeRoleWithSAMLResult, Exchange
from rolebridge.sts.issuers import TrustedIssuers
from rolebridge.sts.providers import Providers
from rolebridge.sts.signed_calls import SignedCalls
from rolebridge.sts.web_identity import WebIdentity
from support.fakes import LaterList, MemoryStore
from support.keys import KeyPair, rsa_pair
from support.oidc import FakeIssuers
from support.sealing import MemorySealingKeys, SeededIds

PROD, DEV = "111122223333", "444455556666"
BASE = "http://localhost:8000"
ISSUER = f"{BASE}/saml/metadata"
FOREIGN_ISSUER = "https://login.partner.example/idp"
AWS_RECIPIENT = "https://signin.aws.amazon.com/saml"
AWS_AUDIENCE = "urn:amazon:webservices"
ORIGIN = Origin("request-1", "192.0.2.10", "aws-cli/2")


def role_arn(name: str, account: str = PROD) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def provider_arn(name: str = "ExampleCorp", account: str = PROD) -> str:
    return f"arn:aws:iam::{account}:saml-provider/{name}"


def pair(name: str, account: str = PROD, provider: str = "ExampleCorp") -> RolePair:
    return RolePair(role_arn(name, account), provider_arn(provider, account))


def trust(
    *actions: str, account: str = PROD, provider: str = "ExampleCorp", **condition: object
) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn(provider, account)},
        "Action": list(actions) or ["sts:AssumeRoleWithSAML"],
        "Condition": condition or {"StringEquals": {"SAML:aud": AWS_RECIPIENT}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


EVERY_ACTION = ("sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity")


def role(name: str, policy: str | None = None, **more) -> RoleEntry:
    path, _, bare = f"/{name}".rpartition("/")
    more.setdefault("unique_id", f"AROA{bare.upper():X<17}"[:21])
    return RoleEntry(
        name=bare, path=f"{path}/", trust_policy=policy or trust(*EVERY_ACTION), **more
    )


def account(number: str, alias: str | None, *roles: RoleEntry, providers=None, **more):
    saml = (SAMLProviderEntry("ExampleCorp"),) if providers is None else providers
    return AccountEntry(number, alias, saml_providers=saml, roles=roles, **more)


@cache
def signer_of(keys: KeyPair) -> PrivateKeySigner:
    return PrivateKeySigner.from_pem(keys.private_pem, keys.certificate_pem)


def certificate_der(keys: KeyPair) -> bytes:
    return signer_of(keys).certificate_der


def metadata_of(entity_id: str, *keys: KeyPair, valid_until: datetime | None = None) -> str:
    return build_idp_metadata(
        entity_id,
        f"{entity_id}/sso",
        [certificate_der(each) for each in keys],
        None,
        valid_until or datetime(2099, 1, 1, tzinfo=UTC),
    ).decode()


def make_organisation(*accounts: AccountEntry) -> Organisation:
    default = (
        account(
            PROD,
            "example-prod",
            role("Administrator"),
            role("ReadOnly"),
            role("team/Deploy,er", tags={"Team": "platform"}),
            role("Long", max_session_duration=43_200),
            role("NobodysRole", trust(provider="Other")),
            policies=(PolicyEntry("Narrow", "{}", path="/team/"),),
        ),
        account(DEV, None, role("Developer", trust(*EVERY_ACTION, account=DEV))),
    )
    return Organisation(name="Example Corp", accounts=accounts or default)


@dataclass
class Federation:
    """Everything that the two doors need; `respond` plays the identity provider."""

    clock: Callable[[], datetime]
    organisation: Organisation = field(default_factory=make_organisation)
    keys: KeyPair = field(default_factory=rsa_pair)
    is_single_use: bool = False
    skew: timedelta = timedelta(seconds=60)
    managed_policies: ManagedPolicies | None = None

    def __post_init__(self) -> None:
        self.ids = SeededIds()
        self.sealing = MemorySealingKeys()
        self.store = MemoryStore(Configuration(1, self.organisation))
        self.description = IdPDescription(ISSUER, (), (certificate_der(self.keys),))
        self.providers = Providers(
            lambda: self.description, f"{BASE}/aws/saml", self.sealing, skew=self.skew
        )
        shared = (self.store.unit_of_work, self.clock, self.ids, self.sealing, self.providers)
        self.exchange_door = Exchange(*shared, self.is_single_use, self.managed_policies)
        hosts = frozenset({"localhost:8000", "127.0.0.1:8000"})
        self.callers = Callers(self.store.unit_of_work, self.clock, self.sealing, hosts)
        issuers = TrustedIssuers(f"{BASE}/oidc", lambda: KeySet(()), FakeIssuers())
        self.web_identity = WebIdentity(
            self.store.unit_of_work, self.clock, self.ids, self.sealing, issuers
        )
        self.later = LaterList()
        self.signed = SignedCalls(
            self.store.unit_of_work,
            self.clock,
            self.ids,
            self.sealing,
            self.callers.identify,
            self.managed_policies,
        )
        self.sts = STS(self.exchange_door, self.signed, self.web_identity, self.later)
        self.console = Console(*shared, RequestFacts())

    @property
    def events(self):
        return self.store.events

    def configure(self, *accounts: AccountEntry) -> None:
        """Another set-up, as after an apply."""
        self.store.configuration = Configuration(2, make_organisation(*accounts))

    def exchange(self, response: str, **parameters: str) -> AssumeRoleWithSAMLResult:
        defaults = {
            "RoleArn": role_arn("ReadOnly"),
            "PrincipalArn": provider_arn(),
            "SAMLAssertion": response,
        }
        return self.sts.exchange({**defaults, **parameters}, ORIGIN, RequestFacts())

    def respond(self, *pairs: RolePair, keys: KeyPair | None = None, **facts) -> str:
        """A signed response in base64; `facts` replace fields of the claims or the assertion."""
        claims_facts = {key: facts.pop(key) for key in list(facts) if key in _CLAIMS}
        extra = facts.pop("more_attributes", ())
        claims = AWSClaims(pairs or (pair("ReadOnly"),), "alice", **claims_facts)
        assertion = replace(self._assertion(claims, extra), **facts)
        return self.sign(assertion, keys or self.keys)

    def _assertion(self, claims: AWSClaims, extra: tuple[Attribute, ...]) -> Assertion:
        now = self.clock()
        return Assertion(
            id=new_xml_id(self.ids),
            issuer=ISSUER,
            issue_instant=now,
            name_id=NameID("alice", NameIDFormat.PERSISTENT),
            audience=AWS_AUDIENCE,
            recipient=AWS_RECIPIENT,
            not_before=now,
            not_on_or_after=now + timedelta(minutes=5),
            authn_instant=now,
            authn_context="urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
            session_index="_session",
            attributes=(*build_attributes(claims), *extra),
        )

    def sign(self, assertion: Assertion, keys: KeyPair) -> str:
        signed = sign(build_assertion(assertion), signer_of(keys))
        envelope = Envelope(
            new_xml_id(self.ids), assertion.issuer, assertion.issue_instant, assertion.recipient
        )
        return base64.b64encode(build_response(envelope, signed).text.encode()).decode()


_CLAIMS = frozenset(
    {"session_duration", "principal_tags", "transitive_tag_keys", "source_identity"}
)
