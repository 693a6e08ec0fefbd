"""Cases kept as data: `tests/vectors/SET/*.json`."""

import json
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent.parent / "vectors"


def load_cases(folder: str, *names: str) -> list:
    """The cases of the named files, each a pytest parameter with the case's name as id."""
    cases = []
    for name in names:
        rows = json.loads((_HERE / folder / f"{name}.json").read_text(encoding="utf-8"))
        cases += [pytest.param(row, id=f"{name}: {row['name']}") for row in rows]
    return cases
