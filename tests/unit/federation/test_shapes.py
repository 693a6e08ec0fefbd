import pytest

from rolebridge.federation.compounds import Either, ListOf, MapOf, Record
from rolebridge.federation.faults import format_path, show
from rolebridge.federation.placed import WrittenNumber
from rolebridge.federation.reader import read_yaml
from rolebridge.federation.report import Report
from rolebridge.federation.shapes import Choice, Flag, Text, Whole

NAME = Text("A name.", "a name", r"[a-z]+", maximum=5)
RECORD = Record(
    "A thing.",
    {
        "name": NAME,
        "many": ListOf("Many.", NAME),
        "some": ListOf("Some.", NAME, minimum=1),
        "map": MapOf("A map.", NAME, Whole("A number.", 1, 9, "things (the Book of Things)")),
        "flag": Flag("A flag."),
        "word": Choice("A word.", ("red", "blue")),
        "either": Either("A name or names.", text=NAME, items=ListOf("Names.", NAME), rule="a name or names"),
        "secret": Text("A secret.", "a secret", r"x+", is_secret=True),
        "a": NAME,
        "b": NAME,
        "c": NAME,
    },
    required=("name",),
    ways=(("a",), ("b", "c")),
)  # fmt: skip


def faults_of(text):
    root, faults = read_yaml(text, "f")
    report = Report("f", root, faults)
    RECORD.check(root, (), report)
    return [fault.text for fault in report.faults]


def test_a_value_of_the_right_shape_has_no_fault():
    assert faults_of("{name: x, many: [], some: [a, b], map: {q: 9}, flag: true, word: red, either: y, b: z, c: z}") == []  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{name: 5, a: x}", 'f:1: name: 5 is a number here; put it in quotes to make it a text: "5"'),
        ("{name: true, a: x}", "is a boolean here; put it in quotes"),
        ("{name: , a: x}", "null stands where a text must be"),
        ("{name: [x], a: x}", "a list is not a text"),
        ("{name: abcdef, a: x}", '"abcdef" has 6 characters; 1 to 5 are allowed'),
        ("{name: X, a: x}", '"X" is not a name'),
        ("{a: x}", "f:1: name must stand here and is missing"),
        ("{name: x, nmae: y, a: x}", "f:1: nmae: is not a key here; known: name, many"),
        ("{name: x, a: x, many: }", "null is not a list; write [] for none"),
        ("{name: x, a: x, many: y}", '"y" is not a list'),
        ("{name: x, a: x, some: []}", "some: the list needs at least one item"),
        ("{name: x, a: x, many: [q, z, q]}", 'many[2]: "q" stands in this list twice'),
        ("{name: x, a: x, map: {q: 10}}", "10 is not between 1 and 9 things (the Book of Things)"),
        ("{name: x, a: x, map: {q: 1.5}}", "1.5 is not a whole number"),
        ("{name: x, a: x, map: {q: true}}", "true is not a whole number"),
        ("{name: x, a: x, map: {Q: 1}}", '"Q" is not a name'),
        ("{name: x, a: x, map: []}", "a list is not a mapping"),
        ("{name: x, a: x, flag: 'true'}", '"true" is neither true nor false'),
        ("{name: x, a: x, word: green}", '"green" is not one of red, blue'),
        ("{name: x, a: x, word: 1}", "1 is not one of red, blue"),
        ("{name: x, a: x, either: {}}", "a mapping is not a name or names"),
        ("{name: x, a: x, either: 7}", "7 is a number here"),
        ("{name: x}", "must have a, or b and c, and one of these only"),
        ("{name: x, a: x, b: y, c: z}", "one of these only"),
        ("{name: x, b: y}", "one of these only"),
        ("[]", "a list is not a mapping"),
    ],
)  # fmt: skip
def test_a_fault_names_line_path_value_and_rule(text, fault):
    assert fault in "\n".join(faults_of(text))


@pytest.mark.parametrize(
    "text", ["{secret: hunter2, name: x, a: x}", "{secret: 4711, name: x, a: x}"]
)
def test_a_secret_is_not_quoted(text):
    told = "\n".join(faults_of(text))
    assert "secret" in told
    assert "hunter2" not in told
    assert "4711" not in told


def test_what_could_not_be_read_is_told_once():
    assert len(faults_of("{name: no, a: x}")) == 1


def test_paths_and_values_are_shown_on_one_line():
    assert format_path(("a", 0, "b c", "d")) == 'a[0]["b c"].d'
    assert format_path(("b c",)) == '["b c"]'
    assert show("x" * 200) == '"' + "x" * 79 + '…"'
    assert show('a"\\\n\x1b\u2028') == '"a\\"\\\\\\n\\x1b\\u2028"'
    assert [show(v) for v in (None, True, False, 7, [], {}, WrittenNumber("1.50"))] == [
        "null", "true", "false", "7", "a list", "a mapping", "1.50",
    ]  # fmt: skip
