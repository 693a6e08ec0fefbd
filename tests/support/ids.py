"""A source of randomness that counts, so that golden files and ids are stable."""


class CountingIds:
    """Each call differs from the last, and the n-th call is the same in every run."""

    def __init__(self) -> None:
        self.calls = 0

    def random_bytes(self, count: int) -> bytes:
        self.calls += 1
        return (
            self.calls.to_bytes(count, "big") if count >= 4 else bytes([self.calls % 256]) * count
        )
