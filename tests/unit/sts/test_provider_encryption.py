"""Assertions encrypted to a provider's own key, its own address, and two signing certificates."""

import base64
from dataclasses import replace

import pytest

from rolebridge.access.provider_keys import seal_private_key
from rolebridge.access.refusals import AWSRefused
from rolebridge.federation.account import AssertionEncryption, ProviderKey, SAMLProviderEntry
from rolebridge.saml.values import NameID
from rolebridge.sts.console import ConsoleRefused
from support.encrypting import encrypt
from support.federation import (
    BASE,
    DEV,
    ISSUER,
    ORIGIN,
    PROD,
    Federation,
    account,
    make_organisation,
    metadata_of,
    pair,
    provider_arn,
    role,
    role_arn,
    trust,
)
from support.keys import rsa_pair
from support.sealing import MemorySealingKeys, SeededIds

ID = "SAMLSPABCDEFGHIJKLMNOP"
OTHER_ID = "SAMLSPQRSTUVWXYZ234567"
OWN = f"https://eu-west-1.signin.aws.amazon.com/saml/acs/{ID}"
EVERY = ("sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity")
MODES = (None, AssertionEncryption.ALLOWED, AssertionEncryption.REQUIRED)
SEALING = MemorySealingKeys()


def provider(*keys, name="ExampleCorp", number=PROD, unique_id=ID, mode=None, metadata=None):
    sealed = tuple(
        ProviderKey(
            f"KEY{position}",
            None,
            seal_private_key(
                key.private_pem.decode(),
                provider_arn(name, number),
                f"KEY{position}",
                SEALING,
                SeededIds(),
            ),
        )
        for position, key in enumerate(keys)
    )
    return SAMLProviderEntry(name, metadata, mode, unique_id=unique_id, private_keys=sealed)


def world_of(clock, *accounts):
    world = Federation(clock, make_organisation(*accounts))
    assert world.sealing.keys == SEALING.keys
    return world


def open_trust(number=PROD):
    """A trust policy that any address of the provider satisfies."""
    return trust(*EVERY, account=number, StringLike={"SAML:aud": "*"})


def prod(*keys, **changes):
    return account(
        PROD, None, role("ReadOnly", open_trust()), providers=(provider(*keys, **changes),)
    )


def refused(world, response, **parameters):
    with pytest.raises(AWSRefused) as caught:
        world.exchange(response, **parameters)
    return caught.value


def test_a_providers_own_key_decrypts(clock):
    world = world_of(clock, prod(rsa_pair("provider"), mode=AssertionEncryption.ALLOWED))
    response = encrypt(world.respond(name_id=NameID("alice")), rsa_pair("provider").certificate_pem)
    assert b"alice" not in base64.b64decode(response)
    assert world.exchange(response).subject == "alice"


def test_both_keys_of_a_rotation_decrypt(clock):
    old, new = rsa_pair("provider"), rsa_pair("provider-2")
    world = world_of(clock, prod(old, new))
    for key in (old, new):
        assert world.exchange(encrypt(world.respond(), key.certificate_pem))


def test_a_key_that_was_taken_away_decrypts_no_more(clock):
    world = world_of(clock, prod(rsa_pair("provider-2")))
    response = encrypt(world.respond(), rsa_pair("provider").certificate_pem)
    refusal = refused(world, response)
    assert (refusal.code, refusal.aws_code) == ("decrypt_failed", "InvalidIdentityToken")


def test_the_key_of_another_provider_decrypts_nothing(clock):
    other = account(
        DEV,
        None,
        role("ReadOnly", open_trust(DEV)),
        providers=(provider(rsa_pair("provider"), number=DEV, unique_id=OTHER_ID),),
    )
    world = world_of(clock, prod(), other)
    response = encrypt(world.respond(), rsa_pair("provider").certificate_pem)
    assert refused(world, response).code == "no_decryption_key"


def test_a_sealed_key_that_was_moved_to_another_provider_decrypts_nothing(clock):
    entry = provider(rsa_pair("provider"), number=DEV)
    moved = account(PROD, None, role("ReadOnly", open_trust()), providers=(entry,))
    world = world_of(clock, moved)
    response = encrypt(world.respond(), rsa_pair("provider").certificate_pem)
    assert refused(world, response).code == "no_decryption_key"


def test_where_encryption_is_required_nothing_else_is_taken(clock):
    world = world_of(clock, prod(rsa_pair("provider"), mode=AssertionEncryption.REQUIRED))
    plain = world.respond(recipient=OWN)
    refusal = refused(world, plain)
    assert (refusal.code, refusal.aws_code, refusal.status) == (
        "encryption_required",
        "InvalidIdentityToken",
        400,
    )
    assert not refusal.has_aws_text
    encrypted = encrypt(plain, rsa_pair("provider").certificate_pem)
    assert world.exchange(encrypted).audience == OWN


def test_where_encryption_is_required_the_address_is_the_providers_own(clock):
    world = world_of(clock, prod(rsa_pair("provider"), mode=AssertionEncryption.REQUIRED))
    response = encrypt(world.respond(), rsa_pair("provider").certificate_pem)
    assert refused(world, response).code == "recipient_mismatch"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "recipient",
    [
        OWN,
        f"https://signin.aws.amazon.com/saml/acs/{ID}",
        f"https://us-east-1.signin.aws.amazon.com/saml/acs/{ID}",
        f"{BASE}/aws/saml/acs/{ID}",
    ],
)
def test_a_provider_answers_at_its_own_addresses(clock, mode, recipient):
    world = world_of(clock, prod(rsa_pair("provider"), mode=mode))
    response = encrypt(world.respond(recipient=recipient), rsa_pair("provider").certificate_pem)
    assert world.exchange(response).audience == recipient


