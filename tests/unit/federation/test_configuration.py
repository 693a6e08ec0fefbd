from rolebridge.federation.configuration import Configuration
from rolebridge.federation.demonstration import read_demonstration
from rolebridge.federation.organisation import Organisation

EXAMPLE_CORP = Configuration(1, read_demonstration())


def test_an_account_is_found_by_id_and_by_alias():
    account = EXAMPLE_CORP.find_account("444455556666")
    assert account is EXAMPLE_CORP.find_account("example-dev")
    assert account.alias == "example-dev"
    assert EXAMPLE_CORP.find_account("example") is None


def test_everything_is_indexed_by_the_name_the_outside_uses():
    account, role = EXAMPLE_CORP.roles["arn:aws:iam::444455556666:role/Developer"]
    assert (account.id, role.name) == ("444455556666", "Developer")
    assert list(EXAMPLE_CORP.providers) == [
        "arn:aws:iam::111122223333:saml-provider/ExampleCorp",
        "arn:aws:iam::444455556666:saml-provider/ExampleCorp",
    ]
    assert list(EXAMPLE_CORP.service_providers) == ["urn:amazon:webservices"]
    assert EXAMPLE_CORP.rules[0].name == "administrators"


def test_an_empty_organisation_has_a_name_and_nothing_else():
    empty = Configuration(1, Organisation())
    assert (empty.name, empty.rules, empty.accounts) == ("rolebridge", (), {})
    assert EXAMPLE_CORP.name == "Example Corp"
