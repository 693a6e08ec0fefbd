import json

import pytest

from rolebridge.cli.credentials import as_process, as_shell, choose_role
from rolebridge.client import PortalRefused, PortalRole


def role(name, account="111122223333", alias="example-prod"):
    return PortalRole(
        account,
        alias,
        name,
        f"arn:aws:iam::{account}:role/{name}",
        f"arn:aws:iam::{account}:saml-provider/ExampleCorp",
    )


PROD, DEV = role("ReadOnly"), role("ReadOnly", "444455556666", "example-dev")
OFFERED = (PROD, DEV, role("Developer", "444455556666", "example-dev"))


@pytest.mark.parametrize("account", ["444455556666", "example-dev"])
def test_a_role_is_found_by_name_and_account(account):
    assert choose_role(OFFERED, "ReadOnly", account) is DEV


def test_a_role_in_one_account_needs_no_account():
    assert choose_role(OFFERED, "Developer", None).account == "444455556666"


def test_an_arn_is_enough():
    assert choose_role(OFFERED, PROD.role_arn, None) is PROD


def test_a_role_in_several_accounts_is_not_guessed():
    with pytest.raises(PortalRefused, match="example-dev, example-prod"):
        choose_role(OFFERED, "ReadOnly", None)


@pytest.mark.parametrize("account", ["example-dev", "444455556666", "999900001111"])
def test_a_role_that_is_not_offered_is_asked_for_all_the_same(account):
    wanted = choose_role(OFFERED, "Administrator", account)
    number = "999900001111" if account == "999900001111" else "444455556666"
    assert wanted.role_arn == f"arn:aws:iam::{number}:role/Administrator"
    assert wanted.provider_arn == f"arn:aws:iam::{number}:saml-provider/ExampleCorp"


def test_an_arn_that_is_not_offered_is_asked_for_as_it_is():
    arn = "arn:aws:iam::999900001111:role/team/Administrator"
    assert choose_role(OFFERED, arn, None).role_arn == arn


@pytest.mark.parametrize(
    ("offered", "account"), [(OFFERED, "nowhere"), (OFFERED, None), ((), "111122223333")]
)
def test_what_cannot_be_asked_for_is_refused_with_what_is_offered(offered, account):
    with pytest.raises(PortalRefused, match="Offered: "):
        choose_role(offered, "Administrator", account)


def test_what_is_no_arn_is_refused():
    with pytest.raises(Exception, match="not a valid ARN"):
        choose_role(OFFERED, "arn:nonsense", None)


KEYS = {
    "AccessKeyId": "ASIA1",
    "SecretAccessKey": "a'b",
    "SessionToken": "t",
    "Expiration": "2026-11-23T10:00:00Z",
}


def test_credential_process_reads_version_1():
    answer = json.loads(as_process(KEYS, "111122223333"))
    assert answer == {"Version": 1, **KEYS, "AccountId": "111122223333"}


def test_a_shell_cannot_be_broken_out_of():
    assert "export AWS_SECRET_ACCESS_KEY='a'\"'\"'b'" in as_shell(KEYS)
