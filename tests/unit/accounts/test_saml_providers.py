"""SAML providers by API: their metadata, their keys, their encryption."""

import re
from datetime import timedelta

import pytest

from rolebridge.access.provider_keys import unseal_private_key
from support.accounts import ACCOUNT, OTHER, OWN_METADATA, AccountsWorld, allow, wire
from support.federation import metadata_of
from support.keys import ec_pair, rsa_pair

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"
UNPARSED = ("InvalidInput", 400, "Could not parse metadata")


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def metadata(now):
    end = now + timedelta(days=30)
    return metadata_of("https://idp.example/saml", rsa_pair(), valid_until=end)


def pem(name="provider-1", bits=2048):
    return rsa_pair(name, bits).private_pem.decode()


def create(world, name="Corp", **parameters):
    document = {"SAMLMetadataDocument": metadata(world.clock())}
    return world.call("CreateSAMLProvider", Name=name, **(document | parameters))


def get(world):
    return world.call("GetSAMLProvider", SAMLProviderArn=ARN)


def update(world, **parameters):
    return world.call("UpdateSAMLProvider", SAMLProviderArn=ARN, **parameters)


def refuse_update(world, **parameters):
    return world.refuse("UpdateSAMLProvider", SAMLProviderArn=ARN, **parameters)


def test_a_provider_is_made_and_read_back(world):
    answer = create(world, Tags=[("team", "a")])
    assert answer == {"SAMLProviderArn": ARN, "Tags": [{"Key": "team", "Value": "a"}]}
    shown = get(world)
    assert shown["SAMLMetadataDocument"] == metadata(world.clock())
    assert shown["CreateDate"] == world.clock()
    assert shown["ValidUntil"] == world.clock() + timedelta(days=30)
    assert re.fullmatch("[A-Z0-9]{22,64}", shown["SAMLProviderUUID"])
    assert set(shown) == {
        *("SAMLProviderUUID", "SAMLMetadataDocument", "CreateDate", "ValidUntil", "Tags"),
        *("AssertionEncryptionMode", "PrivateKeyList"),
    }
    assert (shown["AssertionEncryptionMode"], shown["PrivateKeyList"]) == ("Allowed", [])
    (listed,) = world.call("ListSAMLProviders")["SAMLProviderList"]
    assert listed == {
        "Arn": ARN,
        "ValidUntil": shown["ValidUntil"],
        "CreateDate": shown["CreateDate"],
    }


def test_metadata_that_says_no_end_is_valid_for_a_hundred_years(world):
    end = f' validUntil="{(world.clock() + timedelta(days=30)).isoformat()[:19]}Z"'
    endless = metadata(world.clock()).replace(end, "")
    assert "validUntil" not in endless
    create(world, SAMLMetadataDocument=endless)
    assert get(world)["ValidUntil"] == world.clock().replace(year=2126)


def test_a_provider_of_the_29th_of_february_has_an_end_too(world):
    from datetime import UTC, datetime

    from rolebridge.accounts.saml_providers import find_valid_until
    from rolebridge.federation.account import SAMLProviderEntry

    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)
    own = SAMLProviderEntry("Own", created_at=leap_day)
    assert find_valid_until(own) == datetime(2128, 2, 28, 12, tzinfo=UTC)
    assert find_valid_until(SAMLProviderEntry("Own")) is None


def test_our_own_identity_provider_is_described_by_itself(now):
    from rolebridge.federation.account import AccountEntry, SAMLProviderEntry

    own = SAMLProviderEntry("Corp", unique_id="SAMLSPOWN", created_at=now)
    world = AccountsWorld(now, AccountEntry(ACCOUNT, saml_providers=(own,)))
    assert get(world)["SAMLMetadataDocument"] == OWN_METADATA
    update(world, SAMLMetadataDocument=metadata(now))
    assert get(world)["SAMLMetadataDocument"] == metadata(now)
    assert get(world)["SAMLProviderUUID"] == "SAMLSPOWN"


def test_names_are_taken_whatever_their_case(world):
    create(world)
    document = metadata(world.clock())
    refusal = world.refuse("CreateSAMLProvider", Name="CORP", SAMLMetadataDocument=document)
    message = "Provider with name CORP already exists."
    assert wire(refusal) == ("EntityAlreadyExists", 409, message)


