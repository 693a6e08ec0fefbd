"""What README and CONTRIBUTING say about the tree holds."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PATH = re.compile(r"(?:app|certs|examples|migrations|templates|tests)/[\w./-]*\w/?")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_is_named_exists(document):
    named = set(_PATH.findall((ROOT / document).read_text()))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_layers_are_drawn_as_they_are_enforced():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (each["layers"] for each in contracts["contracts"] if each["type"] == "layers")
    drawn = (ROOT / "CONTRIBUTING.md").read_text().splitlines()
    lines = [line.strip().split("  ")[0] for line in drawn if line.startswith("    ")]
    assert [line for line in lines if line in layers] == layers
