"""What README and CONTRIBUTING say about the tree holds."""

import re
import tomllib
from pathlib import Path

import pytest

from rolebridge import __version__

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
_PATH = re.compile(r"(?:app|certs|examples|migrations|templates|tests)/[\w./-]*\w/?")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_is_named_exists(document):
    named = set(_PATH.findall((ROOT / document).read_text()))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_version_is_the_same_everywhere_and_its_changes_are_told():
    assert PROJECT["project"]["version"] == __version__
    assert f"\n## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text()


def test_the_layers_are_drawn_as_they_are_enforced():
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    drawn = (ROOT / "CONTRIBUTING.md").read_text().splitlines()
    lines = [line.strip().split("  ")[0] for line in drawn if line.startswith("    ")]
    assert [line for line in lines if line in layers] == layers
