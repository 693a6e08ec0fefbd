"""A whole set-up goes in and comes out the same; what stays keeps its ids."""

from dataclasses import fields, replace

import pytest
from sqlalchemy.exc import IntegrityError

from rolebridge.directory.rules import (
    AttributeCondition,
    Grant,
    GroupCondition,
    GroupPatternCondition,
    MappingRule,
    Match,
)
from rolebridge.federation.account import (
    AccountEntry,
    AssertionEncryption,
    InstanceProfileEntry,
    OIDCProviderEntry,
    PolicyEntry,
    RoleEntry,
    SAMLProviderEntry,
    UserEntry,
    UserGroupEntry,
)
from rolebridge.federation.organisation import (
    AWSSession,
    GroupEntry,
    OIDCClientEntry,
    Organisation,
    PersonEntry,
    ServiceProviderEntry,
    SignedPart,
    SPProfile,
)
from support.stored import find_person, read, write

ROLE = RoleEntry(
    name="Deploy,er",
    trust_policy='{"Version": "2012-10-17",\n "Statement": []}',
    path="/team/tools/",
    description="Deploys – everything",
    max_session_duration=7200,
    inline_policies={"z-first": '{"a": 1}', "a-second": "{}"},
    attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::1:policy/b"),
    permissions_boundary="arn:aws:iam::aws:policy/PowerUserAccess",
    tags={"Team": "plätform", "cost": ""},
)
USER = UserEntry(
    name="Zoë,1",
    path="/staff/",
    groups=("writers", "Admins"),
    inline_policies={"z": '{"a": 1}', "b": "{}"},
    attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::1:policy/b"),
    permissions_boundary="arn:aws:iam::aws:policy/PowerUserAccess",
    tags={"Team": "plätform", "cost": ""},
)
EVERYTHING = Organisation(
    name="Example Corp",
    groups=(
        GroupEntry("platform", "Platform people", ("engineering", "staff")),
        GroupEntry("engineering", member_of=("staff",)),
        GroupEntry("staff"),
    ),
    people=(
        PersonEntry(
            username="Zoë",
            display_name="Zoë Zimmer",
            email="zoe@example.com",
            disabled=True,
            groups=("staff", "platform"),
            attributes={"z": ("2", "1"), "a": ()},
            password_hash="$argon2id$x",
        ),
        PersonEntry(username="bob", display_name="Bob", initial_token_hash="ab12"),
        PersonEntry(username="carol", display_name=""),
    ),
    accounts=(
        AccountEntry(
            id="444455556666",
            alias="example-dev",
            partition="aws-cn",
            saml_providers=(
                SAMLProviderEntry(
                    "Zeta", "<EntityDescriptor/>", AssertionEncryption.REQUIRED, {"a": "b"}
                ),
                SAMLProviderEntry("A"),
            ),
            oidc_providers=(
                OIDCProviderEntry(
                    url="https://tokens.example.com/tenant",
                    client_ids=("z", "a"),
                    thumbprints=("ab" * 20,),
                    jwks='{"keys": []}',
                    tags={"b": "ä"},
                ),
                OIDCProviderEntry("https://accounts.example.com"),
            ),
            roles=(ROLE, RoleEntry("Admin", "{}")),
            policies=(
                PolicyEntry("Write", '{"x": []}', "/team/", "Writes", {"a": "b"}),
                PolicyEntry("Read", "{}"),
            ),
            users=(USER, UserEntry("bob")),
            user_groups=(
                UserGroupEntry("Admins", "/g/", {"p": "{}"}, ("arn:aws:iam::1:policy/b",)),
                UserGroupEntry("writers"),
            ),
            instance_profiles=(
                InstanceProfileEntry("Web", "/p/", "Admin", {"a": "b"}),
                InstanceProfileEntry("Empty"),
            ),
        ),
        AccountEntry(id="111122223333", roles=(RoleEntry("Admin", "{}"),)),
    ),
    service_providers=(
        ServiceProviderEntry(
            entity_id="https://wiki.example.com/saml",
            name="Wiki",
            profile=SPProfile.SAML,
            metadata="<EntityDescriptor/>",
            partition="aws-us-gov",
            recipient="https://wiki.example.com/r",
            encryption_certificate="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            location="https://wiki.example.com/l",
            name_id_format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            attributes={"mail": "{email}", "aaa": "{username}"},
            signed=SignedPart.BOTH,
            encrypt_assertions=True,
            require_signed_requests=True,
            allow_idp_initiated=False,
            session=AWSSession("{username}", 3600, "{email}", {"Team": "{attribute.z}"}, ("Team",)),
        ),
        ServiceProviderEntry(entity_id="urn:amazon:webservices", profile=SPProfile.AWS),
    ),
    oidc_clients=(
        OIDCClientEntry(
            "webshop", "Web shop", ("https://b.example/cb", "http://localhost:1/"), ("staff",)
        ),
        OIDCClientEntry("app", "An app", ("https://a.example/cb",)),
    ),
    mapping_rules=(
        MappingRule(
            name="z-rule",
            conditions=(
                GroupCondition("staff"),
                GroupPatternCondition("aws-{account}-{role}"),
                AttributeCondition("z", Match.LIKE, ("1*", "?")),
                AttributeCondition("a", Match.EQUALS, ("x",)),
            ),
            grants=(
                Grant(("444455556666", "{attribute.z}"), ("team/tools/Deploy,er", "Admin"), "A"),
                Grant(("111122223333",), ("Admin",), "{alias}"),
            ),
            description="Everything a rule can say",
        ),
        MappingRule("a-rule", (GroupCondition("platform"),), ()),
    ),
)


