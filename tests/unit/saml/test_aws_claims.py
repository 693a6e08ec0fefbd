"""Both ways: what is issued reads back, and the limits of AWS hold in both directions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.saml.aws import (
    AWSClaims,
    AWSLimit,
    InvalidRolePair,
    RolePair,
    build_attributes,
    format_role_pair,
    parse_role_pair,
    read_claims,
)
from rolebridge.saml.checks import CheckFailed

PREFIX = "https://aws.amazon.com/SAML/Attributes/"
ROLE = "arn:aws:iam::111122223333:role/Administrator"
PROVIDER = "arn:aws:iam::111122223333:saml-provider/ExampleCorp"
PATIENT = settings(deadline=None, max_examples=60)
PAIR = RolePair(ROLE, PROVIDER)


def claims(**changes) -> AWSClaims:
    return AWSClaims(**{"role_pairs": (PAIR,), "role_session_name": "alice", **changes})


def named(attributes) -> dict[str, tuple[str, ...]]:
    return {attribute.name: attribute.values for attribute in attributes}


def read(**attributes):
    """Read claims from attributes named by their suffix; Role and RoleSessionName are given."""
    given_ones = {"Role": (f"{ROLE},{PROVIDER}",), "RoleSessionName": ("alice",), **attributes}
    present = {name: value for name, value in given_ones.items() if value is not None}
    return read_claims({PREFIX + name.replace("__", ":"): value for name, value in present.items()})


def refusal(**attributes) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        read(**attributes)
    return caught.value


# ------------------------------------------------------------------------------------ Role pairs

ROLE_NAMES = st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,64}", fullmatch=True)
PATHS = st.lists(st.from_regex(r"[A-Za-z0-9_+=.@-]{1,20}", fullmatch=True), max_size=3)
PROVIDER_NAMES = st.from_regex(r"[A-Za-z0-9_.-]{1,128}", fullmatch=True)
ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)


@st.composite
def pairs(draw) -> RolePair:
    account = draw(ACCOUNTS)
    partition = draw(st.sampled_from(["aws", "aws-cn", "aws-us-gov"]))
    name = "/".join([*draw(PATHS), draw(ROLE_NAMES)])
    return RolePair(
        f"arn:{partition}:iam::{account}:role/{name}",
        f"arn:{partition}:iam::{account}:saml-provider/{draw(PROVIDER_NAMES)}",
    )


@PATIENT
@given(pairs())
def test_every_pair_reads_back(pair):
    assert parse_role_pair(format_role_pair(pair)) == pair


@PATIENT
@given(pairs())
def test_a_pair_reads_the_same_with_the_provider_first(pair):
    assert parse_role_pair(f"{pair.provider_arn},{pair.role_arn}") == pair


def test_a_role_name_may_hold_commas():
    pair = RolePair("arn:aws:iam::111122223333:role/team/a,b,c", PROVIDER)
    assert parse_role_pair(f"{pair.role_arn},{PROVIDER}") == pair
    assert parse_role_pair(f"{PROVIDER},{pair.role_arn}") == pair


@pytest.mark.parametrize(
    "text",
    [
        "",
        ROLE,
        PROVIDER,
        f"{ROLE},{ROLE}",
        f"{PROVIDER},{PROVIDER}",
        f"{ROLE}, {PROVIDER}",
        f"{ROLE},{PROVIDER},",
        f"{ROLE},{PROVIDER}\n",
        f" {ROLE},{PROVIDER}",
        f"{ROLE};{PROVIDER}",
        f"{ROLE},{PROVIDER},{ROLE}",
        # A path that would give a second reading.
        f"arn:aws:iam::111122223333:role/x,arn:aws:iam::111122223333:saml-provider/P/Admin,{PROVIDER}",
        "arn:aws:iam::11112222333:role/Admin," + PROVIDER,
        "arn:aws:iam::١١١١٢٢٢٢٣٣٣٣:role/Admin," + PROVIDER,
        f"arn:aws:iam::111122223333:user/alice,{PROVIDER}",
        f"{ROLE},arn:aws:iam::111122223333:oidc-provider/ExampleCorp",
    ],
)
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(InvalidRolePair):
        parse_role_pair(text)


def test_the_error_shows_long_and_unprintable_texts_harmlessly():
    with pytest.raises(InvalidRolePair) as caught:
        parse_role_pair("\x1b[31m" + "x" * 500)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 300


# --------------------------------------------------------------------------------------- issuing


def test_all_attributes_in_a_fixed_order_without_name_format():
    attributes = build_attributes(
        claims(
            role_pairs=(PAIR, RolePair(ROLE.replace("Admin", "Sub"), PROVIDER)),
            session_duration=3600,
            principal_tags={"team": "platform", "Büro": "Köln 3"},
            transitive_tag_keys=("team",),
            source_identity="alice",
        )
    )
    assert [(each.name.removeprefix(PREFIX), each.values) for each in attributes] == [
        ("Role", (f"{ROLE},{PROVIDER}", f"{ROLE.replace('Admin', 'Sub')},{PROVIDER}")),
        ("RoleSessionName", ("alice",)),
        ("SessionDuration", ("3600",)),
        ("PrincipalTag:team", ("platform",)),
        ("PrincipalTag:Büro", ("Köln 3",)),
        ("TransitiveTagKeys", ("team",)),
        ("SourceIdentity", ("alice",)),
    ]
    assert all(each.name_format is None for each in attributes)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"role_pairs": ()}, "Role", "at least one"),
        ({"role_pairs": (PAIR, PAIR)}, "Role", "twice"),
        ({"role_pairs": (RolePair("nonsense", PROVIDER),)}, "Role", "no role ARN"),
        ({"role_pairs": (RolePair(PROVIDER, ROLE),)}, "Role", "read back"),
        (
            {"role_pairs": (RolePair(ROLE, PROVIDER.replace("1111", "9999")),)},
            "Role",
            "one partition and account",
        ),
        ({"role_session_name": "a"}, "RoleSessionName", "2 to 64"),
        ({"role_session_name": "a" * 65}, "RoleSessionName", "2 to 64"),
        ({"role_session_name": "alice adams"}, "RoleSessionName", "letters, digits"),
        ({"role_session_name": "älice"}, "RoleSessionName", "letters, digits"),
        ({"role_session_name": "alice\n"}, "RoleSessionName", "letters, digits"),
        ({"session_duration": 899}, "SessionDuration", "900 to 43200"),
        ({"session_duration": 43201}, "SessionDuration", "900 to 43200"),
        ({"principal_tags": {"": "x"}}, "PrincipalTag:", "1 to 128"),
        ({"principal_tags": {"k" * 129: "x"}}, "PrincipalTag:" + "k" * 129, "1 to 128"),
        ({"principal_tags": {"k": "v" * 257}}, "PrincipalTag:k", "at most 256"),
        ({"principal_tags": {"k": "R&D"}}, "PrincipalTag:k", "'&'"),
        ({"principal_tags": {"k": "tab\there"}}, "PrincipalTag:k", "'\\t'"),
        ({"principal_tags": {"k": "e\u0301"}}, "PrincipalTag:k", "'\\u0301'"),
        ({"principal_tags": {"AWS:x": "y"}}, "PrincipalTag:AWS:x", "reserved"),
        ({"principal_tags": {"Team": "a", "team": "b"}}, "PrincipalTag:team", "more than case"),
        ({"principal_tags": {f"k{n}": "" for n in range(51)}}, "PrincipalTag", "at most 50"),
        ({"transitive_tag_keys": ("team",)}, "TransitiveTagKeys", "no tag"),
        (
            {"principal_tags": {"team": "x"}, "transitive_tag_keys": ("team", "TEAM")},
            "TransitiveTagKeys",
            "once",
        ),
        ({"source_identity": "x"}, "SourceIdentity", "2 to 64"),
        ({"source_identity": "aws:alice"}, "SourceIdentity", "aws:"),
    ],
)
def test_nothing_leaves_that_aws_would_refuse(changes, field, rule):
    with pytest.raises(AWSLimit) as caught:
        build_attributes(claims(**changes))
    assert caught.value.field == field
    assert rule in caught.value.rule
    assert caught.value.rule in str(caught.value)


def test_the_edges_are_allowed():
    tags = {"k" * 128: "", **{f"k{n}": "v" * 256 for n in range(49)}}
    build_attributes(claims(principal_tags=tags, session_duration=900))
    build_attributes(claims(role_session_name="a" * 64, session_duration=43200))


@PATIENT
@given(
    st.dictionaries(
        st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=20),
        st.text(
            st.characters(categories=["L", "N", "Zs"], include_characters="_.:/=+-@"), max_size=30
        ),
        max_size=5,
    )
)
def test_tags_of_every_script_read_back(tags):
    if len({key.casefold() for key in tags}) < len(tags):
        return
    told = claims(principal_tags=tags, transitive_tag_keys=tuple(tags)[:1], session_duration=3600)
    assert read_claims(named(build_attributes(told))) == told


# --------------------------------------------------------------------------------------- reading


def test_the_least_there_is():
    assert read() == claims()


def test_a_pair_given_twice_counts_once():
    assert read(Role=(f"{ROLE},{PROVIDER}", f"{PROVIDER},{ROLE}")).role_pairs == (PAIR,)


def test_the_two_texts_of_a_transitive_key_may_differ_in_case():
    read_back = read(PrincipalTag__Team=("x",), TransitiveTagKeys=("team", "team"))
    assert read_back.transitive_tag_keys == ("team",)


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"Role": None}, "role_missing"),
        ({"PrincipalTag__t": ("x",), "TransitiveTagKeys": ("u",)}, "transitive_tag_unknown"),
        ({"Role": ()}, "role_missing"),
        ({"Role": (f"{ROLE},{PROVIDER}", "nonsense")}, "role_malformed"),
        ({"RoleSessionName": None}, "role_session_name_missing"),
        ({"RoleSessionName": ()}, "role_session_name_missing"),
        ({"RoleSessionName": ("alice", "bob")}, "role_session_name_invalid"),
        ({"RoleSessionName": ("a",)}, "role_session_name_invalid"),
        ({"RoleSessionName": ("alice\n",)}, "role_session_name_invalid"),
        ({"SessionDuration": ()}, "session_duration_invalid"),
        ({"SessionDuration": ("3600", "3600")}, "session_duration_invalid"),
        ({"SessionDuration": ("899",)}, "session_duration_invalid"),
        ({"SessionDuration": ("43201",)}, "session_duration_invalid"),
        ({"SessionDuration": ("3600.0",)}, "session_duration_invalid"),
        ({"SessionDuration": (" 3600",)}, "session_duration_invalid"),
        ({"SessionDuration": ("3_600",)}, "session_duration_invalid"),
        ({"SessionDuration": ("٣٦٠٠",)}, "session_duration_invalid"),
        ({"PrincipalTag__k": ("a", "b")}, "tag_invalid"),
        ({"PrincipalTag__k": ()}, "tag_invalid"),
        ({"PrincipalTag__": ("a",)}, "tag_invalid"),
        ({"PrincipalTag__k": ("R&D",)}, "tag_invalid"),
        ({"PrincipalTag__aws:k": ("x",)}, "tag_invalid"),
        ({"PrincipalTag__K": ("a",), "PrincipalTag__k": ("b",)}, "tag_duplicate"),
        ({f"PrincipalTag__{n}": ("",) for n in range(51)}, "too_many_tags"),
        ({"TransitiveTagKeys": ("k",)}, "transitive_tag_unknown"),
        ({"SourceIdentity": ()}, "source_identity_invalid"),
        ({"SourceIdentity": ("x",)}, "source_identity_invalid"),
        ({"SourceIdentity": ("aws:alice",)}, "source_identity_invalid"),
        ({"SourceIdentity": ("alice", "bob")}, "source_identity_invalid"),
    ],
)
def test_each_reading_rule_has_its_check(attributes, code):
    assert refusal(**attributes).code == code


def test_attribute_names_count_exactly():
    assert refusal(Role=None, role=(f"{ROLE},{PROVIDER}",)).code == "role_missing"
    assert read(PrincipalTagX=("x",)).principal_tags == {}
