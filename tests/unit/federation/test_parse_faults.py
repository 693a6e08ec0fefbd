import json

import pytest

from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.files import UnreadableFile
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.parse import parse_federation
from support.organisations import HASH, KIND, RULES, SP_METADATA, TRUST, WHOLE, as_block


def parse(text, **options):
    return parse_federation(text, file="f.yaml", **options).organisation


def faults_of(text, **options):
    with pytest.raises(FederationRefused) as refused:
        parse_federation(text, file="f.yaml", **options)
    assert [fault.text for fault in refused.value.faults] == str(refused.value).split("\n")
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "a: 1", "[]", "text", "groups: []\nrolebridge: federation/1", '{"Version": "2012-10-17", "Statement": []}'],
)  # fmt: skip
def test_another_kind_of_file_gets_one_fault(text):
    assert faults_of(text) == (
        "f.yaml:1: a federation file must begin with the key `rolebridge: federation/1`"
    )


def test_a_version_that_is_not_known_gets_one_fault():
    assert faults_of("# c\nrolebridge: federation/2\nnews: 1") == (
        'f.yaml:2: rolebridge: "federation/2" is not a kind of file that this version reads; '
        "it reads federation/1"
    )


def test_every_fault_is_told_at_once_in_the_order_of_the_lines():
    text = f"""{KIND}
groups:
  - name: a
    member_of: [b]
  - name: b
    member_of: [a, c]
people:
  - username: bob smith
    display_name: Bob
    password: hunter2-hunter2
    groups: [nobody]
accounts:
  - id: 111122223333
    alias: Corp
    roles:
      - name: R
        trust_policy: {{Statement: [{{Effect: Alow, Principal: "*", Action: "sts:AssumeRole"}}]}}
        max_session_duration: 50000
        max_duration: 1
mapping_rules:
  - name: r
    when: []
    grant: [{{accounts: [corp], roles: [R], provider: P}}]
"""
    told = faults_of(text)
    assert [line.partition(": ")[2].partition(": ")[0] for line in told.split("\n")] == [
        "groups[1].member_of[0]",
        "groups[1].member_of[1]",
        "people[0].username",
        "people[0].password",
        "people[0].groups[0]",
        "accounts[0].id",
        "accounts[0].alias",
        "accounts[0].roles[0].trust_policy",
        "accounts[0].roles[0].max_session_duration",
        "accounts[0].roles[0].max_duration",
        "mapping_rules[0].when",
        "mapping_rules[0].grant[0].accounts[0]",
    ]
    assert (
        "f.yaml:18: accounts[0].roles[0].max_session_duration: 50000 is not between 3600 and 43200 "
        "seconds (IAM MaxSessionDuration)\n"
    ) in told
    assert 'f.yaml:13: accounts[0].id: 111122223333 is a number here; put it in quotes to make it a text: "111122223333"\n' in told  # fmt: skip
    assert "hunter2" not in told
    assert "argon2.PasswordHasher" in told
    assert "python -c" in told


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("hunter2", "clear text"),
        ("0123456", "read differently"),
        ("[hunter2]", "clear text"),
        ("{hunter2: hunter2}", "password: is not a key here"),
        ("{hunter2: a, hunter2: b}", "password: the key stands here a second time"),
        ("{argon2id: $argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$hunter2}", "a value with commas must be quoted"),
        ("{argon2id: hunter2}", "is not an argon2id hash"),
        (f"{{argon2id: '{HASH}', initial_token_sha256: {'0' * 63}a}}", "one of these only"),
        ("{initial_token_sha256: hunter2}", "64 lower-case hex digits"),
        ("{argon2id: '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$hunter2hunter2hunter2'}", "argon2id hash"),
        (f"{{argon2id: '{HASH.replace('m=19456', 'm=9999999')}'}}", "asks for m=9999999,t=2,p=1"),
        (f"{{argon2id: '{HASH.replace('t=2', 't=0')}'}}", "asks for m=19456,t=0"),
        (f"{{argon2id: '{HASH.replace('p=1', 'p=99')}'}}", "p=99"),
    ],
)  # fmt: skip
def test_a_password_that_is_no_hash_is_refused_and_never_quoted(password, fault):
    told = faults_of(
        f"{KIND}\npeople: [{{username: bob, display_name: Bob, password: {password}}}]"
    )
    assert fault in told
    assert "hunter2" not in told
    assert "0123456" not in told
    assert HASH[-20:] not in told


