import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolebridge.directory.patterns import KnownAccounts, match_pattern, parse_pattern
from rolebridge.directory.placeholders import InvalidTemplate

PROD, DEV, BARE = "111122223333", "444455556666", "777788889999"
ACCOUNTS = KnownAccounts({PROD: "example-prod", DEV: "example-dev", BARE: None})


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        (
            "aws-{account}-{role}",
            f"aws-{DEV}-Dev",
            {"account": DEV, "alias": "example-dev", "role": "Dev"},
        ),
        ("aws-{account}-{role}", f"aws-{BARE}-Dev", {"account": BARE, "role": "Dev"}),
        (
            "aws-{account}-{role}",
            "aws-example-prod-Read-Only",
            {"account": PROD, "alias": "example-prod", "role": "Read-Only"},
        ),
        (
            "AWS#{alias}#{role}#x",
            "AWS#example-dev#a,b@c#x",
            {"account": DEV, "alias": "example-dev", "role": "a,b@c"},
        ),
        (
            "{role} in {account}",
            f"Admin in {PROD}",
            {"account": PROD, "alias": "example-prod", "role": "Admin"},
        ),
        (
            "{role}-{account}",
            "Admin-of-example-dev",
            {"account": DEV, "alias": "example-dev", "role": "Admin-of"},
        ),
        ("admins-{account}", f"admins-{DEV}", {"account": DEV, "alias": "example-dev"}),
        ("dev-{role}", "dev-Büro", None),
        ("dev-{role}", "dev-Office", {"role": "Office"}),
        ("{role}", "Office", {"role": "Office"}),
    ],
)
def test_a_fitting_name_is_read(pattern, name, expected):
    assert match_pattern(pattern, name, ACCOUNTS) == expected


@pytest.mark.parametrize(
    "name",
    [
        "aws-222233334444-Dev",  # no such account
        f"xaws-{DEV}-Dev",  # anchored at the start
        f"aws-{DEV}-Dev\n",  # and at the end
        f"aws-{DEV}-",  # no role
        f"aws-{DEV}-team/Dev",  # a path cannot be smuggled in
        f"aws-{DEV}-{'x' * 65}",  # longer than a role name
        f"aws-{DEV}-Dev:role/Admin",
        f"AWS-{DEV}-Dev",  # case counts
        f"aws-{DEV}",
        "aws-٤٤٤٤٥٥٥٥٦٦٦٦-Dev",  # Arabic digits
        "aws--Dev",
        "aws-",
        "",
    ],
)
def test_a_name_that_does_not_fit_says_nothing(name):
    assert match_pattern("aws-{account}-{role}", name, ACCOUNTS) is None


def test_prefix_and_suffix_must_not_share_characters():
    assert match_pattern("ab{role}ba", "aba", ACCOUNTS) is None


def test_a_name_with_two_readings_says_nothing():
    accounts = KnownAccounts({PROD: "example", DEV: "example-dev"})
    assert match_pattern("aws-{account}-{role}", "aws-example-dev-Admin", accounts) is None
    assert match_pattern("aws-{account}-{role}", f"aws-{DEV}-Admin", accounts) is not None
    assert match_pattern("aws-{account}/{role}", "aws-example-dev/Admin", accounts) is not None


def test_an_alias_placeholder_does_not_take_an_id():
    assert match_pattern("aws-{alias}-{role}", f"aws-{DEV}-Dev", ACCOUNTS) is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("aws-{account}{role}", "between its two placeholders"),
        ("aws-{account}-{alias}", "twice"),
        ("{role}-{role}", "twice"),
        ("{role}-{account}-{alias}", "twice"),
        ("aws-{user}", "captures {user}"),
        ("aws", "holds no placeholder"),
        ("aws-{account", "braces"),
        ("aws-}account{", "braces"),
        ("aws-{role}}", "closing brace"),
        ("aws-{{role}}", "braces"),
        ("aws-{}", "braces"),
    ],
)
def test_a_pattern_that_could_be_read_in_two_ways_is_refused(pattern, reason):
    with pytest.raises(InvalidTemplate, match=reason):
        parse_pattern(pattern)


ROLE_NAMES = st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,64}", fullmatch=True)


@given(role=ROLE_NAMES, account=st.sampled_from(sorted(ACCOUNTS.aliases)))
def test_whatever_a_pattern_writes_it_reads_back(role, account):
    captured = match_pattern("aws-{account}-{role}", f"aws-{account}-{role}", ACCOUNTS)
    assert captured is not None
    assert (captured["account"], captured["role"]) == (account, role)


def test_a_long_name_costs_a_bounded_number_of_cuts():
    name = "aws-" + "-" * 200_000
    assert match_pattern("aws-{account}-{role}", name, ACCOUNTS) is None
    assert match_pattern("aws-{role}-{account}", name, ACCOUNTS) is None
