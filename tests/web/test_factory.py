"""The application as the composition root builds it, over a real home folder."""

import pytest

from rolebridge import create_app
from rolebridge.bootstrap import initialise
from rolebridge.home import HomeRefused
from rolebridge.settings import Settings


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("factory") / "home"
    environment = {"ROLEBRIDGE_HOME": str(home), "ROLEBRIDGE_URL": "https://idp.example.com"}
    initialise(Settings.from_env(environment)).close()
    return environment


def test_an_application_over_a_prepared_home_is_ready_and_answers(environment):
    client = create_app(Settings.from_env(environment)).test_client()
    assert client.get("/readyz", base_url="https://idp.example.com").json == {
        "status": "ok",
        "database": "ok",
        "keys": "ok",
    }
    metadata = client.get("/saml/metadata", base_url="https://idp.example.com")
    assert b'entityID="https://idp.example.com/saml/metadata"' in metadata.data


def test_no_application_is_built_over_a_folder_that_was_not_prepared(environment, tmp_path):
    with pytest.raises(HomeRefused):
        create_app(Settings.from_env({**environment, "ROLEBRIDGE_HOME": str(tmp_path / "none")}))
