"""Real documents with something wrong in them: each is read, or refused, and nothing else."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam import MalformedPolicy, PolicyKind, Rule, parse_policy, validate_policy
from support.documents import build_document
from support.vectors import load_cases

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\s+')
_CASES = load_cases("iam", "documents_accepted", "documents_refused")
_SHORT = [text for case in _CASES if len(text := build_document(case.values[0])) < 2000]
_WORDS = sorted({token for text in _SHORT for token in _TOKEN.findall(text)})
_HOSTILE = [
    *('"', "{", "}", "[", "]", ",", ":", "\\", "\n", "null", "true", "NaN", "-Infinity", "1e999"),
    *('"${"', '"${a"', '"*"', '"arn:aws:s3"', '"\\ud800"', '"\\u0000"', "\ud800", "\x00", "\ufeff"),
    *('{"a":1,"a":2}', "9" * 400, "[]", "{}", "[" * 50, "\u65e5", '"arn:aws:iam::${x}:y/*"'),
]

changes = st.tuples(
    st.integers(0, 1 << 16),
    st.sampled_from(["replace", "insert", "delete", "cut"]),
    st.sampled_from(_WORDS) | st.sampled_from(_HOSTILE) | st.text(max_size=3),
)


def mutate(text, made):
    tokens = _TOKEN.findall(text)
    for where, how, word in made:
        at = where % (len(tokens) + 1)
        if how == "insert":
            tokens.insert(at, word)
        else:
            tokens[at : at + 1] = {
                "replace": [word],
                "delete": [],
                "cut": [token[: where % (len(token) + 1)] for token in tokens[at : at + 1]],
            }[how]
    return "".join(tokens)


def find_refusal(read, text, kind):
    try:
        policy = read(text, kind)
    except MalformedPolicy as error:
        return error
    assert policy.text == text
    return None


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(_SHORT),
    st.lists(changes, min_size=1, max_size=4),
    st.sampled_from(list(PolicyKind)),
)
def test_a_document_with_changes_is_read_or_refused_at_lines_that_exist(text, made, kind):
    text = mutate(text, made)
    lines = text.count("\n") + 1

    unread = find_refusal(parse_policy, text, kind)
    refused = find_refusal(validate_policy, text, kind)

    assert unread is None or refused is not None, "what cannot be read is never stored"
    for error in (unread, refused):
        if error is not None:
            assert all(1 <= fault.line <= lines for fault in error.faults)
            assert str(error).startswith(f"line {error.line}, ")


UNREADABLE = {Rule.JSON, Rule.DUPLICATE_KEY, Rule.CHARACTERS}


@settings(deadline=None)
@given(
    st.sampled_from([text for text in _SHORT if "1e9" not in text]),
    st.sampled_from(list(PolicyKind)),
    st.sampled_from([None, 0, 3, "\t"]),
)
def test_how_a_document_is_laid_out_does_not_matter(text, kind, indent):
    first = find_refusal(parse_policy, text, kind)
    if first is not None and first.rule in UNREADABLE:
        return
    again = find_refusal(parse_policy, json.dumps(json.loads(text), indent=indent), kind)

    assert (first is None) == (again is None)
    if first is not None and again is not None:
        assert [(f.rule, f.path) for f in first.faults] == [(f.rule, f.path) for f in again.faults]


def test_long_texts_of_any_shape_are_refused_before_they_are_read():
    for shape in ("[", '{"a":', '"', "\\", '"\\', "1", " x", "[1,", "\u00ff", '{"Statement":['):
        for kind in PolicyKind:
            assert find_refusal(validate_policy, shape * 100_000, kind).rule is Rule.SIZE