@pytest.mark.parametrize(
    "recipient",
    [
        f"https://signin.aws.amazon.com/saml/acs/{OTHER_ID}",
        "https://signin.aws.amazon.com/saml/acs/",
        f"https://signin.aws.amazon.com/saml/acs/{ID}/",
        f"https://signin.aws.amazon.com/saml/acs/{ID.lower()}",
        f"https://moon-1.signin.aws.amazon.com/saml/acs/{ID}",
        f"https://signin.amazonaws.cn/saml/acs/{ID}",
        f"{BASE}/aws/saml/acs/{OTHER_ID}",
    ],
)
def test_a_provider_does_not_answer_at_the_address_of_another(clock, recipient):
    other = account(
        DEV, None, role("ReadOnly"), providers=(provider(number=DEV, unique_id=OTHER_ID),)
    )
    world = world_of(clock, prod(), other)
    assert refused(world, world.respond(recipient=recipient)).code == "destination_mismatch"
    with pytest.raises(ConsoleRefused):
        world.console.sign_in(world.respond(recipient=recipient), role_arn("ReadOnly"), ORIGIN, ID)


def test_the_browser_signs_in_at_a_providers_own_address(clock):
    world = world_of(clock, prod(rsa_pair("provider"), mode=AssertionEncryption.REQUIRED))
    response = encrypt(world.respond(recipient=OWN), rsa_pair("provider").certificate_pem)
    choice = world.console.choose(response, ORIGIN, ID)
    assert [each.role_name for each in choice.roles] == ["ReadOnly"]
    signed_in = world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN, ID)
    assert signed_in.session.role == "ReadOnly"


def test_at_a_providers_own_address_only_its_roles_are_offered(clock):
    other = account(
        DEV,
        None,
        role("ReadOnly", open_trust(DEV)),
        providers=(provider(number=DEV, unique_id=OTHER_ID),),
    )
    world = world_of(clock, prod(), other)
    pairs = (pair("ReadOnly"), pair("ReadOnly", DEV))
    choice = world.console.choose(world.respond(*pairs, recipient=OWN), ORIGIN, ID)
    assert [each.account for each in choice.roles] == [PROD]
    # Elsewhere too: the address is the first provider's own, so the other does not take it.
    choice = world.console.choose(world.respond(*pairs, recipient=OWN), ORIGIN)
    assert [each.account for each in choice.roles] == [PROD]
    choice = world.console.choose(world.respond(*pairs), ORIGIN)
    assert [each.account for each in choice.roles] == [PROD, DEV]


def test_a_plain_assertion_offers_no_role_that_needs_an_encrypted_one(clock):
    strict = account(
        DEV,
        None,
        role("ReadOnly", open_trust(DEV)),
        providers=(
            provider(
                rsa_pair("provider"),
                number=DEV,
                unique_id=OTHER_ID,
                mode=AssertionEncryption.REQUIRED,
            ),
        ),
    )
    world = world_of(clock, prod(), strict)
    own = f"https://signin.aws.amazon.com/saml/acs/{OTHER_ID}"
    response = world.respond(pair("ReadOnly"), pair("ReadOnly", DEV), recipient=own)
    with pytest.raises(ConsoleRefused) as caught:
        world.console.choose(response, ORIGIN)
    assert caught.value.code == "role_missing"
    encrypted = encrypt(response, rsa_pair("provider").certificate_pem)
    choice = world.console.choose(encrypted, ORIGIN)
    assert [each.account for each in choice.roles] == [DEV]


def test_the_address_of_no_provider_says_so(clock):
    world = world_of(clock, prod())
    with pytest.raises(ConsoleRefused) as caught:
        world.console.choose(world.respond(), ORIGIN, "SAMLSPNOBODY")
    assert caught.value.code == "provider_unknown"
    assert world.events[-1].reason == "provider_unknown"


def test_the_address_of_a_provider_with_expired_metadata_says_so(clock, now):
    old = metadata_of(ISSUER, rsa_pair(), valid_until=now.replace(year=2020))
    world = world_of(clock, prod(metadata=old))
    with pytest.raises(ConsoleRefused) as caught:
        world.console.choose(world.respond(), ORIGIN, ID)
    assert caught.value.code == "metadata_expired"


def test_both_certificates_of_a_rollover_verify_and_no_third(clock):
    old, new = rsa_pair(), rsa_pair("next")
    entry = provider(metadata=metadata_of(ISSUER, old, new))
    world = world_of(clock, account(PROD, None, role("ReadOnly", open_trust()), providers=(entry,)))
    for key in (old, new):
        assert world.exchange(world.respond(keys=key))
    assert refused(world, world.respond(keys=rsa_pair("third"))).message == (
        "Response signature invalid"
    )


def test_a_certificate_that_left_the_metadata_verifies_no_more(clock):
    old, new = rsa_pair(), rsa_pair("next")
    first = provider(metadata=metadata_of(ISSUER, old, new))
    world = world_of(clock, account(PROD, None, role("ReadOnly", open_trust()), providers=(first,)))
    assert world.exchange(world.respond(keys=old))
    second = replace(first, metadata=metadata_of(ISSUER, new))
    world.configure(account(PROD, None, role("ReadOnly", open_trust()), providers=(second,)))
    assert world.exchange(world.respond(keys=new))
    assert refused(world, world.respond(keys=old)).code == "signature_invalid"
