"""Patterns compared with patterns: what is said of them holds of every text."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam.lint.globs import Alphabet
from rolebridge.iam.patterns import Pattern, Subject, split_wildcards
from rolebridge.iam.variables import Template

TEXTS = [
    "".join(letters) for length in range(5) for letters in itertools.product("ab", repeat=length)
]
PATTERNS = st.text(alphabet="ab*?", max_size=6)


def read(text, alphabet=None):
    template = Template.parse(text, variables=True, wildcards=True)
    return (alphabet or Alphabet()).read(template.parts)


def matched(pattern):
    built = Pattern.of(split_wildcards(pattern))
    return {text for text in TEXTS if built.matches(Subject(text))}


@settings(max_examples=600, deadline=None)
@given(PATTERNS, PATTERNS)
def test_a_pattern_that_covers_another_matches_all_that_it_matches(wide, narrow):
    if read(wide).covers(read(narrow)):
        assert matched(wide) >= matched(narrow)


@settings(max_examples=600, deadline=None)
@given(PATTERNS, PATTERNS)
def test_patterns_that_cannot_meet_match_no_text_together(one, other):
    if not read(one).can_meet(read(other)):
        assert matched(one).isdisjoint(matched(other))


@settings(max_examples=600, deadline=None)
@given(PATTERNS, PATTERNS)
def test_patterns_that_match_a_text_together_can_meet(one, other):
    if matched(one) & matched(other):
        assert read(one).can_meet(read(other))
        assert read(other).can_meet(read(one))


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ("*", "anything", True),
        ("*", "", True),
        ("a*", "a*b", True),
        ("a*c", "a*b*c", True),
        ("a?", "ab", True),
        ("a?*", "a?*", True),
        ("a*", "a?", True),
        ("*", "${aws:userid}", True),
        ("a*", "a${aws:userid}", True),
        ("${aws:userid}", "${AWS:UserId}", True),
        ("x*${aws:userid}", "xyz${aws:userid}", True),
        ("a?", "a*", False),
        ("a?", "a${aws:userid}", False),
        ("a", "a*", False),
        ("a*b", "a*", False),
        ("${aws:userid}", "${aws:username}", False),
        ("${aws:userid}", "${aws:userid, 'x'}", False),
        ("${aws:userid}", "*", False),
        ("${*}", "*", False),
        ("*", "${*}", True),
    ],
)
def test_what_is_certain_to_lie_within(wide, narrow, covers):
    alphabet = Alphabet()

    assert read(wide, alphabet).covers(read(narrow, alphabet)) is covers


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("*a", "*b", False),
        ("a*b", "ab", True),
        ("a?b", "ab", False),
        ("a*c*e", "abcde", True),
        ("x${aws:userid}", "y*", False),
        ("${aws:userid}", "anything", True),
        ("a?", "ab?", False),
        ("?*", "", False),
        ("*abc", "?*abc", True),
        ("ab", "ab${aws:userid}", True),
        ("ab${aws:userid}cd", "ab*cd", True),
    ],
)
def test_what_may_meet(one, other, meet):
    assert read(one).can_meet(read(other)) is meet
    assert read(other).can_meet(read(one)) is meet


def test_more_variables_than_there_are_signs_cover_nothing_by_mistake():
    alphabet = Alphabet()
    read("".join(f"${{k{number}}}" for number in range(3000)), alphabet)

    one, other = read("${first}", alphabet), read("${second}", alphabet)

    assert not one.covers(other)
    assert not one.covers(one)


def test_long_patterns_that_nearly_match_are_compared_without_trying_all_ways():
    stars = "a*" * 300
    assert not read(stars + "b").can_meet(read("a" * 600))
    assert read(stars + "b").can_meet(read("*" + "a?" * 200 + "b"))
