"""Mutants that live for a reason: `survivors.json`.

A list of groups, each a reason and the mutants that it holds for; a mutant is named by its
function and the lines that it changes, so that an edit elsewhere leaves the entry valid.
"""

import json
from pathlib import Path

Key = tuple[str, str, str]

_FILE = Path(__file__).parent / "survivors.json"


def load_reasons() -> dict[Key, str]:
    """The reason of every mutant that is known to live."""
    return {
        (mutant["in"], mutant["was"], mutant["becomes"]): group["reason"]
        for group in json.loads(_FILE.read_text(encoding="utf-8"))
        for mutant in group["mutants"]
    }
