import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam.json_text import LineIndex, Number, UnreadableJSON, format_path, read_json

TEXT = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "a\\"b{",
     "Condition": {"StringEquals": {"saml:aud":
        ["x",
         "y"]}}},
    {"Sid": "second",
     "Nested": [[1, 2],
       [3]]}
  ]
}"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("Version",), 2),
        (("Statement",), 3),
        (("Statement", 0), 4),
        (("Statement", 0, "Sid"), 4),
        (("Statement", 0, "Condition", "StringEquals", "saml:aud"), 5),
        (("Statement", 0, "Condition", "StringEquals", "saml:aud", 0), 6),
        (("Statement", 0, "Condition", "StringEquals", "saml:aud", 1), 7),
        (("Statement", 1), 8),
        (("Statement", 1, "Nested", 1, 0), 10),
        (("Statement", 1, "Effect"), 8),
        (("Statement", 7, "Effect"), 3),
    ],
)
def test_a_place_or_its_nearest_ancestor_has_a_line(path, line):
    assert LineIndex(TEXT).line_of(path) == line


@pytest.mark.parametrize("text", ["}", "],[", ",", '{"\\x": 1}', "[[", '{"a"', "{,", ""])
def test_text_that_is_no_json_has_lines_too(text):
    assert LineIndex("\n" + text).line_of(("Statement", 0)) == 1


@pytest.mark.parametrize("wanted", [(), ("Statement", 0, "Effect"), ("Statement", 7)])
def test_places_that_are_asked_for_beforehand_have_the_same_lines(wanted):
    few = LineIndex(TEXT, [wanted, ("Version",)])

    for path in (wanted, ("Version",)):
        assert few.line_of(path) == LineIndex(TEXT).line_of(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values)
def test_every_value_is_read_as_the_standard_parser_reads_it(value):
    text = json.dumps(value).replace("\\u0000", "0")

    assert read_json(text) == json.loads(text)


@settings(deadline=None)
@given(st.dictionaries(st.text(alphabet='ab"\\{[:,', max_size=4), json_values, min_size=1))
def test_the_line_of_every_key_is_found_whatever_it_is_called(members):
    text = json.dumps(members, indent=1).replace("\\u0000", "0")
    lines = text.split("\n")
    index = LineIndex(text)

    for key in json.loads(text):
        assert lines[index.line_of((key,)) - 1].startswith(f" {json.dumps(key)}:")


def test_numbers_keep_their_spelling():
    assert read_json("[1.50, 1e400]") == ["1.50", "1e400"]
    assert all(type(number) is Number for number in read_json("[1.50, 1e400]"))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{"a": 1,\n "b": }', 2, "Expecting value"),
        ("[1,\n\nNaN]", 3, "NaN is not JSON"),
        ('["NaN",\n -Infinity]', 2, "-Infinity is not JSON"),
        ('["NaN",\n NaNs]', 2, "NaNs is not JSON"),
        ('["a",\n "\\udc00"]', 2, "An escape that is no character on its own"),
        ('{"x": {"a": 1,\n"b": 2,\n"a": 3}}', 3, "Duplicate key 'a'"),
        ('{"a": 1,\n"\\u0061": 3}', 2, "Duplicate key 'a'"),
    ],
)
def test_text_that_is_refused_says_where(text, line, reason):
    with pytest.raises(UnreadableJSON) as refused:
        read_json(text)

    assert (refused.value.line, refused.value.reason) == (line, reason)


def test_a_duplicate_key_in_text_that_ends_badly_is_still_found():
    with pytest.raises(UnreadableJSON, match="Duplicate"):
        read_json('{"a": {"b": 1, "b": 2}, "c' + '\\"' * 50)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_nesting_beyond_the_parser_is_a_refusal(text):
    with pytest.raises(UnreadableJSON, match="Nested too deeply"):
        read_json(text)


def test_a_duplicate_key_deep_inside_is_found_by_its_ancestor():
    text = '{"a":\n' + "[" * 20 + '\n{"b": 1, "b": 2}' + "]" * 20 + "}"

    with pytest.raises(UnreadableJSON, match="Duplicate") as refused:
        read_json(text)

    assert refused.value.line == 3


def test_paths_are_written_for_people():
    assert format_path(("Statement", 2, "Condition", "Null", "aws:x", 0)) == (
        "Statement[2].Condition.Null['aws:x'][0]"
    )
