"""AssumeRoleWithWebIdentity over a store in memory, with foreign, built-in and own issuers."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Origin
from rolebridge.federation.account import AccountEntry, OIDCProviderEntry, RoleEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.oidc.issue import build_key_set, sign_token
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.credentials import unseal_session
from rolebridge.sts.issuers import TrustedIssuers
from rolebridge.sts.web_identity import WebIdentity
from support.clock import SettableClock
from support.fakes import MemoryStore
from support.oidc import ISSUER, NAME, NOW, FakeIssuers, claims, jwks_of, public_jwk, rsa_key, sign
from support.openid_issuer import build_signer
from support.sealing import MemorySealingKeys, SeededIds

ACCOUNT = "111122223333"
OWN = "http://localhost:8000/oidc"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{NAME}"
OWN_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/localhost:8000/oidc"
UPLOADED = "https://offline.example.com"
ORIGIN = Origin("request-1", "192.0.2.1", "aws-cli/2")
WITH = "sts:AssumeRoleWithWebIdentity"
KEYS = jwks_of(public_jwk(rsa_key(), kid="one"))


def trust(principal=PROVIDER, *more: str, **condition) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": principal},
        "Action": [WITH, *more],
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role_arn(name: str = "Deploy", account: str = ACCOUNT) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


class WebIdentityWorld:
    """One account that trusts a foreign issuer, one with uploaded keys, and our own."""

    def __init__(self, trust_policy: str | None = None, **role) -> None:
        self.clock = SettableClock(NOW)
        self.keys = MemorySealingKeys()
        self.issuers = FakeIssuers({ISSUER: KEYS})
        self.signer = build_signer()
        self.built_in = dict.fromkeys(("accounts.google.com", "www.amazon.com"), KEYS)
        self.set_role(trust_policy or trust(), **role)

    def set_role(self, trust_policy: str, **more) -> None:
        role = RoleEntry("Deploy", trust_policy, unique_id="AROADEPLOYXXXXXXXXXXX", **more)
        account = AccountEntry(
            ACCOUNT,
            roles=(role,),
            oidc_providers=(
                OIDCProviderEntry(ISSUER, ("sts.amazonaws.com", "shop")),
                OIDCProviderEntry(UPLOADED, ("sts.amazonaws.com",), jwks=KEYS),
                OIDCProviderEntry(OWN, ("sts.amazonaws.com",)),
            ),
        )
        organisation = Organisation(accounts=(account, AccountEntry("444455556666")))
        self.store = MemoryStore(Configuration(1, organisation))

    def set_providers(self, *providers: OIDCProviderEntry) -> None:
        first, *others = self.store.configuration.organisation.accounts
        changed = (replace(first, oidc_providers=providers), *others)
        self.store.configuration = Configuration(1, Organisation(accounts=changed))

    @property
    def use_case(self) -> WebIdentity:
        issuers = TrustedIssuers(
            OWN,
            lambda: build_key_set((self.signer.certificate_der,)),
            self.issuers,
            self.built_in,
        )
        return WebIdentity(self.store.unit_of_work, self.clock, SeededIds(), self.keys, issuers)

    def call(self, token: str | None = None, **parameters) -> dict:
        """The answer as nested dictionaries."""
        given = {
            "Action": "AssumeRoleWithWebIdentity",
            "RoleArn": role_arn(),
            "RoleSessionName": "build-7",
            "WebIdentityToken": sign(claims()) if token is None else token,
            **parameters,
        }
        given = {name: str(value) for name, value in given.items() if value is not None}
        call = AWSCall(
            "AssumeRoleWithWebIdentity",
            given,
            SignedRequest("POST", "/aws/", "", (), b""),
            ORIGIN,
            RequestFacts(),
        )
        return _plain(self.use_case(call))

    def refuse(self, token: str | None = None, **parameters) -> AWSRefused:
        with pytest.raises(AWSRefused) as refused:
            self.call(token, **parameters)
        assert self.store.events[-1].reason == refused.value.code
        return refused.value

    def own_token(self, **changes) -> str:
        return sign_token(claims(iss=OWN, **changes), self.signer)

    def facts(self, answer: dict):
        issued = answer["Credentials"]
        return unseal_session(issued["AccessKeyId"], issued["SessionToken"], self.keys)[0]

    def lifetime(self, answer: dict) -> timedelta:
        return answer["Credentials"]["Expiration"] - self.clock()


def wire(refusal: AWSRefused) -> tuple[str, int, str]:
    return refusal.aws_code, refusal.status, refusal.message


def _plain(fields) -> dict:
    return {
        name: _plain(value) if isinstance(value, tuple) else value
        for name, value in fields
        if value is not None
    }
