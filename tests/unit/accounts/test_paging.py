"""Lists in pages: only markers that a page ended with lead on."""

import base64

import pytest

from support.accounts import AccountsWorld, wire

INVALID = ("ValidationError", 400, "Invalid Marker.")


@pytest.fixture
def world(now):
    made = AccountsWorld(now)
    for name in ("ann", "bea", "cyd"):
        made.call("CreateUser", UserName=name)
    return made


def mark(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "marker",
    [
        "nonsense",
        mark("page:0"),
        mark("page:-1"),
        mark("page:4"),
        mark("page:01"),
        mark("page: 1"),
        mark("page:x"),
        mark("1"),
        mark("page:\N{ARABIC-INDIC DIGIT ONE}"),
        mark("page:" + "9" * 5000)[:300],
        mark("page:1") + "====",
        "\u00ff" * 8,
    ],
)
def test_a_marker_that_no_page_ended_with_is_refused(world, marker):
    assert wire(world.refuse("ListUsers", Marker=marker)) == INVALID


def test_a_page_ends_where_the_next_one_begins(world):
    seen, marker = [], {}
    for _ in range(3):
        page = world.call("ListUsers", MaxItems=1, **marker)
        seen += [user["UserName"] for user in page["Users"]]
        marker = {"Marker": page["Marker"]} if page["IsTruncated"] else {}
    assert seen == ["ann", "bea", "cyd"]
    assert marker == {}


def test_a_name_that_is_longer_than_any_arn_is_refused(world):
    refusal = world.refuse("CreateVirtualMFADevice", VirtualMFADeviceName="a" * 3000)
    assert (refusal.aws_code, refusal.status) == ("InvalidInput", 400)
