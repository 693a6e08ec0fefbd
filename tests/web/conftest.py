"""The application over in-memory services, and a browser for it."""

import pytest

from support.web import Browser, Web, build_web


@pytest.fixture
def web() -> Web:
    return build_web()


@pytest.fixture
def browser(web: Web) -> Browser:
    return web.client()


@pytest.fixture
def signed_in(web: Web) -> Browser:
    client = web.client()
    client.sign_in()
    return client
