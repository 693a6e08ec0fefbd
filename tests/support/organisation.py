"""The demonstration organisation in small: two accounts, a provider in each, a few roles."""

from rolebridge.directory.people import GroupMembership, Person
from rolebridge.directory.rules import Grant, GroupCondition, MappingRule
from rolebridge.federation.account import AccountEntry, RoleEntry, SAMLProviderEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation, ServiceProviderEntry, SPProfile

PROD, DEV = "111122223333", "444455556666"
AWS_ENTITY_ID = "urn:amazon:webservices"


def make_account(number: str, alias: str | None, *roles: str, **more) -> AccountEntry:
    """Roles are names with their path: `team/Admin`."""
    entries = []
    for role in roles:
        path, _, name = f"/{role}".rpartition("/")
        entries.append(RoleEntry(name=name, path=f"{path}/", trust_policy="{}"))
    providers = (SAMLProviderEntry("ExampleCorp"),)
    return AccountEntry(number, alias, roles=tuple(entries), saml_providers=providers, **more)


ACCOUNTS = (
    make_account(PROD, "example-prod", "Administrator", "ReadOnly", "team/Deployer"),
    make_account(DEV, "example-dev", "Administrator", "ReadOnly", "Developer"),
)

RULES = (
    MappingRule(
        "administrators",
        (GroupCondition("aws-admins"),),
        (Grant((PROD, DEV), ("Administrator", "ReadOnly"), "ExampleCorp"),),
    ),
    MappingRule(
        "developers",
        (GroupCondition("developers"),),
        (Grant((DEV,), ("Developer",), "ExampleCorp"),),
    ),
)

AWS = ServiceProviderEntry(AWS_ENTITY_ID, name="AWS", profile=SPProfile.AWS)


def make_configuration(
    *service_providers: ServiceProviderEntry, rules=RULES, accounts=ACCOUNTS
) -> Configuration:
    return Configuration(
        1,
        Organisation(
            name="Example Corp",
            accounts=tuple(accounts),
            service_providers=service_providers or (AWS,),
            mapping_rules=tuple(rules),
        ),
    )


def make_person(username: str = "alice", *groups: str, nested=(), **more) -> Person:
    """A direct member of `groups`; each of `nested` is a path from a direct group to a further."""
    memberships = [GroupMembership(name, (name,)) for name in groups]
    memberships += [GroupMembership(path[-1], tuple(path)) for path in nested]
    return Person(
        subject_id=more.pop("subject_id", f"subject-of-{username}"),
        username=username,
        display_name=more.pop("display_name", username.title()),
        email=more.pop("email", f"{username}@example.com"),
        memberships=tuple(memberships),
        **more,
    )