def test_an_unknown_provider_has_no_manifest(world):
    for action in (
        *("GetSAMLProvider", "UpdateSAMLProvider", "DeleteSAMLProvider"),
        *("TagSAMLProvider", "UntagSAMLProvider", "ListSAMLProviderTags"),
    ):
        more = {"TagSAMLProvider": {"Tags": [("a", "b")]}, "UntagSAMLProvider": {"TagKeys": ["a"]}}
        refusal = world.refuse(action, SAMLProviderArn=ARN, **more.get(action, {}))
        assert wire(refusal) == ("NoSuchEntity", 404, f"Manifest not found for arn {ARN}")


def test_a_provider_is_deleted(world):
    create(world)
    world.call("DeleteSAMLProvider", SAMLProviderArn=ARN)
    assert world.call("ListSAMLProviders") == {"SAMLProviderList": []}


def test_a_hundred_providers_are_as_many_as_there_may_be(now):
    from rolebridge.federation.account import AccountEntry, SAMLProviderEntry

    entries = tuple(SAMLProviderEntry(f"P{n}", created_at=now) for n in range(100))
    world = AccountsWorld(now, AccountEntry(ACCOUNT, saml_providers=entries))
    refusal = world.refuse(
        "CreateSAMLProvider", Name="Corp", SAMLMetadataDocument=metadata(world.clock())
    )
    assert refusal.message == "Cannot exceed quota for SAMLProvidersPerAccount: 100"


@pytest.mark.parametrize(
    "broken",
    [
        "x" * 1000,
        "<EntityDescriptor>" + " " * 1000,
        "<!DOCTYPE x>" + " " * 1000 + "<x/>",
        "\ufeff\ufeff<x/>" + " " * 1000,
    ],
)
def test_broken_metadata_cannot_be_parsed(world, broken):
    refusal = world.refuse("CreateSAMLProvider", Name="Corp", SAMLMetadataDocument=broken)
    assert wire(refusal) == UNPARSED
    assert refusal.detail
    create(world)
    assert wire(refuse_update(world, SAMLMetadataDocument=broken)) == UNPARSED


def test_metadata_has_a_least_and_a_largest_size(world):
    for document, rule in (
        ("x" * 999, "greater than or equal to 1000"),
        ("x" * 10_000_001, "less than or equal to 10000000"),
    ):
        refusal = world.refuse("CreateSAMLProvider", Name="Corp", SAMLMetadataDocument=document)
        assert refusal.aws_code == "ValidationError"
        assert refusal.message == (
            "1 validation error detected: Value at 'sAMLMetadataDocument' failed to satisfy "
            f"constraint: Member must have length {rule}"
        )


def test_tags_of_a_provider_are_changed_and_asked_about(world):
    create(world)
    world.call("TagSAMLProvider", SAMLProviderArn=ARN, Tags=[("team", "a"), ("x", "y")])
    world.call("UntagSAMLProvider", SAMLProviderArn=ARN, TagKeys=["X"])
    tags = world.call("ListSAMLProviderTags", SAMLProviderArn=ARN)["Tags"]
    assert tags == [{"Key": "team", "Value": "a"}]
    mine = world.add_user(
        "ann", allow("iam:GetSAMLProvider", StringEquals={"aws:ResourceTag/team": "a"})
    )
    world.call("GetSAMLProvider", by=mine, SAMLProviderArn=ARN)
    world.call("TagSAMLProvider", SAMLProviderArn=ARN, Tags=[("team", "b")])
    refusal = world.refuse("GetSAMLProvider", by=mine, SAMLProviderArn=ARN)
    assert refusal.aws_code == "AccessDenied"


def test_creating_is_asked_about_by_name_and_tags(world):
    statement = allow(
        ["iam:CreateSAMLProvider", "iam:TagSAMLProvider"],
        "arn:aws:iam::*:saml-provider/C*",
        StringEquals={"aws:RequestTag/team": "a"},
    )
    ann = world.add_user("ann", statement)
    document = metadata(world.clock())
    for name, tag in (("Other", "a"), ("Corp", "b")):
        refusal = world.refuse(
            "CreateSAMLProvider",
            by=ann,
            Name=name,
            SAMLMetadataDocument=document,
            Tags=[("team", tag)],
        )
        assert refusal.aws_code == "AccessDenied"
    create(world, by=ann, Tags=[("team", "a")])


def test_a_key_rests_sealed_and_is_told_of_by_its_id(world):
    create(world, AddPrivateKey=pem(), AssertionEncryptionMode="Required")
    shown = get(world)
    assert shown["AssertionEncryptionMode"] == "Required"
    (key,) = shown["PrivateKeyList"]
    assert key["Timestamp"] == world.clock()
    assert re.fullmatch("[A-Z0-9]{22,64}", key["KeyId"])
    (stored,) = world.account.saml_providers[0].private_keys
    assert "PRIVATE" not in stored.sealed_pem
    assert unseal_private_key(stored, ARN, world.keys) == pem()
    assert "PRIVATE" not in repr((shown, world.store.events))


