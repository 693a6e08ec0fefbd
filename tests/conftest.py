"""Fixtures for every kind of test. Time and ids are values here; nothing is patched."""

from datetime import UTC, datetime

import pytest

from support.ids import CountingIds


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def ids() -> CountingIds:
    return CountingIds()
