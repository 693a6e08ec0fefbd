"""INSERT ... ON CONFLICT, which both databases have and SQLAlchemy names for each apart."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite

# The two constructs have the methods of one another; to a type checker they are strangers.
INSERT: Final[dict[str, Callable[..., Any]]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""Makes an INSERT that may say ON CONFLICT, by the name of the dialect."""


def build_for_each(build: Callable[[Callable[..., Any]], Any]) -> dict[str, Any]:
    """One statement in each dialect, built once when a module is read."""
    return {name: build(insert) for name, insert in INSERT.items()}
