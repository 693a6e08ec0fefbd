"""Real third-party parts: used where present; in CI their absence is a failure."""

import os
import shutil
from pathlib import Path

import pytest


def require(part: str | Path, why: str) -> str:
    """The path of a program or file that only an administrator can install."""
    found = shutil.which(str(part)) or (str(part) if Path(part).exists() else None)
    if found is not None:
        return found
    message = f"{part} is not installed ({why}); `make test-deps` installs it"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
