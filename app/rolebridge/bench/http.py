"""The server under load: SSO against a bare signing view, STS against moto, memory of a worker."""

import importlib.util
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rolebridge.bench.load import Request, build_request, measure_rate
from rolebridge.bench.measure import Measurement, at_least
from rolebridge.bench.servers import Running, run_floor, run_moto, run_rolebridge
from rolebridge.client import AWS_SERVICE_PROVIDER, PortalClient

_ROLE = "arn:aws:iam::444455556666:role/ReadOnly"
_PROVIDER = "arn:aws:iam::444455556666:saml-provider/ExampleCorp"
_MEMORY_BOUND_MB = 120
_ROUNDS = 3


def measure_server(requests: int) -> Iterator[Measurement]:
    """Rows for the server, each rate the best of a few rounds that take turns with its peer."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        key = home / "floor.pem"
        _write_key(key)
        with run_rolebridge(home / "home") as ours:
            client = PortalClient(ours.url)
            client.sign_in("alice", "alice-demo-password")
            with run_floor(key) as floor:
                yield _measure_sso(ours, floor, client, requests)
            if importlib.util.find_spec("moto") is not None:
                with run_moto() as moto:
                    yield _measure_sts(ours, moto, client.get_assertion(_ROLE), requests)
            yield _measure_memory(ours)


def _write_key(path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _measure_sso(ours: Running, floor: Running, client: PortalClient, requests: int) -> Measurement:
    target = f"/saml/start?sp={quote(AWS_SERVICE_PROVIDER, safe='')}"
    headers = {"Host": f"localhost:{ours.port}", "Cookie": client.cookie_header()}
    sso = build_request("GET", target, headers)
    bare = build_request("GET", "/", {"Host": f"localhost:{floor.port}"})
    figure, base = best_rates((ours.port, sso), (floor.port, bare), requests)
    return at_least("SSO response over HTTP", figure, base, "bare Flask + one signature", 0.4)


def _measure_sts(ours: Running, moto: Running, assertion: str, requests: int) -> Measurement:
    own, peer = build_saml_calls(ours, assertion)
    figure, base = best_rates((ours.port, own), (moto.port, peer), requests)
    return at_least("AssumeRoleWithSAML over HTTP", figure, base, "moto server", 1.5)


def build_saml_calls(ours: Running, assertion: str) -> tuple[Request, Request]:
    """The same bytes for us and for moto, which fails on an assertion that names several roles."""
    form = {
        "Action": "AssumeRoleWithSAML",
        "Version": "2011-06-15",
        "RoleArn": _ROLE,
        "PrincipalArn": _PROVIDER,
        "SAMLAssertion": assertion,
    }
    body = urlencode(form).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    own = build_request("POST", "/aws/", {"Host": f"localhost:{ours.port}", **kind}, body)
    peer = build_request("POST", "/", {"Host": "sts.amazonaws.com", **kind}, body)
    return own, peer


def best_rates(
    first: tuple[int, Request], second: tuple[int, Request], requests: int
) -> tuple[float, float]:
    """Requests a second of two servers, each the best of a few rounds that take turns."""
    rates: tuple[list[float], list[float]] = ([], [])
    for port, request in (first, second):
        measure_rate(port, request, requests=100)  # Caches fill before anything is counted.
    for _ in range(_ROUNDS):
        for (port, request), found in zip((first, second), rates, strict=True):
            found.append(measure_rate(port, request, requests=requests))
    return max(rates[0]), max(rates[1])


def _measure_memory(ours: Running) -> Measurement:
    megabytes = max(ours.worker_memory())
    return Measurement(
        "memory of a worker after the load",
        f"{megabytes:.0f} MB",
        f"{_MEMORY_BOUND_MB} MB",
        megabytes / _MEMORY_BOUND_MB,
        "<= 1",
        megabytes <= _MEMORY_BOUND_MB,
    )