def test_a_fault_in_a_policy_has_its_line_wherever_it_was_written():
    bad = json.dumps(TRUST, indent=2).replace('"Allow"', '"Alow"')
    yaml_mapping = f"""{KIND}
accounts:
  - id: "444455556666"
    roles:
      - name: R
        trust_policy:
          Version: "2012-10-17"
          Statement:
            - Principal: {{Federated: "arn:aws:iam::444455556666:saml-provider/Corp"}}
              Action: sts:AssumeRoleWithSAML
              Effect: Alow
"""
    assert faults_of(yaml_mapping).startswith("f.yaml:11: accounts[0].roles[0].trust_policy: ")
    block = yaml_mapping.partition("trust_policy:")[0] + f"trust_policy: {as_block(bad, 10)}"
    assert faults_of(block).startswith("f.yaml:11: accounts[0].roles[0].trust_policy: ")
    file = yaml_mapping.partition("trust_policy:")[0] + "trust_policy: {file: p/t.json}"
    told = faults_of(file, read_file=lambda _: bad)
    assert told.startswith("p/t.json:5: accounts[0].roles[0].trust_policy: ")


def test_a_file_beside_a_federation_file_elsewhere_is_named_from_here():
    text = f'{KIND}\naccounts: [{{id: "444455556666", policies: [{{name: P, document: {{file: x.json}}}}]}}]'
    with pytest.raises(FederationRefused, match=r"^ops/aws/x.json:1: "):
        parse_federation(text, file="ops/aws/federation.yaml", read_file=lambda _: "{")


def test_files_are_refused_where_there_is_no_folder_or_no_file():
    text = f'{KIND}\naccounts: [{{id: "444455556666", policies: [{{name: P, document: {{file: x.json}}}}]}}]'
    assert 'f.yaml:2: accounts[0].policies[0].document.file: "x.json" cannot be read' in faults_of(text)  # fmt: skip

    def missing(name):
        raise UnreadableFile("does not exist beside the federation file")

    assert '"x.json" does not exist' in faults_of(text, read_file=missing)
    assert "is not a relative file name" in faults_of(text.replace("x.json", "/etc/passwd"))
    assert "known: file" in faults_of(text.replace("x.json", "x.json, mode: fast"))


@pytest.mark.parametrize(
    "document",
    ["7", "[]", "{}", "{Sid: x}", "''", "not json", "{Statement: []}", "{Statement: 1}"],
)
def test_what_is_no_policy_is_refused(document):
    text = (
        f'{KIND}\naccounts: [{{id: "444455556666", policies: [{{name: P, document: {document}}}]}}]'
    )
    assert "accounts[0].policies[0].document" in faults_of(text)