def write_all(store, organisation: Organisation) -> None:
    write(store, **{f.name: getattr(organisation, f.name) for f in fields(organisation)})


def role_ids(store) -> dict[tuple[str, str, str], str]:
    return {
        (account.id, role.path, role.name): role.unique_id
        for account in read(store).accounts
        for role in account.roles
    }


def test_everything_comes_back_as_it_was_written(store):
    write_all(store, EVERYTHING)
    found = read(store)
    assert found == EVERYTHING
    assert list(found.accounts[0].roles[0].inline_policies) == ["z-first", "a-second"]
    assert list(found.service_providers[0].attributes) == ["mail", "aaa"]
    assert list(found.people[0].attributes) == ["z", "a"]


def test_the_example_says_everything_that_can_be_said():
    """So that a field that is added later is written and read too, or this fails."""
    samples = [
        EVERYTHING.groups[0],
        replace(EVERYTHING.people[0], initial_token_hash="x"),
        EVERYTHING.accounts[0],
        ROLE,
        USER,
        *(
            getattr(EVERYTHING.accounts[0], section)[0]
            for section in (
                "saml_providers",
                "oidc_providers",
                "policies",
                "user_groups",
                "instance_profiles",
            )
        ),
        replace(EVERYTHING.service_providers[0], profile=SPProfile.AWS),
        replace(EVERYTHING.service_providers[0].session, role_session_name="x"),
        EVERYTHING.oidc_clients[0],
        EVERYTHING.mapping_rules[0],
    ]
    for sample in samples:
        # What the store gives, such as unique ids, is no part of a comparison.
        defaults = [(f.name, f.default) for f in fields(sample) if f.compare]
        unsaid = [name for name, default in defaults if getattr(sample, name) in (default, {}, ())]
        assert unsaid == [], type(sample).__name__
    conditions = {type(condition) for condition in EVERYTHING.mapping_rules[0].conditions}
    assert conditions == {GroupCondition, GroupPatternCondition, AttributeCondition}


def test_writing_the_same_again_changes_no_row(store, statements):
    write_all(store, EVERYTHING)
    before = role_ids(store)
    statements.clear()
    write_all(store, EVERYTHING)
    changes = [s for s in statements if not s.startswith(("SELECT", "BEGIN", "COMMIT"))]
    assert [s.split()[:2] for s in changes] == [["UPDATE", "organisation"]] * 2
    assert read(store) == EVERYTHING
    assert role_ids(store) == before


def test_people_are_given_only_when_asked_for(store):
    write_all(store, EVERYTHING)
    assert read(store, with_people=False).people is None


def test_a_section_that_is_not_given_stays(store):
    write_all(store, EVERYTHING)
    write(store, service_providers=())
    assert read(store) == replace(EVERYTHING, service_providers=())
    write(store, name="Another")
    assert read(store) == replace(EVERYTHING, service_providers=(), name="Another")


def test_a_section_that_is_given_becomes_exactly_that(store):
    write_all(store, EVERYTHING)
    dev, prod = EVERYTHING.accounts
    role = replace(
        ROLE,
        trust_policy='{"new": 1}',
        inline_policies={"a-second": '{"changed": 1}', "third": "{}"},
        attached_policies=ROLE.attached_policies[::-1],
        tags={"Team": "other"},
    )
    changed = replace(
        EVERYTHING,
        groups=(GroupEntry("staff", "Everybody"), GroupEntry("platform", member_of=("staff",))),
        people=(
            replace(EVERYTHING.people[2], display_name="Carol", groups=("platform",)),
            replace(EVERYTHING.people[0], username="ZOË", disabled=False, groups=("platform",)),
        ),
        accounts=(
            replace(prod, alias="example-dev", roles=()),
            replace(
                dev,
                alias=None,
                saml_providers=dev.saml_providers[::-1],
                oidc_providers=(replace(dev.oidc_providers[0], jwks=None, tags={}),),
                roles=(RoleEntry("New", "{}"), role),
                policies=(PolicyEntry("Read", '{"y": 1}', "/p/"),),
                users=(UserEntry("new", groups=("Admins",)), replace(USER, groups=("Admins",))),
                user_groups=(replace(dev.user_groups[0], inline_policies={}),),
                instance_profiles=(InstanceProfileEntry("Web", "/p/", "New"),),
            ),
        ),
        service_providers=EVERYTHING.service_providers[::-1],
        oidc_clients=(replace(EVERYTHING.oidc_clients[1], groups=("platform",)),),
        mapping_rules=(replace(EVERYTHING.mapping_rules[1], description="now said"),),
    )
    write_all(store, changed)
    assert read(store) == changed


