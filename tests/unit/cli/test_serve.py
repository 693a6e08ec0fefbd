"""What `serve` refuses before a worker starts."""

import pytest
from click.testing import CliRunner

from rolebridge.cli.serve import serve
from rolebridge.home import Home, HomeKind, HomeRefused


def test_a_folder_of_the_demonstration_is_refused_before_any_worker_starts(tmp_path):
    """Its passwords are public, and a worker could only say so by a trace."""
    folder = tmp_path / "home"
    Home(folder).create(HomeKind.DEMONSTRATION)
    with pytest.raises(HomeRefused, match="was made by `rolebridge demo`"):
        CliRunner().invoke(serve, env={"ROLEBRIDGE_HOME": str(folder)}, catch_exceptions=False)
