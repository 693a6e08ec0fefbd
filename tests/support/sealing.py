"""Sealing keys in memory, the last one current."""

import hashlib
import random


class MemorySealingKeys:
    def __init__(self, *key_ids: str) -> None:
        self.keys = {
            key_id: hashlib.sha256(key_id.encode()).digest() for key_id in key_ids or ("k1",)
        }

    def current(self) -> tuple[str, bytes]:
        return list(self.keys.items())[-1]

    def find(self, key_id: str) -> bytes | None:
        return self.keys.get(key_id)


class SeededIds:
    """A source of randomness with full-width values, the same in every run."""

    def __init__(self, seed: int = 1) -> None:
        self.random_bytes = random.Random(seed).randbytes
