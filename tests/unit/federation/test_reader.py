import pytest
import yaml

from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.placed import find_place
from rolebridge.federation.reader import MAX_DEPTH, decode_utf8, read_yaml

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request):
    return request.param


def faults_of(text, loader):
    try:
        return [fault.text for fault in read_yaml(text, "f.yaml", loader=loader)[1]]
    except FederationRefused as refused:
        return [fault.text for fault in refused.faults]


def test_values_and_their_places(loader):
    text = "# comment\na:\n  - one\n  - b: 2\n    'c d': |\n      x\n      y\n"
    value, faults = read_yaml(text, "f.yaml", loader=loader)
    assert value == {"a": ["one", {"b": 2, "c d": "x\ny\n"}]}
    assert faults == ()
    assert (find_place(value, ("a", 0)).line, find_place(value, ("a", 0)).column) == (3, 5)
    assert find_place(value, ("a", 1, "b")).column == 8
    assert find_place(value, ("a", 1, "b"), key=True).column == 5
    assert find_place(value, ("a", 1, "c d")).line == 5
    assert find_place(value, ("a", 1, "c d")).text_line == 6
    assert find_place(value, ("a", 9, "x")).line == 3  # the list is the nearest thing that exists
    assert find_place(value, ("zzz",)).line == 1


def test_a_key_that_stands_twice_is_told_with_both_lines(loader):
    assert faults_of("a: 1\nb: 2\na: 3\n", loader) == [
        "f.yaml:3: a: the key stands here a second time; first in line 1"
    ]


def test_anchors_aliases_merge_keys_and_tags_are_refused(loader):
    text = "a: &x {b: 1}\nc: *x\nd: !!str 1\ne:\n  <<: {}\nf: !python/object:os.system x\n"
    told = "\n".join(faults_of(text, loader))
    for piece in (
        ":1: a: &x is an anchor",
        ":2: c: *x is an alias",
        ":3: d: tag:yaml.org,2002:str is a tag",
    ):
        assert piece in told
    assert ':5: e: "<<" is read differently' in told
    assert ":6: f: " in told


def test_an_alias_bomb_is_a_few_faults(loader):
    lines = ["a: &a [x]"] + [
        f"{n}: &{n} [{','.join(['*' + p] * 9)}]"
        for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert len(faults_of("\n".join(lines), loader)) == 9 + 8 * 9


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: no\n", 'f.yaml:1: a: "no" is read differently by different YAML readers'),
        ("a: 012345678901\n", "quote it to make it a text"),
        ("yes: 1\n", '"yes" is read differently'),
        ("1: x\n", "f.yaml:1: 1 is a key and must be quoted"),
        ("? [a]\n: x\n", "a key must be a text"),
        ("a: 'x\n", "is not YAML"),
        ("a: b: c\n", "f.yaml:1: this is not YAML"),
        ("\ta: 1\n", "is not YAML"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document begins here"),
        ('a: "\\0"\n', "holds a character that is no text"),
        ("a: 1\nb: \x01\n", 'f.yaml:2: "\\x01" cannot stand in a YAML file'),
        ("~: x\n", "~ is a key and must be quoted"),
        ("%YAML 3.0\n---\na: 1\n", "is not YAML"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_told(text, fault, loader):
    assert fault in "\n".join(faults_of(text, loader))


def test_half_a_surrogate_pair_is_refused(loader):
    assert len(faults_of('a: "\\ud800"\n', loader)) == 1


def test_deep_nesting_ends_the_reading(loader):
    assert "deeper than" in faults_of("[" * 100_000, loader)[0]
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert faults_of(deep, loader) == []


def test_empty_texts_are_nothing(loader):
    assert read_yaml("", "f.yaml", loader=loader) == (None, ())
    assert read_yaml("# only this\n", "f.yaml", loader=loader) == (None, ())


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("rolebridge: x\n".encode("utf-16"), "f.yaml:1: this is not UTF-8 text"),
        (b"a: 1\nb: \xff\n", "f.yaml:2: this is not UTF-8 text"),
        (b"a" * (64 * 1024 * 1024 + 1), "larger than 64 MiB"),
    ],
    ids=["utf-16", "a stray byte", "too large"],
)
def test_bytes_that_are_no_text_are_refused(raw, fault):
    with pytest.raises(FederationRefused, match=fault):
        decode_utf8(raw, "f.yaml")


def test_a_byte_order_mark_is_left_out():
    assert decode_utf8(b"\xef\xbb\xbfa: 1", "f.yaml") == "a: 1"