def test_keys_are_rotated_one_at_a_time(world):
    create(world, AddPrivateKey=pem())
    update(world, AddPrivateKey=pem("provider-2"))
    refusal = refuse_update(world, AddPrivateKey=pem("provider-3"))
    assert wire(refusal) == ("LimitExceeded", 409, "Private key limit of 2 is reached.")
    old, new = get(world)["PrivateKeyList"]
    refusal = refuse_update(world, AddPrivateKey=pem("provider-3"), RemovePrivateKey=old["KeyId"])
    assert wire(refusal) == (
        "InvalidInput",
        400,
        (
            "Unable to add and remove private keys in the same request. "
            "Set a value for only one of the two parameters."
        ),
    )
    assert update(world, RemovePrivateKey=old["KeyId"]) == {"SAMLProviderArn": ARN}
    assert get(world)["PrivateKeyList"] == [new]
    refusal = refuse_update(world, RemovePrivateKey=old["KeyId"])
    assert wire(refusal) == (
        "InvalidInput",
        400,
        "Failed to remove private key because the Key ID does not match a private key.",
    )


def test_encryption_is_required_only_where_there_is_a_key(world):
    create(world)
    refusal = refuse_update(world, AssertionEncryptionMode="Required")
    needs_key = (
        "Unable to set assertion encryption mode to Required because no private key is provided."
    )
    assert wire(refusal) == ("InvalidInput", 400, needs_key)
    update(world, AssertionEncryptionMode="Required", AddPrivateKey=pem())
    (key,) = get(world)["PrivateKeyList"]
    refusal = refuse_update(world, RemovePrivateKey=key["KeyId"])
    assert wire(refusal) == ("InvalidInput", 400, "Failed to remove private key.")
    refusal = refuse_update(
        world, RemovePrivateKey=key["KeyId"], AssertionEncryptionMode="Required"
    )
    assert wire(refusal) == ("InvalidInput", 400, needs_key)
    update(world, RemovePrivateKey=key["KeyId"], AssertionEncryptionMode="Allowed")
    shown = get(world)
    assert shown["AssertionEncryptionMode"] == "Allowed"
    assert shown["PrivateKeyList"] == []


def test_an_update_of_nothing_is_refused(world):
    create(world)
    assert wire(refuse_update(world)) == (
        "InvalidInput",
        400,
        (
            "Unable to update identity provider. "
            "No updates are defined for metadata or encryption assertion."
        ),
    )


def test_an_update_leaves_what_it_does_not_name(world):
    create(world, AddPrivateKey=pem(), AssertionEncryptionMode="Allowed", Tags=[("a", "b")])
    before = get(world)
    world.clock.advance(days=1)
    update(world, SAMLMetadataDocument=metadata(world.clock()))
    after = get(world)
    assert after["ValidUntil"] == before["ValidUntil"] + timedelta(days=1)
    for field in ("SAMLProviderUUID", "CreateDate", "Tags", "PrivateKeyList"):
        assert after[field] == before[field]


@pytest.mark.parametrize(
    "key",
    [
        "nothing",
        rsa_pair().certificate_pem,
        ec_pair().private_pem.decode(),
        rsa_pair("small", 1024).private_pem.decode(),
        rsa_pair().private_pem.decode() + "\n" * 4000,
        "ä" + rsa_pair().private_pem.decode(),
        rsa_pair().private_pem.decode()[:-60],
    ],
)
def test_only_plain_strong_rsa_keys_are_taken(world, key):
    create(world)
    assert wire(refuse_update(world, AddPrivateKey=key)) == (
        "InvalidInput",
        400,
        "Invalid private key.",
    )
    assert world.account.saml_providers[0].private_keys == ()


def test_a_key_with_a_passphrase_is_refused(world):
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(rsa_pair().private_pem, None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    ).decode()
    create(world)
    assert refuse_update(world, AddPrivateKey=locked).message == "Invalid private key."


def test_providers_of_another_account_are_out_of_reach(world):
    create(world)
    stranger = world.root_of(OTHER)
    for action in ("GetSAMLProvider", "DeleteSAMLProvider"):
        refusal = world.refuse(action, by=stranger, SAMLProviderArn=ARN)
        assert refusal.aws_code == "AccessDenied"
    assert world.call("ListSAMLProviders", by=stranger) == {"SAMLProviderList": []}
