"""AssumeRoleWithSAML: how long a session lasts, and what it may carry."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.access.session import SessionPolicies
from rolebridge.sts.credentials import unseal_session
from support.exchange import NOT_AUTHORIZED, TOO_LONG, lifetime, refuse, wire
from support.federation import (
    DEV,
    PROD,
    Federation,
    pair,
    role_arn,
)
from support.managed_policies import NamedPolicies

# --- For how long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "facts", "seconds"),
    [
        ({}, {}, 3600),
        ({"DurationSeconds": "900"}, {}, 900),
        ({"DurationSeconds": "43200"}, {}, 43_200),
        ({}, {"session_duration": 900}, 900),
        ({}, {"session_duration": 43_200}, 3600),
        ({"DurationSeconds": "7200"}, {"session_duration": 5400}, 5400),
        ({"DurationSeconds": "5400"}, {"session_duration": 7200}, 5400),
        ({}, {"idp_session": 1800}, 1800),
        ({}, {"idp_session": 60}, 60),
        ({"DurationSeconds": "900"}, {"idp_session": 1800}, 900),
    ],
)
def test_a_session_lasts_as_long_as_everybody_agrees(world, clock, parameters, facts, seconds):
    if "idp_session" in facts:
        end = clock.now + timedelta(seconds=facts["idp_session"])
        facts = {"session_not_on_or_after": end}
    result = world.exchange(
        world.respond(pair("Long"), **facts), RoleArn=role_arn("Long"), **parameters
    )
    assert lifetime(result, clock) == seconds


def test_more_than_the_role_allows_is_refused_in_the_words_that_clients_match(world):
    refusal = refuse(world, world.respond(), DurationSeconds="3601")
    assert wire(refusal) == ("ValidationError", 400, TOO_LONG)


def test_a_denied_role_does_not_tell_its_maximum(world):
    refusal = refuse(
        world,
        world.respond(pair("NobodysRole")),
        RoleArn=role_arn("NobodysRole"),
        DurationSeconds="43200",
    )
    assert wire(refusal) == NOT_AUTHORIZED


def test_a_session_that_is_over_within_the_skew_is_not_opened(world, clock):
    over = clock.now - timedelta(seconds=1)
    refusal = refuse(
        world,
        world.respond(session_not_on_or_after=over, authn_instant=over - timedelta(minutes=1)),
    )
    assert refusal.code == "session_expired"
    assert (refusal.aws_code, refusal.status) == ("ExpiredTokenException", 400)


def test_whole_seconds_count(clock, world):
    clock.advance(seconds=0.75)
    result = world.exchange(world.respond())
    assert result.credentials.expiration.microsecond == 0
    assert lifetime(result, clock) == 3599


# --- Session policies -----------------------------------------------------------------------------

POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
NARROW = f"arn:aws:iam::{PROD}:policy/team/Narrow"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_session_policies_stay_with_the_session(world):
    parameters = {
        "Policy": POLICY,
        "PolicyArns.member.2.arn": READ_ONLY,
        "PolicyArns.member.1.arn": NARROW,
    }
    result = world.exchange(world.respond(), **parameters)
    issued = result.credentials
    facts, _ = unseal_session(issued.access_key_id, issued.session_token, world.sealing)
    assert facts.policies == SessionPolicies(POLICY, (NARROW, READ_ONLY))
    assert result.packed_policy_size > 0


@pytest.mark.parametrize(
    ("parameters", "code", "text"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument", "Syntax errors in policy."),
        ({"Policy": '{"Statement":[]}'}, "MalformedPolicyDocument", "Syntax errors in policy."),
        (
            {"PolicyArns.member.1.arn": f"arn:aws:iam::{PROD}:policy/Missing"},
            "MalformedPolicyDocument",
            f"There is no policy arn:aws:iam::{PROD}:policy/Missing in the account of the role.",
        ),
        (
            {"PolicyArns.member.1.arn": f"arn:aws:iam::{DEV}:policy/team/Narrow"},
            "MalformedPolicyDocument",
            f"There is no policy arn:aws:iam::{DEV}:policy/team/Narrow in the account of the role.",
        ),
        (
            {"PolicyArns.member.1.arn": "longpolicynamebutnoarn"},
            "ValidationError",
            "ARN longpolicynamebutnoarn is not valid.",
        ),
        (
            {"PolicyArns.member.1.arn": role_arn("ReadOnly")},
            "ValidationError",
            f"ARN {role_arn('ReadOnly')} is not valid.",
        ),
        (
            {"PolicyArns.member.1.arn": "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"},
            "ValidationError",
            "ARN arn:aws-cn:iam::aws:policy/ReadOnlyAccess is not valid.",
        ),
    ],
)
def test_a_session_policy_that_cannot_be_applied_is_refused(world, parameters, code, text):
    refusal = refuse(world, world.respond(), **parameters)
    assert wire(refusal) == (code, 400, text)
    assert refusal.code in ("policy_malformed", "policy_arn_invalid")


def test_a_managed_policy_of_aws_must_be_known_where_all_are(clock):
    world = Federation(clock, managed_policies=NamedPolicies(READ_ONLY))
    text = f"There is no policy {READ_ONLY}s in the account of the role."
    refusal = refuse(world, world.respond(), **{"PolicyArns.member.1.arn": READ_ONLY + "s"})
    assert wire(refusal) == ("MalformedPolicyDocument", 400, text)
    known = world.exchange(world.respond(), **{"PolicyArns.member.1.arn": READ_ONLY})
    assert known.packed_policy_size > 0


def test_a_managed_policy_of_aws_is_taken_as_named_where_only_a_few_are_known(clock):
    world = Federation(clock, managed_policies=NamedPolicies(is_complete=False))
    taken = world.exchange(world.respond(), **{"PolicyArns.member.1.arn": READ_ONLY})
    assert taken.packed_policy_size > 0


def test_too_many_tags_for_the_packed_space(world):
    tags = {f"Key{n}": hashlib.sha256(bytes([n])).hexdigest() for n in range(10)}
    refusal = refuse(world, world.respond(principal_tags=tags))
    assert (refusal.aws_code, refusal.status) == ("PackedPolicyTooLarge", 400)
    assert refusal.message.startswith("Packed size of session tags consumes ")
    assert refusal.message.endswith("% of allotted space.")


def test_too_much_policy_for_the_packed_space(world):
    names = [f"s3:{number * 104_729:x}{number * 7919:x}" for number in range(90)]
    text = str(names).replace("'", '"')
    policy = f'{{"Statement":{{"Effect":"Allow","Action":{text},"Resource":"*"}}}}'
    refusal = refuse(world, world.respond(), Policy=policy)
    assert refusal.aws_code == "PackedPolicyTooLarge"
    assert refusal.message.startswith("Packed policy consumes ")
    assert refusal.message.endswith("% of allotted space, please use smaller policy.")


def test_what_fits_into_no_token_is_refused(clock):
    issuer = "https://idp.example/" + "x" * 3000
    world = Federation(clock)
    world.description = replace(world.description, entity_id=issuer)
    refusal = refuse(world, world.respond(issuer=issuer))
    assert refusal.aws_code == "PackedPolicyTooLarge"


def test_a_token_as_large_as_was_asked_for(world):
    result = world.exchange(world.respond(), MinimumSessionTokenSize="4096")
    assert result.session_token_size == 4096
    assert result.session_token_utilization == 100
