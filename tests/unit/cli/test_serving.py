"""What `demo` and `serve` refuse before a server is started."""

import socket

import pytest
from click.testing import CliRunner

from rolebridge.bootstrap import initialise, open_workplace
from rolebridge.cli import rolebridge
from rolebridge.cli.server import AddressRefused, require_free_address
from rolebridge.home import HomeRefused
from rolebridge.settings import Settings
from support.live import find_free_port


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def run(tmp_path):
    environment = {"ROLEBRIDGE_HOME": str(tmp_path / "home")}
    runner = CliRunner()
    return lambda verb, **more: runner.invoke(rolebridge, [verb], env={**environment, **more})


def settings_of(tmp_path, *, demo):
    return Settings.from_env({"ROLEBRIDGE_HOME": str(tmp_path / "home")}, demo=demo)


def test_a_free_address_is_left_free():
    free = f"127.0.0.1:{find_free_port()}"
    require_free_address(free)
    require_free_address(free)


def test_an_address_in_use_is_named_with_the_setting_that_changes_it(taken):
    with pytest.raises(AddressRefused, match=f"{taken} is in use.*ROLEBRIDGE_BIND"):
        require_free_address(taken)


@pytest.mark.parametrize("bind", ["192.0.2.1:8000", "no-such-host.invalid:8000"])
def test_an_address_of_somebody_else_is_named_with_the_reason(bind):
    with pytest.raises(AddressRefused, match=f"{bind} cannot be used"):
        require_free_address(bind)


def test_a_demonstration_that_cannot_be_served_touches_nothing_and_introduces_nobody(
    run, taken, tmp_path
):
    refused = run("demo", ROLEBRIDGE_BIND=taken)
    assert isinstance(refused.exception, AddressRefused)
    assert refused.output == ""
    assert not (tmp_path / "home").exists()


def test_serve_refuses_the_home_of_the_demonstration(run, tmp_path):
    initialise(settings_of(tmp_path, demo=True)).close()
    refused = run("serve")
    assert isinstance(refused.exception, HomeRefused)
    assert "made by `rolebridge demo`" in str(refused.exception)
    assert refused.output == ""


def test_the_demonstration_refuses_the_home_of_an_organisation(run, tmp_path):
    initialise(settings_of(tmp_path, demo=False)).close()
    refused = run("demo", ROLEBRIDGE_BIND=f"127.0.0.1:{find_free_port()}")
    assert isinstance(refused.exception, HomeRefused)
    assert "made by `rolebridge init`" in str(refused.exception)
    workplace = open_workplace(settings_of(tmp_path, demo=False))
    try:
        assert "alice" not in workplace.federation.export()
    finally:
        workplace.close()


def test_an_organisation_whose_address_is_taken_is_not_announced(run, taken, tmp_path):
    initialise(settings_of(tmp_path, demo=False)).close()
    refused = run("serve", ROLEBRIDGE_BIND=taken)
    assert isinstance(refused.exception, AddressRefused)
    assert refused.output == ""
