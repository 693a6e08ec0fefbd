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
    assert caught.value.message.endswith(": [Member must satisfy enum value set]")


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


def test_lists_without_a_pattern_say_less():
    with pytest.raises(AWSRefused) as caught:
        parse(
            Service.IAM,
            "CreateOpenIDConnectProvider",
            Url="https://" + "a" * 300,
            ClientIDList__member__1="a" * 256,
            ThumbprintList__member__1="a",
        )
    # As recorded from AWS.
    rule = "failed to satisfy constraint: Member must"
    bounds = "satisfy constraint: [Member must have length less than or equal to {}, Member must "
    least = "have length greater than or equal to {}]"
    faults = (
        f"Value at 'clientIDList' {rule} {bounds.format(255)}{least.format(1)}",
        f"Value at 'thumbprintList' {rule} {bounds.format(40)}{least.format(40)}",
        f"Value at 'url' {rule} have length less than or equal to 255",
    )
    assert caught.value.message == f"3 validation errors detected: {'; '.join(faults)}"


# --- Names and paths ------------------------------------------------------------------------------


NAME = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
PATH = "It must begin and end with / and contain only alphanumeric characters and/or / characters."
PREFIX = "It must begin with the / character and contain only alphanumeric characters and/or / "


@pytest.mark.parametrize(
    ("action", "fields", "text"),
    [
        ("GetRole", {"RoleName": "^^^^"}, f"The specified value for roleName is invalid. {NAME}"),
        ("GetUser", {"UserName": "a/b"}, f"The specified value for userName is invalid. {NAME}"),
        (
            "CreateGroup",
            {"GroupName": "team", "Path": "x"},
            f"The specified value for path is invalid. {PATH}",
        ),
        (
            "ListPolicies",
            {"PathPrefix": "/x"},
            f"The specified value for pathPrefix is invalid. {PREFIX}characters.",
        ),
        (
            "ListRoles",
            {"PathPrefix": "x"},
            f"The specified value for pathPrefix is invalid. {PREFIX}characters.",
        ),
    ],
)
def test_patterns_of_names_and_paths_are_told_in_words(action, fields, text):
    with pytest.raises(AWSRefused) as caught:
        parse(Service.IAM, action, **fields)
    refusal = caught.value
    assert (refusal.aws_code, refusal.status, refusal.message) == ("ValidationError", 400, text)


def test_what_else_is_wrong_comes_before_odd_names():
    with pytest.raises(AWSRefused) as caught:
        parse(Service.IAM, "CreateUser", UserName="a" * 65, Path="x")
    assert caught.value.message == (
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member "
        "must have length less than or equal to 64"
    )


def test_sts_has_no_such_words():
    with pytest.raises(AWSRefused) as caught:
        parse(
            Service.STS,
            "AssumeRole",
            RoleArn="arn:aws:iam::111122223333:role/app",
            RoleSessionName="a:b",
        )
    assert "Member must satisfy regular expression pattern" in caught.value.message
