"""How far apart two names of IAM are."""

import pytest

from rolebridge.iam.explanation.resemblance import drop_path


@pytest.mark.parametrize(
    ("resource", "without"),
    [
        ("role/Dev", "role/Dev"),
        ("role/team/Dev", "role/Dev"),
        ("user/team/blue/bob", "user/bob"),
        ("role/", "role/"),
        ("root", "root"),
    ],
)
def test_a_path_stands_between_kind_and_name(resource, without):
    assert drop_path(resource) == without
