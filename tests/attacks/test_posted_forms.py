"""Forms that two readers could take for two messages (A7.13): refused before anything is read."""

from urllib.parse import quote_plus

import pytest

from support.web import build_web

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=b"
REQUEST = "PHNhbWxwOkF1dGhuUmVxdWVzdC8+"
RESPONSE = "PHNhbWxwOlJlc3BvbnNlLz4="
DOORS = (("/saml/sso", "SAMLRequest", REQUEST), ("/aws/saml", "SAMLResponse", RESPONSE))


@pytest.fixture
def web():
    return build_web()


@pytest.fixture(params=DOORS, ids=lambda door: door[0])
def door(request):
    return request.param


def encode(*pairs: tuple[str, str]) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in pairs)


def multipart(name: str, value: str) -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n--b--\r\n'


def refused(web, path: str, body: str | bytes, kind: str = FORM):
    """Refused with a page that says what to do, one row, and no call of the use case."""
    answer = web.client().post(path, data=body, content_type=kind)
    assert answer.status_code == 400
    assert answer.headers["X-Rolebridge-Error"] == "binding_refused"
    assert "What to do next" in answer.text
    assert "Set-Cookie" not in answer.headers
    rows = web.sso.unreadable + web.console.unreadable
    assert rows == [("binding_refused", answer.headers["X-Request-Id"])]
    assert web.sso.parked == {}
    assert web.sso.received == []
    assert web.console.rows == {}
    return answer


def test_the_plain_form_is_taken(web, door):
    path, name, value = door
    answer = web.client().post(
        path, data=encode((name, value)), content_type=f"{FORM}; charset=UTF-8"
    )
    assert answer.status_code in (200, 303)
    assert web.sso.unreadable == web.console.unreadable == []


@pytest.mark.parametrize("second", ["", "x", None])
def test_a_message_that_comes_twice(web, door, second):
    path, name, value = door
    body = encode((name, value), (name, value if second is None else second))
    assert name in refused(web, path, body).text


def test_names_that_are_escaped_are_the_same_names(web, door):
    path, name, value = door
    refused(web, path, encode((name, value)) + f"&%53{name[1:]}=x")


def test_a_relay_state_that_comes_twice(web, door):
    path, name, value = door
    pairs = ((name, value), ("RelayState", "a"), ("RelayState", "b"))
    refused(web, path, encode(*pairs))


def test_a_role_that_is_chosen_twice(web):
    pairs = (("SAMLResponse", RESPONSE), ("roleIndex", "a"), ("roleIndex", "b"))
    refused(web, "/aws/saml", encode(*pairs))


def test_a_request_and_a_response_in_one_form(web, door):
    refused(web, door[0], encode(("SAMLRequest", REQUEST), ("SAMLResponse", RESPONSE)))


def test_an_artifact_beside_the_message(web, door):
    path, name, value = door
    refused(web, path, encode((name, value), ("SAMLart", "x")))


def test_a_message_of_the_other_kind(web, door):
    path, name, _ = door
    other = "SAMLResponse" if name == "SAMLRequest" else "SAMLRequest"
    refused(web, path, encode((other, "PHg+")))


@pytest.mark.parametrize("name", ["SAMLRequest", "SAMLResponse", "RelayState"])
def test_a_parameter_in_the_query_beside_the_body(web, door, name):
    path, message, value = door
    refused(web, f"{path}?{name}=x", encode((message, value)))


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", BOUNDARY])
def test_other_kinds_of_body(web, door, kind):
    path, name, value = door
    body = multipart(name, value) if kind == BOUNDARY else encode((name, value))
    refused(web, path, body, kind)
