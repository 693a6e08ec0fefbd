from dataclasses import replace

import pytest

from rolebridge.arn import ARN
from rolebridge.directory.mapping import collect_grants, could_grant, evaluate_rules
from rolebridge.directory.rules import (
    AttributeCondition,
    Grant,
    GroupCondition,
    GroupPatternCondition,
    MappingRule,
    Match,
)
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from support.organisation import ACCOUNTS, DEV, PROD, RULES, make_account, make_person

ESTATE = Configuration(1, Organisation(accounts=ACCOUNTS))
ANYBODY = (AttributeCondition("kind", Match.EQUALS, ("any",)),)


def rule(*grants: Grant, conditions=ANYBODY, name: str = "rule") -> MappingRule:
    return MappingRule(name, conditions, grants)


def evaluate(person, *rules, estate=ESTATE):
    return evaluate_rules(person, rules, estate)


def person(username="alice", *groups, nested=(), **attributes):
    values = {
        name: (value,) if isinstance(value, str) else value for name, value in attributes.items()
    }
    return make_person(username, *groups, nested=nested, attributes={"kind": ("any",), **values})


def roles(results) -> list[str]:
    return [f"{grant.account}/{grant.role_name}" for grant in collect_grants(results)]


def test_a_group_gives_its_roles_in_every_account():
    results = evaluate(make_person("alice", "aws-admins"), *RULES)
    assert roles(results) == [
        f"{PROD}/Administrator",
        f"{PROD}/ReadOnly",
        f"{DEV}/Administrator",
        f"{DEV}/ReadOnly",
    ]
    grant = collect_grants(results)[0]
    assert grant.role_arn == f"arn:aws:iam::{PROD}:role/Administrator"
    assert grant.provider_arn == f"arn:aws:iam::{PROD}:saml-provider/ExampleCorp"
    assert grant.rule == "administrators"
    assert results[0].matched
    assert not results[1].matched


def test_a_nested_group_counts_and_shows_its_way():
    results = evaluate(make_person("bob", nested=[("web-team", "developers")]), *RULES)
    assert roles(results) == [f"{DEV}/Developer"]
    assert results[1].conditions[0].actual == "a member by way of 'web-team' > 'developers'"


def test_a_near_miss_says_what_was_wanted_and_what_was_there():
    missed = evaluate(make_person("carol", "finance"), *RULES)[0].conditions[0]
    assert not missed.holds
    assert missed.expected == "a member of 'aws-admins'"
    assert missed.actual == "a member of 'finance'"


def test_a_person_without_groups_is_told_so():
    missed = evaluate(make_person("carol"), *RULES)[0].conditions[0]
    assert missed.actual == "a member of no group"


def test_group_names_are_compared_with_their_case_and_the_near_miss_says_so():
    missed = evaluate(make_person("alice", "AWS-Admins"), *RULES)[0].conditions[0]
    assert not missed.holds
    assert "letter case" in missed.actual


def test_a_long_list_of_groups_is_cut():
    many = [f"g{number}" for number in range(30)]
    assert evaluate(make_person("alice", *many), *RULES)[0].conditions[0].actual.endswith("20 more")


@pytest.mark.parametrize(
    ("match", "wanted", "values", "holds"),
    [
        (Match.EQUALS, ("it", "hr"), ("hr",), True),
        (Match.EQUALS, ("it",), ("hr", "it"), True),
        (Match.EQUALS, ("IT",), ("it",), False),
        (Match.EQUALS, ("i*",), ("it",), False),
        (Match.LIKE, ("i*",), ("it",), True),
        (Match.LIKE, ("i*", "h?"), ("hr",), True),
        (Match.LIKE, ("i",), ("it",), False),
    ],
)
def test_attribute_conditions(match, wanted, values, holds):
    asked = rule(
        Grant((DEV,), ("Developer",), "ExampleCorp"),
        conditions=(AttributeCondition("department", match, wanted),),
    )
    result = evaluate(person(department=values), asked)[0]
    assert result.matched is holds
    assert bool(result.granted) is holds
    assert repr(values[0]) in result.conditions[0].actual


def test_a_missing_attribute_is_named():
    asked = rule(conditions=(AttributeCondition("department", Match.LIKE, ("a*", "b")),))
    result = evaluate(person(), asked)[0].conditions[0]
    assert result.actual == "no such attribute"
    assert result.expected == "attribute 'department' like 'a*' or 'b'"


