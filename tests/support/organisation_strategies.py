"""Organisations of every kind that a federation file can say, for property tests."""

import json
import unicodedata

from hypothesis import strategies as st

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
from rolebridge.saml.values import NameIDFormat
from support.keys import rsa_pair
from support.organisations import HASH, KEY_SET, SP_METADATA

# Words that YAML readers like to take for something else, and signs that need care in it.
TRICKY = st.sampled_from(
    ["no", "Yes", "null", "~", "0123", "1e3", "1.50", "2012-10-17", "12:30", "true", "- a", "a: b",
     "#x", "a #b", "*x", "&x", "!x", "%x", "@x", "`x", "|", ">", "'", '"', "\\", "a,b", "[x", "x]",
     "=", "<<", "---", "...", "?", "? x", ":", "a:", "Büro", "部門", "😀", "a\tb", "0x1F", "+1"]
)  # fmt: skip
_PRINTED = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="{}")
NAMES = TRICKY.filter(lambda text: "\t" not in text) | st.text(_PRINTED, min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and "\xa0" not in (text[:1], text[-1:])
)  # fmt: skip
_ANY = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
VALUES = TRICKY | st.text(_ANY, max_size=20)
USERNAMES = st.text(st.characters(categories=("L", "N")) | st.sampled_from("._-+@=,'"), min_size=1, max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)  # fmt: skip
IAM_NAMES = st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,12}", fullmatch=True)
PATHS = st.sampled_from(["/", "/team/", "/a/b,c/", "/0123/"])
ACCOUNT_IDS = st.from_regex(r"[0-9]{12}", fullmatch=True)
LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.sampled_from("äßé\n\t"), max_size=30)  # fmt: skip


def unique(values, size, key=None):
    return st.lists(values, max_size=size, unique_by=key or (lambda value: value))


def _layouts(document):
    return st.sampled_from(
        [
            json.dumps(document, indent=2, ensure_ascii=False),
            json.dumps(document, indent=4) + "\n",
            json.dumps(document, separators=(",", ":")),
            "\n\n  " + json.dumps(document, indent=1, ensure_ascii=False) + " \r\n",
            json.dumps(document, indent=2, ensure_ascii=False).replace('"2012', '"\\u0032012'),
        ]
    )


_PRINCIPAL = {"Principal": {"Federated": "arn:aws:iam::444455556666:saml-provider/Corp"}, "Action": "sts:AssumeRoleWithSAML"}  # fmt: skip
_RESOURCE = {"Action": ["s3:GetObject", "ec2:*"], "Resource": "arn:aws:s3:::büro, with: signs/*"}


@st.composite
def policies(draw, core):
    values = st.lists(
        st.text(st.sampled_from("no: 1#{}[],&*!|>'\"%@`äé\\"), max_size=8), max_size=3
    )
    condition = {"StringLike": {"aws:RequestTag/" + draw(IAM_NAMES): draw(values)}}
    statement = {"Effect": "Allow", **core, "Condition": condition}
    if draw(st.booleans()):
        statement = {"Sid": "on", **statement}
    return draw(_layouts({"Version": "2012-10-17", "Statement": [statement]}))


TEMPLATES = st.sampled_from(["{username}", "{email}", "{attribute.team}", "x-{username}", "0123"])


MANAGED = st.sampled_from(["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/job-function/Billing"])  # fmt: skip
TAGS = st.dictionaries(st.sampled_from(["team", "no", "0123", "a: b", "Büro"]), st.sampled_from(["", "yes", "1.50", "x y"]), max_size=3)  # fmt: skip


def _inline(most=2):
    return st.dictionaries(IAM_NAMES, policies(_RESOURCE), max_size=most)


@st.composite
def roles(draw):
    return RoleEntry(
        name=draw(IAM_NAMES),
        trust_policy=draw(policies(_PRINCIPAL)),
        path=draw(PATHS),
        description=draw(LATIN),
        max_session_duration=draw(st.integers(3600, 43200)),
        inline_policies=draw(_inline()),
        attached_policies=tuple(draw(unique(MANAGED, 2))),
        permissions_boundary=draw(st.none() | MANAGED),
        tags=draw(TAGS),
    )


@st.composite
def users(draw, groups):
    return UserEntry(
        name=draw(IAM_NAMES),
        path=draw(PATHS),
        groups=tuple(draw(unique(st.sampled_from(groups), 2))) if groups else (),
        inline_policies=draw(_inline(1)),
        attached_policies=tuple(draw(unique(MANAGED, 2))),
        permissions_boundary=draw(st.none() | MANAGED),
        tags=draw(TAGS),
    )


USER_GROUPS = st.builds(UserGroupEntry, IAM_NAMES, PATHS, _inline(1), unique(MANAGED, 2).map(tuple))
SAML_PROVIDERS = st.builds(
    SAMLProviderEntry,
    st.from_regex(r"[A-Za-z0-9_.-]{1,8}", fullmatch=True),
    assertion_encryption=st.none() | st.sampled_from(AssertionEncryption),
    tags=TAGS,
)
OIDC_PROVIDERS = st.builds(
    OIDCProviderEntry,
    st.sampled_from(
        ["https://a.example", "https://b.example:8443/t/%7Ex", "http://localhost:8000/"]
    ),
    client_ids=unique(TRICKY, 3).map(tuple),
    thumbprints=st.sampled_from([(), ("0" * 40,), ("1e" * 20, "Ab" * 20)]),
    jwks=st.none() | st.sampled_from([KEY_SET, KEY_SET.strip()]),
    tags=TAGS,
)


