"""The last value on either side of a limit, in conditions and in JSON."""

import pytest

from rolebridge.iam.conditions.date import parse_date
from rolebridge.iam.json_text import UnreadableJSON, read_json


@pytest.mark.parametrize("zone", ["+23:59", "-23:59", "+00:00", "-00:00", "+23:00", "+00:59"])
def test_a_zone_is_less_than_a_day_away(zone):
    assert parse_date(f"2026-11-23T10:00:00{zone}") is not None


@pytest.mark.parametrize("zone", ["+24:00", "-24:00", "+00:60", "-00:60", "+23:60", "+99:99"])
def test_no_zone_is_a_day_away_nor_has_more_than_59_minutes(zone):
    assert parse_date(f"2026-11-23T10:00:00{zone}") is None


def test_a_zone_is_taken_off_the_time():
    assert parse_date("2026-11-23T10:00:00+01:30") == parse_date("2026-11-23T08:30:00Z")
    assert parse_date("2026-11-23T10:00:00-01:30") == parse_date("2026-11-23T11:30:00Z")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('\n{"a": 1, "a": 2}\n\n', 2),
        ('{"a": 1,\n"b": {},\n"a": 2}\n\n', 3),
        ('\n\n{"a": NaN\n}\n', 3),
        ('{"a":\n\nInfinity}\n\n', 3),
        ('\n{"a": "\\ud800"}\n\n', 2),
    ],
)
def test_lines_are_counted_from_the_start_to_the_fault(text, line):
    with pytest.raises(UnreadableJSON) as refused:
        read_json(text)

    assert refused.value.line == line


def test_of_a_long_word_the_beginning_is_told():
    with pytest.raises(UnreadableJSON) as refused:
        read_json('{"a": NaN' + "x" * 60 + "}")

    assert refused.value.reason == "NaN" + "x" * 37 + " is not JSON"
