"""How much one document may cost.

What is compared with what grows with the square of a document. A document that is made to be slow
loses findings, never time: where the effort is spent, every comparison gives the answer of which
nothing follows.
"""

from dataclasses import dataclass

# About a second. The longest policies of AWS, many times over every quota, need two thirds of it.
_ENOUGH = 1_000_000


@dataclass(slots=True)
class Effort:
    """What is left for one document."""

    left: int = _ENOUGH

    @property
    def is_spent(self) -> bool:
        return self.left <= 0

    def spend(self, units: int = 1) -> bool:
        """Take something off; whether there was anything left."""
        self.left -= units
        return self.left > 0
