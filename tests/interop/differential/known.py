"""The table of known differences.

A row does not say "cases like this may differ": it names a construct and another way to write it
that both sides read alike. A difference is explained by a row only if our answer to the rewritten
case is the one we gave before, and the peer now gives it too.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from interop.differential.rewrites import REWRITES

TABLE = Path(__file__).resolve().parent.parent / "iam_simulate/known_differences.json"

Case = dict[str, object]


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """One row. `rewrite` gives None for a case that has nothing of the kind."""

    id: str
    what: str
    follows: str
    example: Case
    rewrite: Callable[[Case], Case | None]


def load_known_differences() -> list[KnownDifference]:
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    return [
        KnownDifference(
            row["id"],
            row["what"],
            row["follows"],
            {"id": f"example of {row['id']}", **row["example"]},
            REWRITES[row["rewrite"]],
        )
        for row in rows
    ]
