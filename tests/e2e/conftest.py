"""One live demonstration server and one browser for the whole session."""

from collections.abc import Iterator

import pytest

from support.live import Live, demonstration
from support.parts import require


@pytest.fixture(scope="session")
def live(tmp_path_factory) -> Iterator[Live]:
    with demonstration(tmp_path_factory.mktemp("e2e") / "home") as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    path = require("/usr/bin/chromium", "the browser test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            headless=True,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live):
    context = chromium.new_context(base_url=live.url)
    yield context.new_page()
    context.close()
