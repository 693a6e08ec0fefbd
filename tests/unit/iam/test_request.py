"""What no request can be."""

import pytest

from rolebridge.iam import InvalidRequest, Request, build_principal
from support.questions import OBJECT, USER

CALLER = build_principal(USER)


@pytest.mark.parametrize(
    ("action", "resource", "account", "told"),
    [
        ("s" * 257, OBJECT, None, "action: 257 characters, where 256 are allowed"),
        ("s3:Get", "a" * 2049, None, "resource: 2049 characters, where 2048 are allowed"),
        ("s3:Get", "bucket", None, "resource: 'bucket' is neither \"*\" nor an ARN"),
        ("s3:Get", OBJECT, "1", "resource account: not an account id of 12 digits"),
    ],
)
def test_what_no_request_can_be_is_refused_in_words(action, resource, account, told):
    with pytest.raises(InvalidRequest) as refused:
        Request(CALLER, action, resource, account)

    assert str(refused.value) == told


def test_the_longest_names_are_taken():
    begins = "arn:aws:s3:::"
    longest = begins + "x" * (2048 - len(begins))

    assert Request(CALLER, "s" * 256, longest, "111122223333").resource == longest
