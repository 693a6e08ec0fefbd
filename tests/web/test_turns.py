"""One request at a time in a process, and no turn for who has not sent everything."""

from io import BytesIO
from threading import Event, Thread

from rolebridge.web.turns import Turns


class SlowBody:
    """A request body that arrives when it is told to."""

    def __init__(self) -> None:
        self.asked, self.arrived = Event(), Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        assert self.arrived.wait(10)
        return b"x" * size


class Inner:
    """Answers with what it was sent, and counts how many are inside."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.entered, self.may_leave = Event(), Event()
        self.may_leave.set()

    def __call__(self, environ, _start_response):
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.entered.set()
        assert self.may_leave.wait(10)
        self.inside -= 1
        return [environ["wsgi.input"].read()]


def environ(body, length: str | None):
    return {"wsgi.input": body, **({} if length is None else {"CONTENT_LENGTH": length})}


def test_the_body_arrives_whole():
    turns = Turns(Inner(), max_body=10)
    assert turns(environ(BytesIO(b"12345678"), "5"), None) == [b"12345"]


def test_a_body_that_is_too_long_or_of_no_length_is_left_to_the_application():
    for length in ("11", "-1", "five", "", None):
        body = BytesIO(b"12345678901")
        given = environ(body, length)
        Turns(Inner(), max_body=10)(given, None)
        assert given["wsgi.input"] is body


def test_a_slow_sender_has_no_turn():
    inner, body = Inner(), SlowBody()
    turns = Turns(inner, max_body=10)
    slow = Thread(target=turns, args=(environ(body, "3"), None))
    slow.start()
    assert body.asked.wait(10)
    assert turns(environ(BytesIO(b"abc"), "3"), None) == [b"abc"]
    body.arrived.set()
    slow.join(10)
    assert not slow.is_alive()


def test_two_requests_are_never_inside_together():
    inner = Inner()
    inner.may_leave.clear()
    turns = Turns(inner, max_body=10)
    threads = [Thread(target=turns, args=(environ(BytesIO(b""), None), None)) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert inner.entered.wait(10)
    inner.may_leave.set()
    for thread in threads:
        thread.join(10)
    assert inner.most == 1
