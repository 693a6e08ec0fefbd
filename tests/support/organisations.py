"""Small federation files, whole and section by section, for tests that change one thing."""

import json
from textwrap import indent

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": "arn:aws:iam::444455556666:saml-provider/Corp"},
            "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
            "Condition": {"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}},
        }
    ],
}
PERMISSIONS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}

HASH = "$argon2id$v=19$m=19456,t=2,p=1$BnL3BK1/cGs4ym4Flzx7oQ$V0obOR42hE7bHue8INAGELNMyjkOhWVbLNUwGDMl3c4"

# Of a P-256 key that nobody has: the private half was thrown away.
KEY_SET = """{
  "keys": [
    {"kty": "EC", "crv": "P-256", "x": "ms9lyFDD7JvjPxyI8EfARnx--rfh6OykrV1n7lYreoQ", "y": "Q15v_DtTldJbhOo_oGz5oGZ1UuOClypx5giHa4FYlCI", "kid": "1", "use": "sig"}
  ]
}
"""

KIND = "rolebridge: federation/1"
GROUPS = "groups: [{name: staff}, {name: dev, member_of: [staff]}]"
PEOPLE = f"""
people:
  - username: bob
    display_name: Bob Baker
    email: bob@example.com
    groups: [dev]
    attributes: {{team: shop, phones: ["1", "2"]}}
    password: {{argon2id: "{HASH}"}}
"""
ACCOUNTS = f"""
accounts:
  - id: "444455556666"
    alias: corp-dev
    saml_providers: [{{name: Corp, metadata: self}}]
    roles:
      - name: Developer
        path: /team/
        trust_policy: {json.dumps(TRUST)}
        max_session_duration: 7200
        inline_policies: {{Read: {json.dumps(PERMISSIONS)}}}
        attached_policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess", Extra]
        tags: {{owner: dev}}
    policies: [{{name: Extra, document: {json.dumps(PERMISSIONS)}}}]
"""
# An account with everything that calls to IAM can make.
FULL_ACCOUNT = f"""
accounts:
  - id: "444455556666"
    saml_providers: [{{name: Corp, assertion_encryption: Required, tags: {{a: b}}}}]
    oidc_providers:
      - url: https://tokens.example.com/tenant
        client_ids: [sts.amazonaws.com, other]
        thumbprints: ["{"ab" * 20}"]
        jwks: {json.dumps(KEY_SET)}
        tags: {{a: b}}
    roles:
      - name: Developer
        trust_policy: {json.dumps(TRUST)}
        permissions_boundary: Extra
    policies: [{{name: Extra, document: {json.dumps(PERMISSIONS)}, tags: {{a: b}}}}]
    user_groups:
      - name: writers
        path: /staff/
        inline_policies: {{Read: {json.dumps(PERMISSIONS)}}}
        attached_policies: [Extra]
    users:
      - name: deployer
        path: /machines/
        groups: [writers]
        inline_policies: {{Read: {json.dumps(PERMISSIONS)}}}
        attached_policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        permissions_boundary: "arn:aws:iam::444455556666:policy/Extra"
        tags: {{a: b}}
    instance_profiles: [{{name: Web, path: /p/, role: Developer, tags: {{a: b}}}}]
"""
SERVICES = """
service_providers:
  - entity_id: urn:amazon:webservices
    name: AWS
    profile: aws
    session: {role_session_name: "{email}", tags: {team: "{attribute.team}"}, transitive_tags: [team]}
"""
CLIENTS = """
oidc_clients:
  - client_id: shop
    name: Web shop
    redirect_uris: ["https://shop.example.com/callback"]
    groups: [dev]
"""
RULES = """
mapping_rules:
  - name: developers
    when: [{group: dev}]
    grant: [{accounts: [corp-dev], roles: [team/Developer], provider: Corp}]
"""
WHOLE = (
    f"{KIND}\norganisation: {{name: Corp}}\n{GROUPS}\n{PEOPLE}{ACCOUNTS}{SERVICES}{CLIENTS}{RULES}"
)

SP_METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://wiki.example.com/sp">
  <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://wiki.example.com/acs"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>
"""


def as_block(text: str, depth: int) -> str:
    """The text as a YAML block scalar that stands `depth` blanks deep."""
    return "|\n" + indent(text, " " * depth)
