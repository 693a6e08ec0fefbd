"""Documents are fetched from where they may be, whole, small and soon, or not at all."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rolebridge.store.guarded_http import MAX_BYTES, FetchFailed, fetch, is_allowed

ANSWERS = {
    "/good": (200, {}, b'{"a":1}'),
    "/missing": (404, {}, b"{}"),
    "/large": (200, {}, b"x" * (MAX_BYTES + 1)),
    "/largest": (200, {}, b"x" * MAX_BYTES),
    "/elsewhere": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/around": (302, {"Location": "/good"}, b""),
}


class Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def listening():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("path", "length"), [("/good", 7), ("/largest", MAX_BYTES)])
def test_document_on_this_machine_is_fetched_where_that_is_meant(path, length):
    with listening() as (_, url):
        assert len(fetch(url + path, on_this_machine=True)) == length


def test_document_on_this_machine_is_not_fetched_where_it_is_not_meant():
    with listening() as (server, url):
        with pytest.raises(FetchFailed):
            fetch(url + "/good", on_this_machine=False)
        assert server.seen == []


def test_https_to_an_address_of_this_machine_ends_before_a_byte_is_sent():
    """A public name may point at 127.0.0.1: the address that was reached counts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(FetchFailed, match="could not be fetched") as failed:
            fetch(f"https://localhost:{port}/", on_this_machine=False)
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1) == b""
    assert "is not an address that may be asked" in failed.value.reason


@pytest.mark.parametrize(
    ("path", "reason"), [("/missing", "HTTP 404"), ("/large", "more than 262144 bytes")]
)
def test_answer_that_is_no_small_document_is_refused(path, reason):
    with listening() as (_, url), pytest.raises(FetchFailed) as failed:
        fetch(url + path, on_this_machine=True)
    assert reason in failed.value.reason


@pytest.mark.parametrize("path", ["/elsewhere", "/around"])
def test_nothing_is_followed(path):
    with listening() as (server, url):
        with pytest.raises(FetchFailed) as failed:
            fetch(url + path, on_this_machine=True)
        assert [seen for seen, _ in server.seen] == [path]
    assert "HTTP 302" in failed.value.reason


def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    with listening() as (server, url), listening() as (proxy, proxy_url):
        monkeypatch.setenv("HTTP_PROXY", proxy_url)
        monkeypatch.setenv("http_proxy", proxy_url)
        fetch(url + "/good", on_this_machine=True)
        assert (len(server.seen), proxy.seen) == (1, [])


def test_closed_port_is_a_failure():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(FetchFailed):
            fetch(url, on_this_machine=True)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_public_addresses_may_be_asked(address):
    assert is_allowed(address, on_this_machine=False)
    assert not is_allowed(address, on_this_machine=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_addresses_may_be_asked_where_that_is_meant(address):
    assert is_allowed(address, on_this_machine=True)
    assert not is_allowed(address, on_this_machine=False)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff0e::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "64:ff9b::a9fe:a9fe",
        "not an address",
    ],
)
def test_inner_and_special_addresses_are_never_asked(address):
    assert not is_allowed(address, on_this_machine=False)
    assert not is_allowed(address, on_this_machine=True)
