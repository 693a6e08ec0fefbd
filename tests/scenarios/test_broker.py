"""Scenario: a company's own broker turns a user's long-term keys into console sessions."""

import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

pytestmark = pytest.mark.e2e


@pytest.fixture
def login_url(run_example):
    printed = run_example("broker.py", PERSON="carla")
    assert "session for arn:aws:sts::444455556666:federated-user/carla." in printed
    return re.search(r"within 15 minutes: (\S+)", printed)[1]


@pytest.fixture
def browser():
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def test_the_login_url_opens_the_console_as_the_federated_user(login_url, browser):
    with browser.open(login_url) as answer:
        assert answer.url.endswith("/aws/console")
        page = answer.read().decode()
    assert "arn:aws:sts::444455556666:federated-user/carla" in page
    assert "444455556666:carla" in page
    assert "Made by the user" in page


def test_the_console_ends_with_a_sign_out(live, login_url, browser):
    browser.open(login_url).close()
    with pytest.raises(urllib.error.HTTPError) as ended:
        browser.open(f"{live.url}/aws/federation?Action=logout")
    assert ended.value.code == 403
    assert "No console is open here" in ended.value.read().decode()
    ended.value.close()
