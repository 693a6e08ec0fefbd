"""Usernames."""

import pytest

from rolebridge.directory.names import (
    UsernameRefused,
    canonicalise_username,
    validate_username,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "aLICE"),
        ("Zoë", "zoe\u0308"),
        ("STRASSE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\u212aelvin", "kelvin"),  # The Kelvin sign is a K.
    ],
)
def test_two_spellings_of_one_name_have_one_form(one, other):
    assert canonicalise_username(one) == canonicalise_username(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("alice", "аlice"), ("alice", "alice "), ("alice", "ali\u200bce"), ("a", "b")],
)
def test_two_names_have_two_forms(one, other):
    assert canonicalise_username(one) != canonicalise_username(other)


def test_the_form_is_its_own_form():
    for name in ("Alice", "ǰ", "İstanbul", "ΐ", "ﬁn", "e\u0301\u0323"):
        once = canonicalise_username(name)
        assert canonicalise_username(once) == once


def test_a_name_of_any_length_costs_no_more_than_a_long_one():
    assert len(canonicalise_username("a" * 1_000_000)) == 257


@pytest.mark.parametrize(
    "name", ["alice", "Zoë", "a.b-c_d+e=f@g,h", "o'brien", "李明", "अनिल", "7", "x" * 256]
)
def test_names_of_every_script_and_mail_addresses_are_taken(name):
    assert validate_username(name) == name


def test_a_name_is_kept_in_its_normal_form():
    assert validate_username("zoe\u0308") == "zoë"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x" * 257,
        "alice bob",
        " alice",
        "alice\n",
        "a\0b",
        "a/b",
        "a:b",
        "a{username}",
        'a"b',
        "<b>",
        "a\u200bb",
        "a\u202eb",
        "a\ud800b",
        "😀",
    ],
)
def test_blanks_signs_and_invisible_characters_are_refused_with_the_rule(name):
    with pytest.raises(UsernameRefused) as refused:
        validate_username(name)
    assert "cannot be a username: it m" in str(refused.value)
    assert len(str(refused.value)) < 400
