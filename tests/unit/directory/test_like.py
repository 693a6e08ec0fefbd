from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolebridge.directory.like import is_like


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("", "a", False),
        ("a", "a", True),
        ("a", "A", False),
        ("a*", "a", True),
        ("a*", "ba", False),
        ("*a", "ba", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("?", "", False),
        ("?", "é", True),
        ("a?c*", "abcd", True),
        ("*?b?*", "aabb", True),
        ("*?b?*", "ab", False),
        ("[ab]*", "a", False),
        ("[ab]*", "[ab]c", True),
        ("a.c", "abc", False),
        ("team-*-prod", "team-a-b-prod", True),
        ("team-*-prod", "team-prod", False),
        ("*ab*ba*", "aba", False),
    ],
)
def test_examples(pattern, text, expected):
    assert is_like(pattern, text) is expected


def reference(pattern: str, text: str) -> bool:
    """The definition, word for word; exponential without the cache."""

    @cache
    def fits(i: int, j: int) -> bool:
        if i == len(pattern):
            return j == len(text)
        if pattern[i] == "*":
            return fits(i + 1, j) or (j < len(text) and fits(i, j + 1))
        return j < len(text) and pattern[i] in ("?", text[j]) and fits(i + 1, j + 1)

    return fits(0, 0)


@given(st.text("ab*?", max_size=9), st.text("ab?", max_size=12))
def test_it_agrees_with_the_definition(pattern, text):
    assert is_like(pattern, text) is reference(pattern, text)


def test_many_stars_do_not_multiply():
    assert not is_like("*a?" * 200 + "b", "a" * 20_000)
