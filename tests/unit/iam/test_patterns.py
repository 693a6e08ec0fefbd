from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam.patterns import Pattern, Piece, Subject, Wildcard, split_wildcards

letters = st.text(alphabet="ab", max_size=12)
patterns = st.text(alphabet="ab*?", max_size=10)


def matches(pattern: str, text: str) -> bool:
    return Pattern.of(split_wildcards(pattern)).matches(Subject(text))


def reference(pattern: str, text: str) -> bool:
    """The definition, one character at a time: which prefixes of the text are used up so far."""
    reached = {0}
    for character in pattern:
        if character == "*":
            reached = {end for start in reached for end in range(start, len(text) + 1)}
        else:
            reached = {at + 1 for at in reached if at < len(text) and character in ("?", text[at])}
    return len(text) in reached


@settings(deadline=None)
@given(patterns, letters)
def test_a_pattern_matches_what_its_definition_says(pattern, text):
    assert matches(pattern, text) is reference(pattern, text)


def test_every_short_pattern_matches_what_its_definition_says():
    texts = ["".join(text) for n in range(5) for text in product("ab", repeat=n)]
    for short in ("".join(signs) for n in range(5) for signs in product("ab*?", repeat=n)):
        compiled = Pattern.of(split_wildcards(short))
        assert [compiled.matches(Subject(text)) for text in texts] == [
            reference(short, text) for text in texts
        ], short


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_text_without_wildcards_matches_itself_only(text):
    parts = [text] if text else []

    assert Pattern.of(parts).matches(Subject(text))
    assert not Pattern.of(parts).matches(Subject(text + "x"))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("**", "", True),
        ("?", "", False),
        ("?", "\U0001f600", True),
        ("??", "\U0001f600", False),
        ("a*a", "a", False),
        ("*a?c*", "xxabcxx", True),
        ("*?b?b*", "abbbb", True),
        ("*a??b*a??b*", "axxbaxxb", True),
        ("*a??b*a??b*", "axxbaxb", False),
        ("*??*", "a", False),
        ("*ab?*", "xab", False),
        ("*?*", "x", True),
        # A long piece that stands in few places is looked at there.
        (f"*?{'ab' * 40}c*", f"x{'ab' * 40}c", True),
        (f"*?{'ab' * 40}c*", f"{'ab' * 41}c", True),
        (f"*?{'ab' * 40}c*", f"{'ab' * 40}c", False),
        (f"*?{'ab' * 40}c?*", f"x{'ab' * 40}c", False),
        (f"*?{'b' + 'a' * 79}*", f"x{'b' + 'a' * 79}", True),
        (f"*?{'b' + 'a' * 79}*", f"xb{'b' + 'a' * 79}ba", True),
        (f"*?{'b' + 'a' * 79}*", f"x{'b' + 'a' * 79}{'b' + 'a' * 40}", True),
        (f"*?{'b' + 'a' * 79}*", f"xb{'a' * 78}b{'a' * 79}", True),
        (f"*?{'b' + 'a' * 79}*", f"xb{'a' * 78}b{'a' * 78}", False),
    ],
)
def test_known_patterns(pattern, text, expected):
    assert matches(pattern, text) is expected


def test_a_star_in_a_literal_part_is_a_character():
    pattern = Pattern.of(["a*", Wildcard.ANY])

    assert pattern.matches(Subject("a*bc"))
    assert not pattern.matches(Subject("abc"))


def test_literal_parts_side_by_side_are_one_run():
    assert Piece.of(["ab", "cd", Wildcard.ONE, "e"]).runs == ((0, "abcd"), (5, "e"))
