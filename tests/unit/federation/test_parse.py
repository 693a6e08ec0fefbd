import json

from rolebridge.directory.rules import (
    AttributeCondition,
    Grant,
    GroupCondition,
    GroupPatternCondition,
    MappingRule,
    Match,
)
from rolebridge.federation.account import AccountEntry, PolicyEntry, RoleEntry, SAMLProviderEntry
from rolebridge.federation.organisation import (
    AWSSession,
    GroupEntry,
    OIDCClientEntry,
    Organisation,
    PersonEntry,
    ServiceProviderEntry,
    SPProfile,
)
from rolebridge.federation.parse import parse_federation
from support.organisations import (
    ACCOUNTS,
    GROUPS,
    HASH,
    KIND,
    PERMISSIONS,
    SP_METADATA,
    TRUST,
    WHOLE,
    as_block,
)


def parse(text, **options):
    return parse_federation(text, file="f.yaml", **options).organisation


def test_a_whole_file_becomes_an_organisation():
    permissions = json.dumps(PERMISSIONS, indent=2)
    assert parse(WHOLE) == Organisation(
        name="Corp",
        groups=(GroupEntry("staff"), GroupEntry("dev", member_of=("staff",))),
        people=(
            PersonEntry(
                username="bob",
                display_name="Bob Baker",
                email="bob@example.com",
                groups=("dev",),
                attributes={"team": ("shop",), "phones": ("1", "2")},
                password_hash=HASH,
            ),
        ),
        accounts=(
            AccountEntry(
                id="444455556666",
                alias="corp-dev",
                saml_providers=(SAMLProviderEntry("Corp"),),
                roles=(
                    RoleEntry(
                        name="Developer",
                        trust_policy=json.dumps(TRUST, indent=2),
                        path="/team/",
                        max_session_duration=7200,
                        inline_policies={"Read": permissions},
                        attached_policies=(
                            "arn:aws:iam::aws:policy/ReadOnlyAccess",
                            "arn:aws:iam::444455556666:policy/Extra",
                        ),
                        tags={"owner": "dev"},
                    ),
                ),
                policies=(PolicyEntry("Extra", permissions),),
            ),
        ),
        service_providers=(
            ServiceProviderEntry(
                entity_id="urn:amazon:webservices",
                name="AWS",
                profile=SPProfile.AWS,
                session=AWSSession(
                    role_session_name="{email}",
                    tags={"team": "{attribute.team}"},
                    transitive_tags=("team",),
                ),
            ),
        ),
        oidc_clients=(
            OIDCClientEntry("shop", "Web shop", ("https://shop.example.com/callback",), ("dev",)),
        ),
        mapping_rules=(
            MappingRule(
                name="developers",
                conditions=(GroupCondition("dev"),),
                grants=(Grant(("444455556666",), ("team/Developer",), "Corp"),),
            ),
        ),
    )


def test_a_section_that_is_left_out_is_none_and_an_empty_one_is_not():
    assert parse(KIND) == Organisation()
    assert parse(KIND + "\ngroups: []\nmapping_rules: []") == Organisation(
        groups=(), mapping_rules=()
    )


def test_conditions_in_all_their_forms():
    text = f"""{KIND}
mapping_rules:
  - name: r
    description: Why.
    when:
      - group: aws-{{account}}-{{role}}
      - attribute: dept
        equals: [Büro, "7"]
      - {{attribute: title, like: "eng-*"}}
    grant: [{{accounts: ["{{account}}"], roles: ["{{role}}"], provider: "Corp-{{alias}}"}}]
"""
    assert parse(text).mapping_rules == (
        MappingRule(
            "r",
            (
                GroupPatternCondition("aws-{account}-{role}"),
                AttributeCondition("dept", Match.EQUALS, ("Büro", "7")),
                AttributeCondition("title", Match.LIKE, ("eng-*",)),
            ),
            (Grant(("{account}",), ("{role}",), "Corp-{alias}"),),
            "Why.",
        ),
    )


def test_a_policy_may_be_json_text_kept_to_the_letter_or_a_file():
    written = (
        '{"Version": "2012-10-17",\n   "Statement": [' + json.dumps(TRUST["Statement"][0]) + "]}\n"
    )
    text = ACCOUNTS.replace(json.dumps(TRUST), as_block(written, 10)).replace(
        json.dumps(PERMISSIONS), "{file: policies/read.json}"
    )
    role = parse(KIND + text, read_file={"policies/read.json": json.dumps(PERMISSIONS)}.__getitem__).accounts[0].roles[0]  # fmt: skip
    assert role.trust_policy == written
    assert role.inline_policies == {"Read": json.dumps(PERMISSIONS)}


def test_numbers_in_a_policy_stay_as_they_were_written():
    statement = '{Effect: Allow, Action: "*", Resource: "*", Condition: {NumericLessThan: {aws:MultiFactorAuthAge: 1.50}, Bool: {aws:SecureTransport: true}}}'  # fmt: skip
    text = f'accounts: [{{id: "111122223333", policies: [{{name: P, document: {{Version: "2012-10-17", Statement: {statement}}}}}]}}]'  # fmt: skip
    document = parse(f"{KIND}\n{text}").accounts[0].policies[0].document
    assert '"aws:MultiFactorAuthAge": 1.50' in document
    assert '"aws:SecureTransport": true' in document


def test_a_plain_service_provider_is_its_metadata():
    text = f"{KIND}\nservice_providers:\n  - entity_id: https://wiki.example.com/sp\n    name_id_format: emailAddress\n    attributes: {{mail: '{{email}}', dept: department}}\n    metadata: {as_block(SP_METADATA, 6)}\n"
    (service,) = parse(text).service_providers
    assert service.metadata == SP_METADATA
    assert service.name_id_format == "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    assert service.attributes == {"mail": "{email}", "dept": "department"}
    assert service.session == AWSSession()


def test_places_are_known_afterwards():
    parsed = parse_federation(f"{KIND}\n{GROUPS}\n{ACCOUNTS}")
    assert parsed.find_place(("accounts", 0, "roles", 0, "path")).line == 10
    assert parsed.file == "federation.yaml"
