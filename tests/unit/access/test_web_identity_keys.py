"""What policies may ask about a session that a web identity opened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.access.caller import Caller
from rolebridge.access.context import RequestFacts, Sources, describe_caller
from rolebridge.access.session import Federation, SessionFacts, SessionKind
from rolebridge.audit.events import Origin
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from support.oidc import ISSUER, NAME, NOW

PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{NAME}"
SESSION = SessionFacts(
    kind=SessionKind.ROLE,
    issuer_arn="arn:aws:iam::111122223333:role/Deploy",
    issuer_id="AROADEPLOYXXXXXXXXXXX",
    name="build-7",
    issued_at=NOW,
    expires_at=NOW + timedelta(hours=1),
    federation=Federation(PROVIDER, ISSUER, "build-4711", audience="sts.amazonaws.com"),
)


def keys_of(provider: str = PROVIDER) -> dict:
    session = replace(SESSION, federation=replace(SESSION.federation, provider=provider))
    caller = Caller(session.principal_arn, session.user_id, session.account, "ASIA", session)
    sources = Sources(Configuration(1, Organisation()), Origin("r"), RequestFacts(), NOW)
    return describe_caller(caller, sources)


def test_subject_and_audience_stay_with_the_session():
    keys = keys_of()
    assert keys["aws:FederatedProvider"] == PROVIDER
    assert keys[f"{NAME}:sub"] == ("build-4711",)
    assert keys[f"{NAME}:aud"] == ("sts.amazonaws.com",)
    assert not any(key.startswith("saml:") for key in keys)


@pytest.mark.parametrize(
    ("provider", "user"),
    [
        ("cognito-identity.amazonaws.com", "sub"),
        ("accounts.google.com", "sub"),
        ("www.amazon.com", "user_id"),
        ("graph.facebook.com", "id"),
    ],
)
def test_provider_that_aws_knows_has_keys_by_its_own_name(provider, user):
    keys = keys_of(provider)
    assert keys["aws:FederatedProvider"] == provider
    assert keys[f"{provider}:{user}"] == ("build-4711",)
