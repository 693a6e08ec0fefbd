"""What calls to IAM can make, as a federation file says it."""

import json

import pytest
import yaml

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
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.organisation import Organisation
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.plan.difference import build_plan
from rolebridge.federation.plan.text import render_plan
from support.organisations import FULL_ACCOUNT, KEY_SET, KIND, PERMISSIONS, TRUST
from support.schema_validation import fits_schema

ACCOUNT = "444455556666"
EXTRA = f"arn:aws:iam::{ACCOUNT}:policy/Extra"
READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TEXT = f"{KIND}\n{FULL_ACCOUNT}"
# A policy written as a mapping is kept as the JSON that it becomes.
DOCUMENT = json.dumps(PERMISSIONS, indent=2)


def parse(text):
    return parse_federation(text).organisation.accounts


def changed(**sections):
    """The full account with other sections, as text."""
    tree = yaml.safe_load(FULL_ACCOUNT)
    tree["accounts"][0] |= sections
    return f"{KIND}\n{yaml.safe_dump(tree)}"


def faults_of(text):
    with pytest.raises(FederationRefused) as refused:
        parse(text)
    return "\n".join(fault.text for fault in refused.value.faults)


def test_everything_that_an_account_can_have_is_read():
    assert parse(TEXT) == (
        AccountEntry(
            ACCOUNT,
            saml_providers=(
                SAMLProviderEntry("Corp", None, AssertionEncryption.REQUIRED, {"a": "b"}),
            ),
            oidc_providers=(
                OIDCProviderEntry(
                    "https://tokens.example.com/tenant",
                    ("sts.amazonaws.com", "other"),
                    ("ab" * 20,),
                    KEY_SET,
                    {"a": "b"},
                ),
            ),
            roles=(
                RoleEntry("Developer", json.dumps(TRUST, indent=2), permissions_boundary=EXTRA),
            ),
            policies=(PolicyEntry("Extra", DOCUMENT, tags={"a": "b"}),),
            user_groups=(UserGroupEntry("writers", "/staff/", {"Read": DOCUMENT}, (EXTRA,)),),
            users=(
                UserEntry(
                    "deployer",
                    "/machines/",
                    ("writers",),
                    {"Read": DOCUMENT},
                    (READ,),
                    EXTRA,
                    {"a": "b"},
                ),
            ),
            instance_profiles=(InstanceProfileEntry("Web", "/p/", "Developer", {"a": "b"}),),
        ),
    )
    assert fits_schema(TEXT)