def test_every_condition_must_hold():
    both = rule(
        Grant((DEV,), ("Developer",), "ExampleCorp"),
        conditions=(GroupCondition("developers"), AttributeCondition("kind", Match.EQUALS, ("x",))),
    )
    result = evaluate(person("bob", "developers"), both)[0]
    assert [each.holds for each in result.conditions] == [True, False]
    assert not result.granted


def test_a_rule_without_conditions_grants_nothing():
    assert not evaluate(
        person(), rule(Grant((DEV,), ("Developer",), "ExampleCorp"), conditions=())
    )[0].granted


def test_placeholders_of_the_person():
    grant = Grant(("{attribute.account}",), ("{attribute.job}",), "{attribute.provider}")
    results = evaluate(person(account=DEV, job="Developer", provider="ExampleCorp"), rule(grant))
    assert roles(results) == [f"{DEV}/Developer"]


def test_username_and_email_are_placeholders():
    estate = Configuration(
        1, Organisation(accounts=(make_account(DEV, None, "alice", "alice@example.com"),))
    )
    results = evaluate(
        person(), rule(Grant((DEV,), ("{username}", "{email}"), "ExampleCorp")), estate=estate
    )
    assert roles(results) == [f"{DEV}/alice", f"{DEV}/alice@example.com"]


def test_a_multi_valued_attribute_gives_one_grant_for_each_value():
    grant = Grant(("{attribute.account}",), ("{attribute.job}",), "ExampleCorp")
    results = evaluate(person(account=(PROD, DEV), job=("ReadOnly", "Administrator")), rule(grant))
    assert roles(results) == [
        f"{PROD}/ReadOnly",
        f"{PROD}/Administrator",
        f"{DEV}/ReadOnly",
        f"{DEV}/Administrator",
    ]


def test_account_alias_and_role_fill_names():
    account = make_account(DEV, "example-dev", f"{DEV}-example-dev")
    account = replace(
        account, saml_providers=(replace(account.saml_providers[0], name=f"P-{DEV}-example-dev"),)
    )
    role = "{account}-{alias}"
    estate = Configuration(1, Organisation(accounts=(account,)))
    results = evaluate(person(), rule(Grant((DEV,), (role,), "P-{role}")), estate=estate)
    assert roles(results) == [f"{DEV}/{DEV}-example-dev"]
    assert collect_grants(results)[0].provider_arn.endswith(f"saml-provider/P-{DEV}-example-dev")


def test_an_account_may_be_named_by_its_alias():
    results = evaluate(person(), rule(Grant(("example-dev",), ("Developer",), "ExampleCorp")))
    assert roles(results) == [f"{DEV}/Developer"]


def test_a_role_with_a_path_is_granted_by_its_path():
    results = evaluate(person(), rule(Grant((PROD,), ("team/Deployer",), "ExampleCorp")))
    assert collect_grants(results)[0].role_arn == f"arn:aws:iam::{PROD}:role/team/Deployer"
    assert collect_grants(results)[0].role_name == "Deployer"


@pytest.mark.parametrize(
    ("grant", "reason"),
    [
        (Grant(("999999999999",), ("Developer",), "ExampleCorp"), "no account '999999999999'"),
        (Grant((DEV,), ("Nobody",), "ExampleCorp"), f"no role arn:aws:iam::{DEV}:role/Nobody"),
        (Grant((DEV,), ("Developer",), "Other"), "no SAML provider arn:aws:iam::" + DEV),
        (Grant((DEV,), ("Dev loper",), "ExampleCorp"), "'Dev loper' is no role name"),
        (Grant((DEV,), ("ä/Developer",), "ExampleCorp"), "'/ä/' is no role path"),
        (Grant((DEV,), ("Developer",), "a b"), "'a b' is no name of a SAML provider"),
        (Grant((DEV,), ("{attribute.nothing}",), "ExampleCorp"), "{attribute.nothing}"),
        (Grant(("{attribute.nothing}",), ("Developer",), "ExampleCorp"), "has no value"),
        (Grant((DEV,), ("{role}",), "ExampleCorp"), "{role}, which has no value"),
        (Grant((DEV,), ("{colour}",), "ExampleCorp"), "{colour}, which means nothing"),
        (Grant((DEV,), ("Developer",), "{attribute.two}"), "gives 2 providers"),
        (Grant((DEV,), ("{attribute.slash}",), "ExampleCorp"), "is no role name"),
        (Grant((DEV,), ("{attribute.arn}",), "ExampleCorp"), "is no role name"),
        (Grant((DEV,), ("{attribute.many}-{attribute.more}",), "ExampleCorp"), "more than 1000"),
    ],
)
def test_what_does_not_exist_or_does_not_parse_is_refused_and_says_so(grant, reason):
    somebody = person(
        two=("A", "B"),
        slash="team/Deployer",
        arn=f"x,arn:aws:iam::{DEV}:role/Administrator",
        many=tuple(map(str, range(40))),
        more=tuple(map(str, range(40))),
    )
    result = evaluate(somebody, rule(grant))[0]
    assert result.matched
    assert not result.granted
    (refused,) = result.refused
    assert reason in refused.reason
    assert refused.rule == "rule"


