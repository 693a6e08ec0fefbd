"""A federation whose clock a test may move."""

import pytest

from support.clock import SettableClock
from support.federation import Federation


@pytest.fixture
def clock(now):
    return SettableClock(now)


@pytest.fixture
def world(clock):
    return Federation(clock)
