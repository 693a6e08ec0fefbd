"""Lists of texts in parameters: AWS names the list and every rule, not the item."""

import pytest

from rolebridge.access.model import Service, load_model
from rolebridge.access.parameters import parse_parameters
from rolebridge.access.refusals import AWSRefused

TAG_KEYS = (
    "Member must satisfy constraint: [Member must have length less than or equal to 128, Member "
    "must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
    r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null]"
)


def parse(service, action, **raw):
    fields = {name.replace("__", "."): value for name, value in raw.items()}
    return parse_parameters(load_model(service), action, fields)


@pytest.mark.parametrize("key", ["", "x" * 129, "<>"], ids=["empty", "long", "character"])
def test_iam_hides_what_was_wrong(key):
    with pytest.raises(AWSRefused) as caught:
        parse(Service.IAM, "UntagRole", RoleName="app", TagKeys__member__1=key)
    assert caught.value.message == (
        f"1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: {TAG_KEYS}"
    )


def test_sts_shows_it():
    with pytest.raises(AWSRefused) as caught:
        parse(
            Service.STS,
            "AssumeRole",
            RoleArn="arn:aws:iam::111122223333:role/app",
            RoleSessionName="session",
            TransitiveTagKeys__member__1="a",
            TransitiveTagKeys__member__2="<>",
        )
    text = f"Value '[a, <>]' at 'transitiveTagKeys' failed to satisfy constraint: {TAG_KEYS}"
    assert caught.value.message == f"1 validation error detected: {text}"


def test_a_value_that_is_not_of_a_set_is_told_without_the_set():
    with pytest.raises(AWSRefused) as caught:
        parse(Service.IAM, "GetAccountAuthorizationDetails", Filter__member__1="Robot")
    assert "[Member must satisfy enum value set, Member must not be null]" in caught.value.message


def test_a_list_comes_in_the_order_of_its_numbers():
    found = parse(
        Service.IAM,
        "UntagRole",
        RoleName="app",
        TagKeys__member__10="c",
        TagKeys__member__2="b",
        TagKeys__member__1="a",
    )
    assert found.texts("TagKeys") == ("a", "b", "c")
