"""Credentials carry their session, sealed, and nothing else opens it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.access.seal import Kind, seal
from rolebridge.access.session import Federation, SessionFacts, SessionKind, SessionPolicies
from rolebridge.ids import account_of_aws_id
from rolebridge.sts.credentials import (
    MAX_TOKEN_CHARACTERS,
    InvalidSessionToken,
    SessionTokenTooLong,
    mint_credentials,
    unseal_session,
)
from support.sealing import MemorySealingKeys, SeededIds

KEYS = MemorySealingKeys()
NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
FACTS = SessionFacts(
    kind=SessionKind.ROLE,
    issuer_arn="arn:aws:iam::111122223333:role/team/Deploy,er",
    issuer_id="AROARZPUZDIKDHAWZ5NHN",
    name="alice@example.com",
    issued_at=NOW,
    expires_at=NOW + timedelta(hours=1),
    federation=Federation(
        provider="arn:aws:iam::111122223333:saml-provider/ExampleCorp",
        issuer="http://localhost:8000/saml/metadata",
        subject="alice",
        subject_type="persistent",
        token_id="_0123456789abcdef",
    ),
    source_identity="alice",
    tags={"Team": "platform", "Größe": "五"},
    transitive_tag_keys=("Team",),
    policies=SessionPolicies('{"Version":"2012-10-17"}', ("arn:aws:iam::aws:policy/ReadOnly",)),
)


@pytest.fixture
def ids():
    return SeededIds()


def test_key_id_secret_and_token_have_the_forms_of_aws(ids):
    issued = mint_credentials(FACTS, KEYS, ids)
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", issued.access_key_id)
    assert account_of_aws_id(issued.access_key_id) == "111122223333"
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", issued.secret_access_key)
    assert re.fullmatch(r"[A-Za-z0-9_-]{200,900}", issued.session_token)
    assert issued.expiration == FACTS.expires_at


def test_the_token_gives_back_the_session_and_the_secret(ids):
    issued = mint_credentials(FACTS, KEYS, ids)
    facts, secret = unseal_session(issued.access_key_id, issued.session_token, KEYS)
    assert facts == FACTS
    assert secret == issued.secret_access_key


def test_a_bare_session_comes_back_too(ids):
    bare = replace(
        FACTS, source_identity=None, tags={}, transitive_tag_keys=(), policies=SessionPolicies()
    )
    issued = mint_credentials(bare, KEYS, ids)
    assert unseal_session(issued.access_key_id, issued.session_token, KEYS)[0] == bare


def test_what_follows_from_the_facts():
    assert FACTS.account == "111122223333"
    assert FACTS.partition == "aws"
    assert FACTS.principal_arn == (
        "arn:aws:sts::111122223333:assumed-role/Deploy,er/alice@example.com"
    )
    assert FACTS.user_id == "AROARZPUZDIKDHAWZ5NHN:alice@example.com"


def test_the_name_qualifier_is_the_recorded_hash():
    recorded = replace(
        FACTS.federation,
        issuer="http://www.okta.com/exksfwc0mwQGJQoJ62p6",
        provider="arn:aws:iam::671568874969:saml-provider/SplunkcloudOkta",
    )
    assert recorded.name_qualifier == "g4RD/xcF3dcnEghdegAhfaPo+ow="


def test_two_sessions_share_nothing(ids):
    first, second = mint_credentials(FACTS, KEYS, ids), mint_credentials(FACTS, KEYS, ids)
    assert first.access_key_id != second.access_key_id
    assert first.secret_access_key != second.secret_access_key
    assert first.session_token != second.session_token


def test_the_token_of_another_access_key_is_refused(ids):
    first, second = mint_credentials(FACTS, KEYS, ids), mint_credentials(FACTS, KEYS, ids)
    with pytest.raises(InvalidSessionToken):
        unseal_session(first.access_key_id, second.session_token, KEYS)


@pytest.mark.parametrize("size", [0, 500, 1001, 2002, 4095, 4096])
def test_a_token_is_as_long_as_was_asked_for(ids, size):
    issued = mint_credentials(FACTS, KEYS, ids, minimum_token_size=size)
    assert size <= len(issued.session_token) <= MAX_TOKEN_CHARACTERS
    assert unseal_session(issued.access_key_id, issued.session_token, KEYS)[0] == FACTS


def test_a_session_that_fits_into_no_token_is_not_minted(ids):
    with pytest.raises(SessionTokenTooLong) as refusal:
        mint_credentials(replace(FACTS, name="x" * 4000), KEYS, ids)
    assert refusal.value.length > MAX_TOKEN_CHARACTERS


def test_one_text_for_every_bad_token(ids):
    issued = mint_credentials(FACTS, KEYS, ids)
    token = issued.session_token
    texts = set()
    for bad in ("", "A" * 5000, token[:-1], token[:20] + "A" + token[21:], "AQ", token + "A"):
        with pytest.raises(InvalidSessionToken) as refusal:
            unseal_session(issued.access_key_id, bad, KEYS)
        texts.add(str(refusal.value))
    assert texts == {"The security token included in the request is invalid."}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        bytes(36),
        bytes(30) + b"\0\2\0\0\0\0[]",
        bytes(30) + b"\0\2\0\0\0\0{}",
        bytes(30) + b"\0\2\0\0\0\0{]",
        bytes(30) + b'\0\x1c\0\0\0\0["a","b","c","x",2,3,4,5,6,7]',
    ],
)
def test_sealed_contents_of_another_form_are_refused(ids, content):
    token = seal(content, kind=Kind.SESSION_TOKEN, name="ASIAX", keys=KEYS, ids=ids)
    with pytest.raises(InvalidSessionToken):
        unseal_session("ASIAX", token, KEYS)


def test_the_secret_does_not_show(ids):
    issued = mint_credentials(FACTS, KEYS, ids)
    assert repr(issued) == f"IssuedCredentials('{issued.access_key_id}')"
