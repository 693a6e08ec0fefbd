"""What the writers of all sections share."""

from collections.abc import Callable
from typing import Any

Tree = dict[str, Any]
WritePolicy = Callable[[str], "str | Tree"]


def list_present(**values: Any) -> Tree:
    """What says more than the default: nothing empty, nothing absent, nothing false."""
    return {name: value for name, value in values.items() if value}
