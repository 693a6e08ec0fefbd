"""The door for calls: everything that holds for pages holds there too."""

from dataclasses import replace
from io import BytesIO
from threading import Event, Lock, Thread

import pytest

from rolebridge.access.model import Service
from rolebridge.web.aws import AWSDoor
from rolebridge.web.current import OPTIONS, SERVICES
from support.web import build_web

WHO = b"Action=GetCallerIdentity&Version=2011-06-15"
HEADERS = {
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Cache-Control",
    "X-Request-Id",
}


@pytest.fixture
def web():
    return build_web()


def test_a_call_and_a_page_carry_the_same_headers(web):
    call = web.client().post("/aws/", data=WHO)
    page = web.client().get("/login")
    for name in HEADERS:
        if name != "X-Request-Id":
            assert call.headers[name] == page.headers[name], name
    assert call.headers["x-amzn-RequestId"] == call.headers["X-Request-Id"]


def test_a_call_sets_no_cookie(web):
    assert "Set-Cookie" not in web.client().post("/aws/", data=WHO).headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_a_call_is_made_by_get_or_post(web, method):
    assert web.client().open("/aws/", method=method).status_code == 405


def test_another_name_of_this_machine_is_refused(web):
    answer = web.client().post("/aws/", data=WHO, base_url="http://evil.example")
    assert (answer.status_code, b"ValidationError" in answer.data) == (400, True)


class SlowBody:
    """A body that arrives when it is told to."""

    def __init__(self):
        self.content = BytesIO(WHO)
        self.asked, self.arrived = Event(), Event()

    def read(self, *arguments):
        self.asked.set()
        assert self.arrived.wait(10)
        return self.content.read(*arguments)


def test_a_slow_sender_of_a_long_body_has_no_turn(web):
    turn, body, answers = Lock(), SlowBody(), []
    extensions = web.app.extensions
    door = AWSDoor(
        web.app.wsgi_app, lambda: extensions[SERVICES], lambda: extensions[OPTIONS], turn
    )
    environ = {
        "PATH_INFO": "/aws/",
        "REQUEST_METHOD": "POST",
        "HTTP_HOST": "localhost:8000",
        "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256",
        "CONTENT_LENGTH": "5000000",
        "wsgi.input": body,
    }
    slow = Thread(target=lambda: answers.extend(door(environ, lambda *_: None)))
    slow.start()
    assert body.asked.wait(10)
    assert not turn.locked()
    body.arrived.set()
    slow.join(10)
    assert answers


def test_whoever_asks_an_issuer_has_no_turn(web):
    """Else an issuer that takes its time holds up everybody, pages included."""
    turn, seen, extensions = Lock(), [], web.app.extensions

    class Performing:
        def perform(self, call):
            seen.append((call.action, turn.locked()))
            return ()

    services = replace(extensions[SERVICES], aws=dict.fromkeys(Service, Performing()))
    door = AWSDoor(web.app.wsgi_app, lambda: services, lambda: extensions[OPTIONS], turn)
    for action in ("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetCallerIdentity"):
        body = f"Action={action}&Version=2011-06-15".encode()
        environ = {
            "PATH_INFO": "/aws/",
            "REQUEST_METHOD": "POST",
            "HTTP_HOST": "localhost:8000",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        door(environ, lambda *_: None)
    assert seen == [
        ("AssumeRoleWithWebIdentity", False),
        ("AssumeRoleWithSAML", True),
        ("GetCallerIdentity", True),
    ]