@pytest.mark.parametrize("section", ["groups", "people", "accounts", "service_providers", "oidc_clients", "mapping_rules", "organisation"])  # fmt: skip
def test_an_empty_section_must_say_that_it_is_empty(section):
    assert f"{section}: null is not a" in faults_of(f"{KIND}\n{section}:\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("groups: [{name: a}, {name: a}]", 'groups[1].name: "a" is the same name as in line 2'),
        ("groups: [{name: 'a{b}'}]", "is not a name without braces"),
        ("groups: [{name: ' a'}]", "outer blanks"),
        ("groups: [{name: a, member_of: [a]}]", "this group closes a circle: a in a"),
        ("groups: [{name: a, member_of: [b]}, {name: b, member_of: [c]}, {name: c, member_of: [a]}]", "a in b in c in a"),
        ("people: [{username: bob, display_name: B}, {username: BOB, display_name: B}]", "is the same username as in line 2"),
        ("people: [{username: 'b\u200bb', display_name: B}]", "cannot be a username"),
        ("people: [{username: bob}]", "display_name must stand here and is missing"),
        ("people: [{username: bob, display_name: B, email: bob}]", '"bob" is not an email address'),
        ("people: [{username: bob, display_name: B, attributes: {a: []}}]", "needs at least one item"),
        ("people: [{username: bob, display_name: B, attributes: {a: 7}}]", "put it in quotes"),
        ('accounts: [{id: "1111"}]', "12 digits in quotes"),
        ("accounts: [{id: 012345678901}]", "quote it to make it a text"),
        ('accounts: [{id: "111122223333"}, {id: "111122223333"}]', "is the same id as in line 2"),
        ('accounts: [{id: "111122223333", alias: x-y}, {id: "111122223334", alias: x-y}]', "is the same alias"),
        ('accounts: [{id: "111122223333", alias: x--y}]', "is not an account alias"),
        ('accounts: [{id: "111122223333", alias: "123456789012"}]', "and not 12 digits alone"),
        ('accounts: [{id: "111122223333", partition: mars}]', "is not one of aws, aws-cn, aws-us-gov"),
        ('accounts: [{id: "111122223333", saml_providers: [{name: a b}]}]', "is not a SAML provider name"),
        ('accounts: [{id: "111122223333", saml_providers: [{name: a, metadata: "<x/>"}]}]', "is not identity provider metadata"),
        ('accounts: [{id: "111122223333", policies: [{name: A, document: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}, {name: a, document: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}]}]', "is the same name"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: []}]", "needs at least one item"),
        ("oidc_clients: [{client_id: x, redirect_uris: ['https://a/']}]", "name must stand here"),
        ("oidc_clients: [{client_id: 'x y', name: X, redirect_uris: ['https://a/']}]", "is not a client id"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: ['http://a.example/']}]", "is not an https URL"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: ['https://a/#x']}]", "is not an https URL"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: ['javascript:alert(1)']}]", "is not an https URL"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: ['https://a/', 'https://a/']}]", "stands in this list twice"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: ['https://a/']}, {client_id: x, name: Y, redirect_uris: ['https://a/']}]", "is the same client_id"),
        ("oidc_clients: [{client_id: x, name: X, redirect_uris: ['https://a/'], client_secret: s}]", "is not a key here"),
        ("service_providers: [{entity_id: x}]", "metadata must stand here"),
        ("service_providers: [{entity_id: x, metadata: '<x/>'}]", "is not service provider metadata"),
        ("service_providers: [{entity_id: x, profile: oidc}]", "is not one of aws, saml"),
        ("service_providers: [{entity_id: x, session: {}}]", "session: goes with `profile: aws` only"),
        ("service_providers: [{entity_id: x, profile: aws, metadata: '<x/>'}]", "metadata: does not go with `profile: aws`"),
        ("service_providers: [{entity_id: x, profile: aws, encrypt_assertions: true}]", "encrypt_assertions: does not go with"),
        ("service_providers: [{entity_id: x, profile: aws, encryption_certificate: x}]", "is not a certificate in PEM"),
        ("service_providers: [{entity_id: x, profile: aws, encryption_certificate: '-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----'}]", "cannot be encrypted to"),
        ("service_providers: [{entity_id: x, encryption_certificate: x}]", "encryption_certificate: goes with `profile: aws` only"),
        ("service_providers: [{entity_id: x, profile: aws, recipient: 'http://example.com/'}]", "is not an https URL"),
        ("service_providers: [{entity_id: x, profile: aws}, {entity_id: x, profile: aws}]", "is the same entity_id"),
        ("service_providers: [{entity_id: x, profile: aws, session: {role_session_name: '{user}'}}]", "holds {user}; known are {username}, {email} and {attribute.NAME}"),
        ("service_providers: [{entity_id: x, profile: aws, session: {role_session_name: '{username} x'}}]", "holds what AWS refuses"),
        ("service_providers: [{entity_id: x, profile: aws, session: {role_session_name: '{username'}}]", "braces"),
        ("service_providers: [{entity_id: x, profile: aws, session: {source_identity: '{attribute.}'}}]", "holds {attribute.}"),
        ("service_providers: [{entity_id: x, profile: aws, session: {source_identity: 'aws:{username}'}}]", "holds what AWS refuses"),
        ("service_providers: [{entity_id: x, profile: aws, session: {session_duration: 60}}]", "60 is not between 900 and 43200 seconds"),
        ("service_providers: [{entity_id: x, profile: aws, session: {transitive_tags: [a]}}]", "is not one of the session's tags"),
        ("service_providers: [{entity_id: x, profile: aws, session: {tags: {a: x, A: y}}}]", "is the same tag key as"),
        ("service_providers: [{entity_id: x, profile: aws, session: {tags: {a#b: x}}}]", "is not a tag key"),
        ("service_providers: [{entity_id: x, profile: aws, session: {tags: {aws:x: x}}}]", "is not a tag key"),
        ("service_providers: [{entity_id: x, profile: aws, session: {tags: {a: 'x{email}#'}}}]", "is not a tag value"),
        ("service_providers: [{entity_id: x, profile: aws, session: {tags: {" + ", ".join(f"k{n}: v" for n in range(51)) + "}}}]", "there are 51 tags; AWS allows 50"),
        ("service_providers: [{entity_id: x, profile: aws, attributes: {mail: '{mail}'}}]", "holds {mail}"),
        ("service_providers: [{entity_id: x, profile: aws, attributes: {'https://aws.amazon.com/SAML/Attributes/Role': '{email}'}}]", "cannot be released as an attribute"),
        ("mapping_rules: [{name: r, when: [{group: a, attribute: b}], grant: []}]", "and one of these only"),
        ("mapping_rules: [{name: r, when: [{attribute: b}], grant: []}]", "must have group, or attribute and equals"),
        ("mapping_rules: [{name: r, when: [{attribute: b, equals: []}], grant: []}]", "needs at least one item"),
        ("mapping_rules: [{name: r, when: [{group: ' a'}], grant: []}]", "is not a name without braces"),
        ('mapping_rules: [{name: r, when: [{group: "{a\\e\\nb}"}], grant: []}]', "captures {a\\x1b\\nb}"),
        ("mapping_rules: [{name: r, when: [{group: '{account}{role}'}], grant: []}]", "needs some text between"),
        ("mapping_rules: [{name: r, when: [{group: 'x{account'}], grant: []}]", "braces"),
    ],
)  # fmt: skip
def test_one_fault_is_told_with_its_rule(text, fault):
    told = faults_of(f"{KIND}\n{text}")
    assert fault in told
    assert all(line.startswith("f.yaml:2: ") for line in told.split("\n"))


