"""A share of a run, as a worker process takes it."""

from typing import NamedTuple

from fuzz.answers import ask_engine, ask_reference
from fuzz.differential import Result, compare


class Chunk(NamedTuple):
    """The cases SEED:START to SEED:END, given up after `most` kinds of disagreement."""

    seed: int
    start: int
    end: int
    most: int


def run_chunk(chunk: Chunk) -> Result:
    """Engine and reference over the cases of the chunk."""
    names = ((chunk.seed, index) for index in range(chunk.start, chunk.end))
    return compare(names, ask_engine, ask_reference, chunk.most)
