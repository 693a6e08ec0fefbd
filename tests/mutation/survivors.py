"""Mutants that live for a reason: `survivors.json`.

A list of groups, each a reason and the mutants that it holds for. A mutant is named by its
function, the lines that it changes and what they become, so that an edit elsewhere leaves the entry
valid; what one line becomes in several mutants is a list. Instead of mutants a group may have
`everywhere`: a piece of code with what may become of it, wherever it stands.
"""

import json
from dataclasses import dataclass
from pathlib import Path

Key = tuple[str, str, str]

_FILE = Path(__file__).parent / "survivors.json"


@dataclass(frozen=True, slots=True)
class Survivors:
    """The mutants that are known to live, by name and by what they do."""

    named: frozenset[Key]
    everywhere: frozenset[tuple[str, str]]

    def __contains__(self, key: Key) -> bool:
        _, was, becomes = key
        return key in self.named or any(
            was.replace(piece, changed) == becomes for piece, changed in self.everywhere
        )


def load_survivors() -> Survivors:
    """Read the file."""
    groups = json.loads(_FILE.read_text(encoding="utf-8"))
    return Survivors(
        named=frozenset(
            (mutant["in"], mutant["was"], becomes)
            for group in groups
            for mutant in group.get("mutants", ())
            for becomes in mutant["becomes"]
        ),
        everywhere=frozenset(
            (piece, becomes)
            for group in groups
            for piece, changes in group.get("everywhere", {}).items()
            for becomes in changes
        ),
    )