def test_a_value_cannot_add_a_path():
    estate = Configuration(1, Organisation(accounts=(make_account(DEV, None, "team/Admin"),)))
    grant = Grant((DEV,), ("{attribute.role}",), "ExampleCorp")
    assert not evaluate(person(role="team/Admin"), rule(grant), estate=estate)[0].granted
    fixed = Grant((DEV,), ("team/{attribute.role}",), "ExampleCorp")
    assert evaluate(person(role="Admin"), rule(fixed), estate=estate)[0].granted


def test_one_unknown_account_does_not_take_the_others_along():
    grant = Grant(("{attribute.account}",), ("ReadOnly",), "ExampleCorp")
    result = evaluate(person(account=("999999999999", DEV)), rule(grant))[0]
    assert [each.account for each in result.granted] == [DEV]
    assert [each.account for each in result.refused] == ["999999999999"]


def test_a_value_that_looks_like_a_placeholder_is_not_read_again():
    estate = Configuration(1, Organisation(accounts=(make_account(DEV, None, "alice"),)))
    grant = Grant((DEV,), ("{attribute.sly}",), "ExampleCorp")
    assert not evaluate(person(sly="{username}"), rule(grant), estate=estate)[0].granted


def test_the_first_rule_that_gives_a_role_is_named():
    grant = Grant((DEV,), ("Developer",), "ExampleCorp")
    results = evaluate(person(), rule(grant, name="first"), rule(grant, name="second"))
    assert [each.rule for each in collect_grants(results)] == ["first"]
    assert [each.rule for each in results[1].granted] == ["second"]


def test_group_names_that_carry_account_and_role():
    condition = (GroupPatternCondition("aws-{account}-{role}"),)
    grants = Grant(("{account}",), ("{role}",), "ExampleCorp")
    alice = person("alice", f"aws-{DEV}-Developer", "aws-example-prod-ReadOnly", "aws-x-ReadOnly")
    result = evaluate(alice, rule(grants, conditions=condition))[0]
    assert roles([result]) == [f"{DEV}/Developer", f"{PROD}/ReadOnly"]
    assert f"'aws-{DEV}-Developer'" in result.conditions[0].actual


def test_group_names_that_fit_no_pattern_are_listed():
    condition = (GroupPatternCondition("aws-{account}-{role}"),)
    result = evaluate(person("alice", "finance"), rule(conditions=condition))[0].conditions[0]
    assert not result.holds
    assert result.actual == "a member of 'finance'"


def test_two_patterns_must_agree_on_the_account():
    conditions = (GroupPatternCondition("in-{account}"), GroupPatternCondition("{account}:{role}"))
    grants = Grant(("{account}",), ("{role}",), "ExampleCorp")
    alice = person("alice", f"in-{DEV}", f"{DEV}:Developer", f"{PROD}:ReadOnly")
    assert roles(evaluate(alice, rule(grants, conditions=conditions))) == [f"{DEV}/Developer"]


@pytest.mark.parametrize(
    ("grant", "arn", "expected"),
    [
        (Grant((DEV,), ("Developer",), "P"), f"arn:aws:iam::{DEV}:role/Developer", True),
        (Grant(("example-dev",), ("Developer",), "P"), f"arn:aws:iam::{DEV}:role/Developer", True),
        (Grant((PROD,), ("Developer",), "P"), f"arn:aws:iam::{DEV}:role/Developer", False),
        (Grant((DEV,), ("Developer",), "P"), f"arn:aws:iam::{DEV}:role/x/Developer", False),
        (Grant(("{attribute.a}",), ("x-{username}",), "P"), f"arn:aws:iam::{DEV}:role/x-bob", True),
        (
            Grant(("{attribute.a}",), ("x-{username}",), "P"),
            f"arn:aws:iam::{DEV}:role/y-bob",
            False,
        ),
        (Grant(("1" * 12,), ("Developer",), "P"), "arn:aws:iam::111111111111:role/Developer", True),
    ],
)
def test_which_rules_could_give_a_role(grant, arn, expected):
    assert could_grant(rule(grant), ARN.parse(arn), ESTATE) is expected