@pytest.mark.parametrize(
    ("grant", "fault"),
    [
        ("accounts: ['{account}'], roles: [R], provider: P", "holds {account}, which only a group pattern of this rule could fill"),
        ("accounts: ['111122223333'], roles: ['{role}'], provider: P", "holds {role}, which only"),
        ("accounts: ['111122223333'], roles: ['{user}'], provider: P", "holds {user}, which is not known"),
        ("accounts: ['111122223333'], roles: [/team/R], provider: P", "begins with a slash; write team/Admin"),
        ("accounts: ['111122223333'], roles: [R ole], provider: P", "holds a character that no such name has"),
        ("accounts: ['111122223333'], roles: [Büro], provider: P", "holds a character that no such name has"),
        ("accounts: [A_B], roles: [R], provider: P", "holds a character that no such name has"),
        ("accounts: ['111122223333'], roles: [R], provider: 'P/{role}'", "holds a character that no such name has"),
        ("accounts: ['111122223333'], roles: ['{role'], provider: P", "braces"),
        ("accounts: [], roles: [R], provider: P", "needs at least one item"),
        ("accounts: ['111122223333'], roles: [R]", "provider must stand here"),
    ],
)  # fmt: skip
def test_a_grant_that_could_never_be_given_is_refused(grant, fault):
    assert fault in faults_of(f"{KIND}\nmapping_rules: [{{name: r, when: [{{group: g}}], grant: [{{{grant}}}]}}]")  # fmt: skip


