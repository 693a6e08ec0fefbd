from rolebridge.directory.rules import Grant, GroupCondition, MappingRule
from rolebridge.federation.account import SAMLProviderEntry
from rolebridge.idp.portal import Portal
from support.fakes import MemoryStore
from support.identity_provider import make_service_provider
from support.organisation import (
    ACCOUNTS,
    AWS_ENTITY_ID,
    DEV,
    PROD,
    RULES,
    make_account,
    make_configuration,
    make_person,
)


def portal(**more) -> Portal:
    return Portal(MemoryStore(make_configuration(**more)).unit_of_work)


def test_roles_stand_by_account_in_the_order_of_names():
    view = portal().view(make_person("alice", "aws-admins", "developers"))
    assert [(account.alias, account.id, account.partition) for account in view.accounts] == [
        ("example-dev", DEV, "aws"),
        ("example-prod", PROD, "aws"),
    ]
    assert [role.role_name for role in view.accounts[0].roles] == [
        "Administrator",
        "Developer",
        "ReadOnly",
    ]
    assert view.service_provider == AWS_ENTITY_ID


def test_an_account_without_an_alias_stands_by_its_number():
    rule = MappingRule("r", (GroupCondition("g"),), (Grant(("9" * 12,), ("X",), "ExampleCorp"),))
    view = portal(accounts=(make_account("9" * 12, None, "X"),), rules=(rule,)).view(
        make_person("alice", "g")
    )
    assert view.accounts[0].alias is None


def test_a_role_through_two_providers_is_one_line():
    account = make_account(DEV, None, "X")
    account = type(account)(
        DEV,
        roles=account.roles,
        saml_providers=(*account.saml_providers, SAMLProviderEntry("Second")),
    )
    grants = (Grant((DEV,), ("X",), "ExampleCorp"), Grant((DEV,), ("X",), "Second"))
    rule = MappingRule("r", (GroupCondition("g"),), grants)
    view = portal(accounts=(account,), rules=(rule,)).view(make_person("alice", "g"))
    (role,) = view.accounts[0].roles
    assert role.provider_arn.endswith("/ExampleCorp")


def test_somebody_without_roles_sees_what_every_rule_wanted():
    view = portal().view(make_person("carol", "finance"))
    assert view.accounts == ()
    assert [result.rule for result in view.results] == list(RULES)
    assert all(result.conditions[0].actual == "a member of 'finance'" for result in view.results)


def test_without_aws_there_is_nowhere_to_go():
    store = MemoryStore(make_configuration(make_service_provider(), accounts=ACCOUNTS))
    assert Portal(store.unit_of_work).view(make_person()).service_provider == ""
