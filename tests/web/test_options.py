"""Which names of ours there are."""

import pytest

from rolebridge.web.options import WebOptions


@pytest.mark.parametrize(
    ("base", "hosts"),
    [
        ("http://localhost:8000", {"localhost:8000", "127.0.0.1:8000", "[::1]:8000"}),
        ("http://[::1]:8000", {"localhost:8000", "127.0.0.1:8000", "[::1]:8000"}),
        ("https://SSO.example.com", {"sso.example.com", "sso.example.com:443"}),
        ("https://sso.example.com:443", {"sso.example.com", "sso.example.com:443"}),
        ("https://sso.example.com:8443", {"sso.example.com:8443"}),
        (
            "http://127.0.0.1",
            {
                f"{name}{port}"
                for name in ("localhost", "127.0.0.1", "[::1]")
                for port in ("", ":80")
            },
        ),
        ("https://[2001:db8::1]", {"[2001:db8::1]", "[2001:db8::1]:443"}),
    ],
)
def test_hosts_are_those_of_the_base_url(base, hosts):
    options = WebOptions(base, b"")
    assert options.hosts == hosts
    assert options.origins == {f"{base.partition(':')[0]}://{host}" for host in hosts}
