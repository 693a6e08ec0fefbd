"""The opened home folder that a verb works in."""

from rolebridge.bootstrap import Workplace, open_workplace
from rolebridge.cli.environment import read_settings


def get_workplace() -> Workplace:
    """The opened home folder: database, key ring, clock and ids. Raises HomeRefused."""
    return open_workplace(read_settings())