def _low(entry):
    return entry.name.lower()


@st.composite
def accounts(draw):
    own_roles = tuple(draw(unique(roles(), 2, _low)))
    groups = tuple(draw(unique(USER_GROUPS, 2, _low)))
    role_names = st.sampled_from([None, *(role.name for role in own_roles)])
    profiles = st.builds(InstanceProfileEntry, IAM_NAMES, PATHS, role_names, TAGS)
    policy_entries = st.builds(PolicyEntry, IAM_NAMES, policies(_RESOURCE), PATHS, LATIN, TAGS)
    return AccountEntry(
        id=draw(ACCOUNT_IDS),
        saml_providers=tuple(draw(unique(SAML_PROVIDERS, 2, _low))),
        oidc_providers=tuple(draw(unique(OIDC_PROVIDERS, 2, _low))),
        roles=own_roles,
        policies=tuple(draw(unique(policy_entries, 2, _low))),
        users=tuple(draw(unique(users([group.name for group in groups]), 2, _low))),
        user_groups=groups,
        instance_profiles=tuple(draw(unique(profiles, 2, _low))),
    )


@st.composite
def people(draw, groups):
    secret = draw(st.sampled_from([(None, None), (HASH, None), (None, "0123456789abcdef" * 4)]))
    return PersonEntry(
        username=draw(USERNAMES),
        display_name=draw(NAMES),
        email=draw(st.none() | st.sampled_from(["a@b", "0@1", "ä@é.example"])),
        disabled=draw(st.booleans()),
        groups=tuple(draw(unique(st.sampled_from(groups), 3))) if groups else (),
        attributes=draw(st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple), max_size=3)),
        password_hash=secret[0],
        initial_token_hash=secret[1],
    )  # fmt: skip


AWS_SERVICES = st.builds(
    ServiceProviderEntry,
    entity_id=st.sampled_from(["urn:amazon:webservices", "urn:x", "0123"]),
    name=NAMES | st.just(""),
    profile=st.just(SPProfile.AWS),
    partition=st.sampled_from(["aws", "aws-cn"]),
    recipient=st.none() | st.just("https://signin.aws.amazon.com/saml"),
    location=st.none() | st.just("http://localhost:8000/aws/saml"),
    encryption_certificate=st.none() | st.just(rsa_pair().certificate_pem),
    name_id_format=st.none() | st.sampled_from(NameIDFormat).map(lambda form: form.value),
    signed=st.sampled_from(SignedPart),
    allow_idp_initiated=st.none() | st.booleans(),
    session=st.builds(
        AWSSession,
        role_session_name=TEMPLATES,
        duration=st.none() | st.integers(900, 43200),
        source_identity=st.none() | TEMPLATES,
        tags=st.fixed_dictionaries({"team": TEMPLATES, "no": st.just("a: b")}),
        transitive_tags=st.sampled_from([(), ("team",), ("no", "team")]),
    ),
)
PLAIN_SERVICES = st.builds(
    ServiceProviderEntry,
    entity_id=st.just("https://wiki.example.com/sp"),
    metadata=st.sampled_from([SP_METADATA, SP_METADATA.strip(), SP_METADATA.replace("\n", "\r\n")]),
    attributes=st.dictionaries(NAMES, TEMPLATES | st.just("department"), max_size=2),
    require_signed_requests=st.none() | st.just(False),
)


@st.composite
def clients(draw, groups):
    return OIDCClientEntry(
        client_id=draw(st.sampled_from(["webshop", "0123", "no", "api://x", "1.50"])),
        name=draw(NAMES),
        redirect_uris=tuple(draw(st.lists(st.sampled_from(["https://a.example/cb", "http://localhost:1/?x=1", "http://[::1]/"]), min_size=1, max_size=2, unique=True))),
        groups=tuple(draw(unique(st.sampled_from(groups), 2))) if groups else (),
    )  # fmt: skip


@st.composite
def rules(draw, groups):
    conditions = [
        st.builds(
            AttributeCondition,
            NAMES,
            st.sampled_from(Match),
            st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple),
        ),
        st.sampled_from(["aws-{account}-{role}", "0-{role}_{alias}"]).map(GroupPatternCondition),
    ]
    if groups:
        conditions.append(st.sampled_from(groups).map(GroupCondition))
    return MappingRule(
        name=draw(NAMES),
        conditions=tuple(draw(st.lists(st.one_of(conditions), min_size=1, max_size=3))),
        grants=(Grant(("{username}",), ("team/Admin", "R,o=le"), "{attribute.no: x}"),),
        description=draw(VALUES),
    )


@st.composite
def organisations(draw):
    """Organisations that a file with every section can say."""
    names = draw(unique(NAMES, 4))
    groups = tuple(
        GroupEntry(name, draw(VALUES), tuple(draw(unique(st.sampled_from(names[:at]), 2))) if at else ())
        for at, name in enumerate(names)
    )  # fmt: skip
    return Organisation(
        name=draw(NAMES),
        groups=groups,
        people=tuple(draw(unique(people(names), 3, lambda p: unicodedata.normalize("NFC", p.username.casefold())))),
        accounts=tuple(draw(unique(accounts(), 2, lambda account: account.id))),
        service_providers=tuple(draw(unique(AWS_SERVICES | PLAIN_SERVICES, 3, lambda sp: sp.entity_id))),
        oidc_clients=tuple(draw(unique(clients(names), 2, lambda client: client.client_id))),
        mapping_rules=tuple(draw(unique(rules(names), 3, lambda rule: rule.name))),
    )  # fmt: skip
