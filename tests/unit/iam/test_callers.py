"""Who is asking, from the name of the caller."""

import pytest

from rolebridge.iam import UnknownPrincipal, build_principal
from rolebridge.iam.callers import CallerKind

ACCOUNT = "111122223333"
LONGEST = 2048


@pytest.mark.parametrize(
    ("name", "kind", "arn"),
    [
        (ACCOUNT, CallerKind.ROOT, f"arn:aws:iam::{ACCOUNT}:root"),
        (f"arn:aws-cn:iam::{ACCOUNT}:root", CallerKind.ROOT, None),
        (f"arn:aws:iam::{ACCOUNT}:user/team/bob", CallerKind.USER, None),
        (f"arn:aws:iam::{ACCOUNT}:role/team/Dev", CallerKind.ROLE, None),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev/bob", CallerKind.SESSION, None),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/bob", CallerKind.FEDERATED_USER, None),
        ("ec2.amazonaws.com", CallerKind.SERVICE, None),
        ("accounts.google.com", CallerKind.PROVIDER, None),
    ],
)
def test_a_name_tells_the_kind_of_caller(name, kind, arn):
    principal = build_principal(name)

    assert (principal.kind, principal.arn) == (kind, arn or name)


def test_the_longest_name_is_as_long_as_an_arn_may_be():
    begins, ends = f"arn:aws:iam::{ACCOUNT}:user/", "/bob"
    path = "p" * (LONGEST - len(begins) - len(ends))

    assert build_principal(begins + path + ends).kind is CallerKind.USER
    with pytest.raises(UnknownPrincipal):
        build_principal(begins + path + "p" + ends)
