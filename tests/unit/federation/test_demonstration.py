import json

import pytest
from argon2 import PasswordHasher

from rolebridge.directory.groups import resolve_memberships
from rolebridge.directory.mapping import collect_grants, evaluate_rules
from rolebridge.directory.people import Person
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.demonstration import (
    INTRODUCTIONS,
    read_demonstration,
    read_demonstration_text,
)
from rolebridge.iam import (
    PolicyKind,
    RequestContext,
    build_federated_principal,
    decide_trust,
    parse_policy,
)

ORGANISATION = read_demonstration()
PEOPLE = {person.username: person for person in ORGANISATION.people}
PROD, DEV = "111122223333", "444455556666"


def roles_of(username):
    entry = PEOPLE[username]
    memberships = resolve_memberships(
        entry.groups, {g.name: g.member_of for g in ORGANISATION.groups}
    )
    person = Person("id", username, entry.display_name, entry.email, attributes=entry.attributes, memberships=memberships)  # fmt: skip
    results = evaluate_rules(person, ORGANISATION.mapping_rules, Configuration(1, ORGANISATION))
    return {(grant.account, grant.role_name) for grant in collect_grants(results)}


def test_everybody_has_the_roles_that_the_story_tells():
    both = {(account, role) for account in (PROD, DEV) for role in ("Administrator", "ReadOnly")}
    assert roles_of("alice") == both
    assert roles_of("bob") == {(DEV, "Developer")}
    assert roles_of("carol") == set()


def test_who_is_who():
    assert ORGANISATION.name == "Example Corp"
    assert {name: person.disabled for name, person in PEOPLE.items()} == {
        "alice": False, "bob": False, "carol": False, "mallory": True,
    }  # fmt: skip
    assert set(PEOPLE["alice"].groups) == {"platform", "aws-admins", "rolebridge-admins"}
    assert PEOPLE["bob"].groups == ("developers",)
    assert PEOPLE["carol"].groups == ("finance",)
    assert all(person.email == f"{name}@example.com" for name, person in PEOPLE.items())


def test_everybody_in_the_file_is_introduced():
    assert [person.username for person in INTRODUCTIONS] == list(PEOPLE)


@pytest.mark.parametrize("person", INTRODUCTIONS, ids=lambda person: person.username)
def test_passwords_are_as_told_and_cost_what_a_sign_in_costs(person):
    phc = PEOPLE[person.username].password_hash
    assert PasswordHasher().verify(phc, person.password)
    assert not PasswordHasher(2, 19456, 1).check_needs_rehash(phc)
    assert person.password not in read_demonstration_text()


def test_accounts_and_roles():
    roles = {a.alias: [role.name for role in a.roles] for a in ORGANISATION.accounts}
    assert roles == {
        "example-prod": ["Administrator", "ReadOnly"],
        "example-dev": ["Administrator", "ReadOnly", "Developer"],
    }
    assert {a.id: [p.name for p in a.saml_providers] for a in ORGANISATION.accounts} == {PROD: ["ExampleCorp"], DEV: ["ExampleCorp"]}  # fmt: skip
    assert all(r.max_session_duration == 3600 for a in ORGANISATION.accounts for r in a.roles)


def test_every_trust_policy_allows_what_a_sign_in_asks_for():
    (service,) = ORGANISATION.service_providers
    assert service.entity_id == "urn:amazon:webservices"
    assert service.session.tags
    assert service.session.source_identity
    for account in ORGANISATION.accounts:
        for role in account.roles:
            sign_in, own_name = json.loads(role.trust_policy)["Statement"]
            assert sign_in["Action"] == ["sts:AssumeRoleWithSAML", "sts:TagSession"]
            assert own_name["Action"] == "sts:SetSourceIdentity"
            audience = sign_in["Condition"]["StringEquals"]["saml:aud"]
            assert audience == "https://signin.aws.amazon.com/saml"
            provider = f"arn:aws:iam::{account.id}:saml-provider/ExampleCorp"
            assert {s["Principal"]["Federated"] for s in (sign_in, own_name)} == {provider}


@pytest.mark.parametrize("account", ORGANISATION.accounts, ids=lambda account: account.alias)
def test_a_sign_in_passes_the_trust_policies_and_the_second_lock_holds(account):
    principal = build_federated_principal(account.provider_arn(account.saml_providers[0]))
    actions = ("sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity")

    def allows(role, team):
        context = {"saml:aud": "https://signin.aws.amazon.com/saml", "aws:RequestTag/team": team}
        policy = parse_policy(role.trust_policy, PolicyKind.TRUST)
        arn = account.role_arn(role)
        return decide_trust(policy, principal, actions, arn, RequestContext.of(context)).is_allowed

    assert all(allows(role, "platform") for role in account.roles)
    assert [role.name for role in account.roles if not allows(role, "webshop")] == (
        ["Administrator"] if account.alias == "example-prod" else []
    )
