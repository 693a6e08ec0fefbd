import pytest

from rolebridge.arn import (
    ARN,
    InvalidARN,
    build_assumed_role_arn,
    is_reserved_role,
    parse_role_arn,
    parse_saml_provider_arn,
)


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::111122223333:role/Admin",
        "arn:aws-cn:iam::111122223333:role/team/a,b",
        "arn:aws-us-gov:iam::111122223333:role/a/b/c/D=e@f.g-h_i+j",
    ],
)
def test_role_arns_round_trip(text):
    assert str(parse_role_arn(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "arn:aws:iam::111122223333:role/",
        "arn:aws:iam::11112222333:role/A",
        "arn:aws:iam::111122223333:user/A",
        "arn:aws:iam::111122223333:role/A\n",
        "arn:aws:iam::١١١١٢٢٢٢٣٣٣٣:role/A",
        "arn:aws:iam::111122223333:role/é",
        "arn:aws:iam:us-east-1:111122223333:role/A",
        "arn:aws:iam::111122223333:role//A",
        "arn:aws:iam::111122223333:role/" + "A" * 65,
    ],
)
def test_other_text_is_no_role_arn(text):
    with pytest.raises(InvalidARN):
        parse_role_arn(text)


def test_a_provider_name_holds_no_comma():
    with pytest.raises(InvalidARN):
        parse_saml_provider_arn("arn:aws:iam::111122223333:saml-provider/a,b")


def test_an_assumed_role_arn_leaves_the_path_out():
    role = parse_role_arn("arn:aws:iam::111122223333:role/team/Admin")
    assert (
        str(build_assumed_role_arn(role, "alice"))
        == "arn:aws:sts::111122223333:assumed-role/Admin/alice"
    )


def test_the_resource_keeps_its_colons():
    assert ARN.parse("arn:aws:sns:us-east-1:111122223333:a:b").resource == "a:b"


@pytest.mark.parametrize(
    ("text", "is_reserved"),
    [
        ("arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef", True),
        ("arn:aws:iam::111122223333:role/team/AWSReservedSSO_Admin_0123456789abcdef", True),
        ("arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/Admin", True),
        ("arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/Admin", True),
        ("arn:aws:iam::111122223333:role/Admin", False),
        ("arn:aws:iam::111122223333:role/AWSReservedSSO_/Admin", False),
        ("arn:aws:iam::111122223333:role/MyAWSReservedSSO_Admin", False),
    ],
)
def test_roles_of_identity_center_are_known_by_name_or_path(text, is_reserved):
    assert is_reserved_role(parse_role_arn(text)) is is_reserved