def test_a_key_set_may_stand_in_a_file_beside():
    provider = {"url": "https://tokens.example.com", "jwks": {"file": "keys.json"}}
    text = changed(oidc_providers=[provider])
    read = {"keys.json": KEY_SET}.__getitem__
    (account,) = parse_federation(text, read_file=read).organisation.accounts
    assert account.oidc_providers[0].jwks == KEY_SET
    assert fits_schema(text)


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ({"users": [{"name": "a", "groups": ["writer"]}]}, '"writer" is not a group of users of this account; did you mean "writers"?'),
        ({"instance_profiles": [{"name": "a", "role": "Nobody"}]}, '"Nobody" is not a role of this account'),
        ({"users": [{"name": "a", "permissions_boundary": "Extr"}]}, "is neither a policy of this account nor one of AWS's own"),
        ({"users": [{"name": "a", "attached_policies": ["Nothing"]}]}, "is neither a policy of this account"),
        ({"user_groups": [{"name": "a", "attached_policies": ["Nothing"]}]}, "is neither a policy of this account"),
        ({"roles": [{"name": "a", "trust_policy": TRUST, "permissions_boundary": "arn:aws:iam::1:policy/x"}]}, "is neither a policy of this account"),
        ({"users": [{"name": "a"}, {"name": "A"}]}, "is the same name as in line"),
        ({"user_groups": [{"name": "a"}, {"name": "A"}]}, "is the same name as in line"),
        ({"instance_profiles": [{"name": "a"}, {"name": "A"}]}, "is the same name as in line"),
        ({"oidc_providers": [{"url": "https://localhost:1/a"}, {"url": "http://localhost:1/a"}]}, "is the same url as in line"),
        ({"oidc_providers": [{"url": "https://a.example:99999"}]}, "is not an issuer's URL"),
        ({"oidc_providers": [{"url": "https://a.example", "jwks": "{}"}]}, "is not a JSON Web Key Set"),
        ({"oidc_providers": [{"url": "https://a.example", "jwks": {"file": "x"}}]}, "x"),
        ({"users": [{"name": "a", "inline_policies": {"p": "{}"}}]}, "Statement"),
        ({"users": [{"name": "a", "inline_policies": {str(n): json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:" + "a" * 1100, "Resource": "*"}}) for n in range(2)}}]}, "IAM's quota is 2048"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_told(sections, told):
    assert told in faults_of(changed(**sections))


@pytest.mark.parametrize(
    "sections",
    [
        {"oidc_providers": [{"url": "http://tokens.example.com:80"}]},
        {"oidc_providers": [{"url": "http://localhost/x"}]},
        {"oidc_providers": [{"url": "https://a.example?x=1"}]},
        {"oidc_providers": [{"url": "https://user@a.example"}]},
        {"oidc_providers": [{"client_ids": []}]},
        {"oidc_providers": [{"url": "https://a.example", "thumbprints": ["ab"]}]},
        {"oidc_providers": [{"url": "https://a.example", "thumbprints": [f"{n:040}" for n in range(6)]}]},
        {"oidc_providers": [{"url": "https://a.example", "client_ids": [f"{n}" for n in range(101)]}]},
        {"saml_providers": [{"name": "Corp", "assertion_encryption": "required"}]},
        {"saml_providers": [{"name": "Corp", "private_keys": []}]},
        {"users": [{"name": "a b"}]},
        {"users": [{"name": "a" * 65}]},
        {"users": [{"name": "a", "access_keys": []}]},
        {"users": [{"name": "a", "path": "x"}]},
        {"users": [{"name": "a", "groups": [f"g{n}" for n in range(11)]}]},
        {"users": [{"name": "a", "tags": {f"t{n}": "" for n in range(51)}}]},
        {"user_groups": [{"name": "a", "tags": {}}]},
        {"user_groups": [{"name": "a", "attached_policies": [f"p{n}" for n in range(21)]}]},
        {"instance_profiles": [{"name": "a", "role": ["Developer"]}]},
        {"roles": [{"name": "a", "trust_policy": TRUST, "permissions_boundary": ["Extra"]}]},
        {"policies": [{"name": "Extra", "document": PERMISSIONS, "versions": []}]},
    ],
)  # fmt: skip
def test_parser_and_schema_refuse_the_same(sections):
    text = changed(**sections)
    assert faults_of(text)
    assert not fits_schema(text)


def test_a_plan_tells_of_each_of_them():
    wanted = parse_federation(TEXT).organisation
    empty = Organisation(accounts=(AccountEntry(ACCOUNT),))
    told = render_plan(build_plan(empty, wanted), "f.yaml")
    for line in (
        f"+ saml provider {ACCOUNT}/Corp",
        f"+ oidc provider {ACCOUNT}/https://tokens.example.com/tenant",
        f"+ policy {ACCOUNT}/Extra",
        f"+ role {ACCOUNT}/Developer",
        f"+ user group {ACCOUNT}/staff/writers",
        f"+ user {ACCOUNT}/machines/deployer",
        f"+ instance profile {ACCOUNT}/p/Web",
    ):
        assert line in told.splitlines()
    removed = render_plan(build_plan(wanted, empty), "f.yaml")
    assert f"- user {ACCOUNT}/machines/deployer" in removed.splitlines()


def test_a_plan_tells_what_changes_and_not_what_the_store_keeps():
    stored = parse_federation(TEXT).organisation
    text = TEXT.replace("Required", "Allowed").replace("groups: [writers]", "groups: []")
    told = render_plan(build_plan(stored, parse_federation(text).organisation), "f.yaml")
    assert 'assertion_encryption: "Required" -> "Allowed"' in told
    assert 'groups: ["writers"] -> (none)' in told
    reordered = TEXT.replace("[sts.amazonaws.com, other]", "[other, sts.amazonaws.com]")
    assert build_plan(stored, parse_federation(reordered).organisation).changes == ()
