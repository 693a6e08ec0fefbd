from pathlib import Path

import jsonschema
import pytest

from rolebridge.federation.demonstration import read_demonstration_text
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.files import FolderReader
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.schema.file import MEANING, SECTIONS
from support.organisations import KIND, WHOLE
from support.schema_validation import SCHEMA, fits_schema

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_the_schema_is_one_and_says_what_a_section_means():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert MEANING in SCHEMA["description"]
    assert tuple(SCHEMA["properties"]) == ("rolebridge", *SECTIONS)


def test_every_key_has_a_description():
    pending = [SCHEMA]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            for name, shape in node.get("properties", {}).items():
                assert "description" in shape or name == "Statement", name
            pending += [child for child in node.values() if isinstance(child, dict | list)]


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        read_demonstration_text(),
        (EXAMPLES / "federation.yaml").read_text(encoding="utf-8"),
        KIND,
    ],
    ids=["whole", "demonstration", "example", "kind"],
)
def test_what_the_parser_takes_the_schema_takes(text):
    parse_federation(text, read_file=FolderReader(EXAMPLES))
    assert fits_schema(text)


REFUSED_BY_BOTH = [
    "rolebridge: federation/2",
    "groups: [{name: 'a{b}'}]",
    "groups: [{nmae: a}]",
    "groups: [{name: 7}]",
    "groups: ",
    "groups: {}",
    "people: [{username: bob}]",
    "people: [{username: bob smith, display_name: B}]",
    "people: [{username: bob, display_name: B, email: bob}]",
    "people: [{username: bob, display_name: B, disabled: 'yes'}]",
    "people: [{username: bob, display_name: B, attributes: {a: []}}]",
    "people: [{username: bob, display_name: B, attributes: {a: 7}}]",
    "people: [{username: bob, display_name: B, groups: [a, a]}]",
    "people: [{username: bob, display_name: B, password: hunter2}]",
    "people: [{username: bob, display_name: B, password: {}}]",
    "people: [{username: bob, display_name: B, password: {argon2id: hunter2}}]",
    'people: [{username: bob, display_name: B, password: {initial_token_sha256: "12"}}]',
    "accounts: [{id: 111122223333}]",
    'accounts: [{id: "1111"}]',
    'accounts: [{id: "111122223333", alias: X}]',
    'accounts: [{id: "111122223333", alias: "123456789012"}]',
    'accounts: [{id: "111122223333", partition: mars}]',
    'accounts: [{id: "111122223333", roles: [{name: R}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: 7}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: {Sid: x}}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: {file: /etc/passwd}}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: {file: x, Statement: []}}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R/S, trust_policy: {file: x}}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, path: team, trust_policy: {file: x}}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: {file: x}, max_session_duration: 60}]}]',
    'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: {file: x}, description: "\\u0394"}]}]',
    "service_providers: [{entity_id: a b}]",
    "service_providers: [{entity_id: x, profile: oidc}]",
    "service_providers: [{entity_id: x, profile: aws, name_id_format: x}]",
    "service_providers: [{entity_id: x, profile: aws, location: 'http://example.com'}]",
    "service_providers: [{entity_id: x, profile: aws, session: {session_duration: 1}}]",
    "oidc_clients: [{client_id: x, name: X, redirect_uris: []}]",
    "oidc_clients: [{client_id: x, name: X, redirect_uris: ['http://a.example/']}]",
    "oidc_clients: [{client_id: x y, name: X, redirect_uris: ['https://a.example/']}]",
    "mapping_rules: [{name: r, when: [], grant: [{accounts: [a], roles: [R], provider: P}]}]",
    "mapping_rules: [{name: r, when: [{group: g}], grant: []}]",
    "mapping_rules: [{name: r, when: [{group: g, equals: x}], grant: [{accounts: [a], roles: [R], provider: P}]}]",
    "mapping_rules: [{name: r, when: [{attribute: g}], grant: [{accounts: [a], roles: [R], provider: P}]}]",
    "mapping_rules: [{name: r, when: [{attribute: g, equals: x, like: y}], grant: [{accounts: [a], roles: [R], provider: P}]}]",
]

# Refused by the parser alone: JSON Schema cannot compare one value with another, nor read what is
# within a text; and it sees values, not the file.
REFUSED_BY_THE_PARSER_ONLY = {
    "a name twice": "groups: [{name: a}, {name: a}]",
    "a circle": "groups: [{name: a, member_of: [a]}]",
    "a reference": 'groups: []\nmapping_rules: [{name: r, when: [{group: g}], grant: [{accounts: ["1"], roles: [R], provider: P}]}]',
    "the grammar of policies": 'accounts: [{id: "111122223333", roles: [{name: R, trust_policy: {Statement: []}}]}]',
    "placeholders": "service_providers: [{entity_id: x, profile: aws, session: {role_session_name: '{user}'}}]",
    "keys of the other profile": "service_providers: [{entity_id: x, profile: aws, metadata: <x/>}]",
    "letters by their Unicode class": "people: [{username: 'b\u200bb', display_name: B}]",
    "tags by their Unicode class": "service_providers: [{entity_id: x, profile: aws, session: {tags: {'a#': x}}}]",
    "a key twice in the text": "groups: []\ngroups: []",
    "an alias of YAML": "groups: &a []\nmapping_rules: *a",
}


@pytest.mark.parametrize("text", REFUSED_BY_BOTH)
def test_what_the_schema_refuses_the_parser_refuses(text):
    whole = text if text.startswith("rolebridge") else f"{KIND}\n{text}"
    assert not fits_schema(whole)
    with pytest.raises(FederationRefused):
        parse_federation(whole, read_file=lambda _: "{}")


@pytest.mark.parametrize(
    "text", REFUSED_BY_THE_PARSER_ONLY.values(), ids=REFUSED_BY_THE_PARSER_ONLY
)
def test_what_only_the_parser_can_refuse(text):
    assert fits_schema(f"{KIND}\n{text}")
    with pytest.raises(FederationRefused):
        parse_federation(f"{KIND}\n{text}")