def test_two_accounts_can_exchange_their_aliases(store):
    one, two = AccountEntry("111122223333", "a"), AccountEntry("444455556666", "b")
    write(store, accounts=(one, two))
    swapped = (replace(one, alias="b"), replace(two, alias="a"))
    write(store, accounts=swapped)
    assert read(store).accounts == swapped


def test_a_person_stays_the_same_however_the_name_is_written(store):
    write(store, people=(PersonEntry("alice", "Alice"),))
    before = find_person(store, "alice")
    write(store, people=(PersonEntry("carol", "Carol"), PersonEntry("Alice", "A. Adams")))
    after = find_person(store, "alice")
    assert after.subject_id == before.subject_id
    assert after.username == "Alice"
    assert find_person(store, "carol").subject_id != before.subject_id


def test_a_person_who_comes_back_is_another_person(store):
    write(store, people=(PersonEntry("alice", "Alice"),))
    before = find_person(store, "alice")
    write(store, people=())
    assert find_person(store, "alice") is None
    write(store, people=(PersonEntry("alice", "Alice"),))
    assert find_person(store, "alice").subject_id != before.subject_id


def test_a_role_keeps_its_unique_id_until_it_is_deleted_or_moved(store):
    account = AccountEntry("111122223333", roles=(RoleEntry("A", "{}"), RoleEntry("B", "{}")))
    write(store, accounts=(account,))
    first = role_ids(store)
    a, b = account.roles
    write(store, accounts=(replace(account, roles=(b, replace(a, trust_policy='{"x":1}'))),))
    assert role_ids(store) == first
    write(store, accounts=(replace(account, roles=(a,)),))
    write(store, accounts=(account,))
    second = role_ids(store)
    assert second["111122223333", "/", "A"] == first["111122223333", "/", "A"]
    assert second["111122223333", "/", "B"] != first["111122223333", "/", "B"]
    write(store, accounts=(replace(account, roles=(replace(a, path="/x/"), b)),))
    third = role_ids(store)
    assert third["111122223333", "/x/", "A"] != first["111122223333", "/", "A"]
    assert third["111122223333", "/", "B"] == second["111122223333", "/", "B"]


def test_roles_of_one_name_in_two_accounts_are_two_roles(store):
    accounts = tuple(
        AccountEntry(number, roles=(RoleEntry("Admin", "{}"),))
        for number in ("111122223333", "444455556666")
    )
    write(store, accounts=accounts)
    assert len(set(role_ids(store).values())) == 2


def test_a_file_that_is_silent_about_a_credential_leaves_it(store):
    write(store, people=(PersonEntry("alice", "Alice", password_hash="$argon2id$1"),))
    write(store, people=(PersonEntry("alice", "Alice A."),))
    assert read(store).people == (PersonEntry("alice", "Alice A.", password_hash="$argon2id$1"),)
    write(store, people=(PersonEntry("alice", "Alice A.", initial_token_hash="t"),))
    assert read(store).people == (PersonEntry("alice", "Alice A.", initial_token_hash="t"),)


def test_a_group_that_goes_takes_its_memberships_along(store):
    write_all(store, EVERYTHING)
    write(store, groups=(GroupEntry("staff"),))
    assert [person.groups for person in read(store).people] == [("staff",), (), ()]


def test_a_reference_to_nothing_is_refused_and_nothing_is_written(store):
    write_all(store, EVERYTHING)
    with pytest.raises(IntegrityError):
        write(store, name="New", people=(PersonEntry("dan", "Dan", groups=("nobody",)),))
    assert read(store) == EVERYTHING


def test_two_entries_of_one_name_are_refused_and_a_group_named_twice_is_one(store):
    with pytest.raises(ValueError, match="two rows"):
        write(store, groups=(GroupEntry("a"), GroupEntry("a", "another")))
    write(store, groups=(GroupEntry("a"),), people=(PersonEntry("d", "D", groups=("a", "a")),))
    assert read(store).people[0].groups == ("a",)


def test_a_person_has_one_kind_of_credential(store):
    both = PersonEntry("dan", "Dan", password_hash="$argon2id$1", initial_token_hash="t")
    with pytest.raises(IntegrityError):
        write(store, people=(both,))
