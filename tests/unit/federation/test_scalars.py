import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rolebridge.federation.placed import WrittenNumber
from rolebridge.federation.scalars import Disputed, read_plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("alice", "alice"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-17", -17),
        ("444455556666", 444455556666),
        ("2012-10-17", "2012-10-17"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("1.2.3", "1.2.3"),
        ("-foo", "-foo"),
        ("+", "+"),
        ("...", "..."),
        ("yesterday", "yesterday"),
        ("arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:role/x"),
    ],
)
def test_what_everybody_reads_alike_is_read(text, value):
    read = read_plain(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["1.50", "1e3", "-0", "0.1", "1E+2"])
def test_a_number_keeps_its_text(text):
    number = read_plain(text)
    assert isinstance(number, WrittenNumber)
    assert (str(number), float(number)) == (text, float(text))


@pytest.mark.parametrize(
    "text",
    [
        "yes", "No", "ON", "off", "True", "NULL", "=", "<<",
        "012345678901", "0123", "0x1F", "0o17", "0b1", "1_000", "+1", "1:30", "12:30:45",
        ".5", "1.", ".inf", "-.INF", ".nan", "9" * 41,
    ],
)  # fmt: skip
def test_what_readers_dispute_is_not_read(text):
    assert read_plain(text) is Disputed.SCALAR


@given(st.text(min_size=1, max_size=12, alphabet="0123456789+-_.:eEoxb yesnofNaIluTr~<="))
def test_a_text_here_is_a_text_to_pyyaml_too(text):
    """Dates aside: YAML 1.1 takes them for more than text, and nothing here is a date."""
    if read_plain(text) == text:
        assert yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False)) in (
            "tag:yaml.org,2002:str",
            "tag:yaml.org,2002:timestamp",
        )
