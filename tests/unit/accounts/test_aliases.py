"""The alias of an account by API."""

import pytest

from support.accounts import OTHER, AccountsWorld, wire


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def aliases(world, **more):
    return world.call("ListAccountAliases", **more)["AccountAliases"]


def test_a_new_alias_takes_the_place_of_the_old(world):
    assert aliases(world) == ["prod"]
    world.call("CreateAccountAlias", AccountAlias="live")
    assert aliases(world) == ["live"]
    assert aliases(world, by=world.root_of(OTHER)) == []


def test_an_alias_is_unique_in_the_set_up(world):
    refusal = world.refuse("CreateAccountAlias", by=world.root_of(OTHER), AccountAlias="prod")
    expected = ("EntityAlreadyExists", 409, "The account alias prod already exists.")
    assert wire(refusal) == expected


def test_only_the_own_alias_is_deleted(world):
    refusal = world.refuse("DeleteAccountAlias", AccountAlias="other")
    assert refusal.aws_code == "NoSuchEntity"
    world.call("DeleteAccountAlias", AccountAlias="prod")
    assert aliases(world) == []


@pytest.mark.parametrize("alias", ["999988887777", OTHER])
def test_an_alias_is_no_account_id(world, alias):
    """Else it would be taken for an account that is added one day."""
    assert world.refuse("CreateAccountAlias", AccountAlias=alias).aws_code == "InvalidInput"
    world.call("CreateAccountAlias", AccountAlias=alias[:-1])
    assert aliases(world) == [alias[:-1]]
