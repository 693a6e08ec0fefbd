from datetime import UTC, datetime

import pytest

from rolebridge.clock import format_instant, parse_instant


def test_an_instant_round_trips():
    instant = datetime(2026, 11, 23, 10, 0, 1, tzinfo=UTC)
    assert parse_instant(format_instant(instant)) == instant


def test_fractions_are_kept_to_the_microsecond():
    assert parse_instant("2026-11-23T10:00:01.123456789Z").microsecond == 123456


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T10:00:01",
        "2026-11-23T10:00:01+00:00",
        "2026-11-23T10:00:01z",
        "20261123T100001Z",
        " 2026-11-23T10:00:01Z",
        "2026-11-23T10:00:01Z\n",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:00:60Z",
        "2026-02-30T10:00:00Z",
        "0000-01-01T00:00:00Z",
        "292277-01-01T00:00:00Z",
        "2026-W01-1",
        "",
        "2026-11-23T10:00:01.Z",
        "2026-11-23T10:00:01.1234567890Z",
        "٢٠٢٦-11-23T10:00:01Z",
    ],
)
def test_every_other_shape_is_refused(text):
    with pytest.raises(ValueError):
        parse_instant(text)
