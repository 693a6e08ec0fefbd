"""The AWS door over a federation whose clock is the machine's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from botocore.credentials import Credentials

from rolebridge.access.model import Service
from rolebridge.web.current import SERVICES
from support.clock import SettableClock
from support.federation import (
    Federation,
)
from support.web import build_web
from support.wire import root_of_a_demonstration


@pytest.fixture
def world():
    """botocore signs with the machine's own time, so these tests begin there."""
    return Federation(SettableClock(datetime.now(UTC)))


@pytest.fixture
def client(world):
    web = build_web()
    web.app.extensions[SERVICES] = replace(
        web.app.extensions[SERVICES], aws={Service.STS: world.sts}
    )
    return web.client()


@pytest.fixture
def session_keys(world):
    issued = world.exchange(world.respond()).credentials
    return Credentials(issued.access_key_id, issued.secret_access_key, issued.session_token)


@pytest.fixture(scope="session")
def wire(tmp_path_factory):
    """A live server, for requests that are written byte by byte."""
    with root_of_a_demonstration(tmp_path_factory.mktemp("wire") / "home") as server:
        yield server