def test_a_captured_role_or_account_may_be_used():
    text = "mapping_rules: [{name: r, when: [{group: 'aws-{alias}-{role}'}], grant: [{accounts: ['{account}', '{alias}'], roles: ['{role}', '{alias}-{username}-{attribute.team}'], provider: '{alias}-{role}'}]}]"
    assert len(parse(f"{KIND}\n{text}").mapping_rules) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("groups: [dev]", "groups: [devs]"), 'people[0].groups[0]: "devs" is not a group; did you mean "dev"?'),
        (("member_of: [staff]", "member_of: [stuff]"), 'groups[1].member_of[0]: "stuff" is not a group; did you mean "staff"?'),
        (("{group: dev}", "{group: ops}"), 'mapping_rules[0].when[0].group: "ops" is not a group'),
        (("[corp-dev]", "[corp-prod, '999988887777']"), '"999988887777" is not an account\'s id or alias'),
        (("[team/Developer]", "[Developer]"), '"Developer" is not a role of corp-dev; did you mean "team/Developer"?'),
        (("provider: Corp", "provider: Corpo"), '"Corpo" is not a SAML provider of corp-dev; did you mean "Corp"?'),
        (('ReadOnlyAccess", Extra]', 'ReadOnlyAccess", Exta]'), '"Exta" is neither a policy of this account nor one of AWS\'s own'),
        (("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"), "is neither a policy of this account"),
        (("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::444455556667:policy/Extra"), "is neither a policy of this account"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_told(change, fault):
    assert fault in faults_of(WHOLE.replace(*change))


def test_a_role_with_two_faults_is_told_with_both():
    told = faults_of(WHOLE.replace("max_session_duration: 7200", "max_session_duration: 1").replace('"Effect": "Allow"', '"Effect": "Perhaps"'))  # fmt: skip
    assert "max_session_duration" in told
    assert "trust_policy" in told
    assert "inline_policies.Read" in told


def test_assertions_for_aws_are_encrypted_to_rsa_keys_only():
    from support.keys import ec_pair

    certificate = as_block(ec_pair().certificate_pem, 6)
    text = f"{KIND}\nservice_providers:\n  - entity_id: x\n    profile: aws\n    encryption_certificate: {certificate}\n"
    assert "encryption_certificate: cannot be encrypted to: its key must be RSA" in faults_of(text)


def test_metadata_must_be_that_of_the_entity_and_have_the_keys_that_are_used():
    text = f"{KIND}\nservice_providers:\n  - entity_id: https://other.example.com\n    encrypt_assertions: true\n    require_signed_requests: true\n    metadata: {as_block(SP_METADATA, 6)}\n"
    told = faults_of(text)
    assert 'f.yaml:3: service_providers[0].entity_id: "https://other.example.com" is not the entity id of its metadata, "https://wiki.example.com/sp"' in told  # fmt: skip
    assert "f.yaml:4: service_providers[0].encrypt_assertions: needs an encryption certificate" in told  # fmt: skip
    assert "f.yaml:5: service_providers[0].require_signed_requests: needs a signing certificate" in told  # fmt: skip


def test_what_the_file_leaves_out_is_looked_up_in_the_store():
    stored = parse(WHOLE)
    assert parse(KIND + RULES).mapping_rules[0].grants[0].accounts == ("corp-dev",)
    assert parse(KIND + RULES, stored=stored).mapping_rules == stored.mapping_rules
    assert 'when[0].group: "dev" is not a group' in faults_of(KIND + RULES, stored=Organisation(groups=(), accounts=()))  # fmt: skip


def test_the_file_may_not_pull_from_under_what_it_leaves_out():
    stored = parse(WHOLE)
    told = faults_of(f"{KIND}\ngroups: [{{name: staff}}]", stored=stored)
    assert told == (
        'f.yaml:2: groups: "dev" is not a group here, but the store names it in '
        "people[0].groups[0] and 2 more"
    )
    told = faults_of(f"{KIND}\naccounts: []", stored=stored)
    assert told == (
        'f.yaml:2: accounts: "444455556666" is not an account\'s id or alias here, but the store '
        "names it in mapping_rules[0].grant[0].accounts[0]"
    )
    assert (
        parse(
            f"{KIND}\ngroups: []\npeople: []\noidc_clients: []\nmapping_rules: []", stored=stored
        ).groups
        == ()
    )


def test_groups_of_a_client_are_looked_up():
    told = faults_of(WHOLE.replace("groups: [dev]\n\nmapping", "groups: [devs]\n\nmapping"))
    assert 'oidc_clients[0].groups[0]: "devs" is not a group; did you mean "dev"?' in told


def test_faults_of_the_store_itself_are_not_the_files():
    stored = parse(WHOLE)
    broken = Organisation(groups=(), people=stored.people, mapping_rules=stored.mapping_rules)
    assert parse(KIND + "\norganisation: {name: X}", stored=broken).name == "X"


def test_guessing_ends_after_some_faults():
    names = ", ".join(f"devv{number}" for number in range(60))
    told = faults_of(WHOLE.replace("groups: [dev]", f"groups: [{names}]", 1))
    assert told.count("is not a group") == 60
    assert told.count("did you mean") == 25
