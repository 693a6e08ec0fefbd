"""Errors are pages: with a request id, with what to do next, never with a trace."""

import json
import logging

import pytest

from rolebridge.errors import RolebridgeError
from rolebridge.store.unit_of_work import StoreUnavailable
from support.web import build_web


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/nowhere", "GET", 404, "not_found"),
        ("/saml/metadata", "POST", 405, "method_not_allowed"),
        ("/static/nothing.css", "GET", 404, "not_found"),
        ("/login", "DELETE", 405, "method_not_allowed"),
        ("/saml/continue/a/b", "GET", 404, "not_found"),
    ],
)
def test_framework_errors_are_pages(browser, path, method, status, code):
    answer = browser.open(path, method=method)
    assert answer.status_code == status
    assert answer.headers["X-Rolebridge-Error"] == code
    assert "What to do next" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_wrong_method_names_the_right_ones(browser):
    assert "GET" in browser.post("/healthz").headers["Allow"]


def test_body_beyond_the_limit_is_refused(browser):
    answer = browser.post("/aws/saml", data={"SAMLResponse": "A" * 600_000})
    assert answer.status_code == 413
    assert "That is too large" in answer.text


@pytest.mark.parametrize("kind", [RuntimeError, KeyError, UnicodeDecodeError])
def test_fault_is_a_page_without_a_trace_and_a_log_line_with_one(web, signed_in, caplog, kind):
    def broken(_person):
        raise (
            kind("utf-8", b"", 0, 1, "secret detail")
            if kind is UnicodeDecodeError
            else kind("secret detail")
        )

    web.portal.view = broken
    with caplog.at_level(logging.ERROR, "rolebridge.web"):
        answer = signed_in.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert answer.headers["X-Request-Id"] in caplog.records[0].getMessage()
    assert caplog.records[0].exc_info


def test_fault_keeps_the_security_headers(web, signed_in):
    web.portal.view = lambda _person: 1 / 0
    headers = signed_in.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_refusal_shows_its_public_face_only(web, signed_in):
    def refusing(_person):
        raise RolebridgeError("The public side.", code="some_code", detail="the private side")

    web.portal.view = refusing
    answer = signed_in.get("/")
    assert answer.status_code == 400
    assert answer.headers["X-Rolebridge-Error"] == "some_code"
    assert "The public side." in answer.text
    assert "the private side" not in answer.text


def test_private_side_of_a_refusal_is_one_line_of_the_log(web, signed_in, caplog):
    def refusing(_person):
        raise RolebridgeError("Public.", code="some_code", detail='forged"\n{"event": "\u202e')

    web.portal.view = refusing
    with caplog.at_level(logging.INFO, "rolebridge.web"):
        answer = signed_in.get("/")
    message = next(r for r in caplog.records if r.name == "rolebridge.web").getMessage()
    assert message.isascii()
    assert "\n" not in message
    assert json.loads(message) == {
        "event": "refused",
        "request_id": answer.headers["X-Request-Id"],
        "code": "some_code",
        "detail": 'forged"\n{"event": "\u202e',
    }


class TestHealth:
    def test_alive(self, browser):
        assert browser.get("/healthz").json == {"status": "ok"}

    def test_ready_names_its_parts(self, browser):
        assert browser.get("/readyz").json == {"status": "ok", "database": "ok", "keys": "ok"}

    def test_not_ready_tells_the_code_and_no_detail(self):
        def unready():
            raise RolebridgeError("The database is away.", code="database_away", detail="host db1")

        answer = build_web(check_readiness=unready).client().get("/readyz")
        assert answer.status_code == 503
        assert answer.json["code"] == "database_away"
        assert "db1" not in answer.text


def test_a_database_that_does_not_answer_is_503_without_asking_it_again(web, signed_in):
    def unreachable(_person):
        raise StoreUnavailable("The database does not answer. Try again in a moment.")

    web.portal.view = unreachable
    answer = signed_in.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["X-Rolebridge-Error"] == "store_unavailable"
    assert answer.text.startswith("The database does not answer.")
    assert answer.headers["X-Request-Id"] in answer.text
