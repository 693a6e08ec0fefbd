"""What CloudTrail tells of a call: who, with what, what came of it, and no secret."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.access.caller import Caller
from rolebridge.access.cloudtrail import (
    describe_answer,
    describe_caller,
    describe_federated,
    describe_parameters,
)
from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import parse_parameters
from rolebridge.access.session import Federation, SessionFacts, SessionKind

NOW = datetime(2026, 7, 1, 12, 8, 19, tzinfo=UTC)
USER = Caller("arn:aws:iam::111122223333:user/ops/ann", "AIDAANN", "111122223333", "AKIAANN")
ROOT = Caller("arn:aws:iam::111122223333:root", "111122223333", "111122223333", "AKIAROOT")
SAML = Federation(
    "arn:aws:iam::671568874969:saml-provider/SplunkcloudOkta",
    "http://www.okta.com/exksfwc0mwQGJQoJ62p6",
    "ann@example.com",
    "persistent",
    "_1",
)
ROLE = SessionFacts(
    kind=SessionKind.ROLE,
    issuer_arn="arn:aws:iam::111122223333:role/team/Deploy",
    issuer_id="AROADEPLOY",
    name="ann",
    issued_at=NOW,
    expires_at=NOW + timedelta(hours=1),
    federation=SAML,
    source_identity="ann",
)


def of_session(session, arn=None):
    return Caller(arn or session.principal_arn, session.user_id, session.account, "ASIA1", session)


def test_a_user_is_told_by_name():
    assert describe_caller(USER) == {
        "type": "IAMUser",
        "principalId": "AIDAANN",
        "arn": USER.arn,
        "accountId": "111122223333",
        "accessKeyId": "AKIAANN",
        "userName": "ann",
    }


def test_a_root_has_no_name():
    assert describe_caller(ROOT)["type"] == "Root"
    assert "userName" not in describe_caller(ROOT)


def test_a_role_session_tells_its_role_and_who_it_was_at_first():
    told = describe_caller(of_session(ROLE))
    assert told["type"] == "AssumedRole"
    assert told["principalId"] == "AROADEPLOY:ann"
    assert told["sessionContext"] == {
        "attributes": {"creationDate": "2026-07-01T12:08:19Z", "mfaAuthenticated": "false"},
        "sessionIssuer": {
            "type": "Role",
            "principalId": "AROADEPLOY",
            "arn": "arn:aws:iam::111122223333:role/team/Deploy",
            "accountId": "111122223333",
            "userName": "Deploy",
        },
        "sourceIdentity": "ann",
    }


def test_a_session_of_a_user_is_the_user_with_the_second_factor():
    session = replace(
        ROLE,
        kind=SessionKind.USER,
        issuer_arn=USER.arn,
        issuer_id="AIDAANN",
        federation=None,
        source_identity=None,
        mfa_at=NOW,
    )
    told = describe_caller(of_session(session))
    assert (told["type"], told["userName"]) == ("IAMUser", "ann")
    assert told["sessionContext"]["attributes"]["mfaAuthenticated"] == "true"


def test_a_federated_user_tells_whose_keys_made_it():
    session = replace(ROLE, kind=SessionKind.FEDERATED_USER, issuer_arn=USER.arn, federation=None)
    told = describe_caller(of_session(session))
    assert told["type"] == "FederatedUser"
    assert told["sessionContext"]["sessionIssuer"]["type"] == "IAMUser"


def test_whoever_an_assertion_speaks_of_is_told_by_its_provider():
    assert describe_federated(SAML) == {
        "type": "SAMLUser",
        "principalId": "g4RD/xcF3dcnEghdegAhfaPo+ow=:ann@example.com",
        "userName": "ann@example.com",
        "identityProvider": "g4RD/xcF3dcnEghdegAhfaPo+ow=",
    }


def test_whoever_a_token_speaks_of_is_told_by_issuer_and_audience():
    web = Federation("arn:aws:iam::111122223333:oidc-provider/i", "https://i", "s", audience="app")
    assert describe_federated(web) == {
        "type": "WebIdentityUser",
        "principalId": "arn:aws:iam::111122223333:oidc-provider/i:app:s",
        "userName": "s",
        "identityProvider": "arn:aws:iam::111122223333:oidc-provider/i",
    }


def test_parameters_are_told_in_camel_case_without_secrets():
    raw = {
        "RoleArn": "arn:aws:iam::111122223333:role/R",
        "RoleSessionName": "ann",
        "TokenCode": "123456",
        "SerialNumber": "arn:aws:iam::111122223333:mfa/ann",
        "Tags.member.1.Key": "Team",
        "Tags.member.1.Value": "x",
        "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "DurationSeconds": "900",
    }
    model = load_model(Service.STS)
    told = describe_parameters(
        model.operations["AssumeRole"], parse_parameters(model, "AssumeRole", raw)
    )
    assert told == {
        "roleArn": "arn:aws:iam::111122223333:role/R",
        "roleSessionName": "ann",
        "serialNumber": "arn:aws:iam::111122223333:mfa/ann",
        "tags": [{"key": "Team", "value": "x"}],
        "policyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
        "durationSeconds": 900,
    }


@pytest.mark.parametrize(
    ("hour", "text"),
    [(0, "12:08:19 AM"), (11, "11:08:19 AM"), (12, "12:08:19 PM"), (23, "11:08:19 PM")],
)
def test_an_answer_is_told_without_key_and_token(hour, text):
    fields = (
        (
            "Credentials",
            (
                ("AccessKeyId", "ASIA1"),
                ("SecretAccessKey", "secret"),
                ("SessionToken", "token"),
                ("Expiration", NOW.replace(hour=hour)),
            ),
        ),
        ("PackedPolicySize", None),
        ("Roles", [(("RoleName", "R"),), "x"]),
    )
    assert describe_answer(fields) == {
        "credentials": {
            "accessKeyId": "ASIA1",
            "expiration": f"Jul 1, 2026, {text}",
        },
        "roles": [{"roleName": "R"}, "x"],
    }
