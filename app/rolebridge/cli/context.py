"""What a verb works with: the settings and the opened home folder."""

import os

from rolebridge.bootstrap import Workplace, open_workplace
from rolebridge.settings import Settings


def read_settings(*, demo: bool = False) -> Settings:
    """The settings of this process. Raises SettingsInvalid with every fault."""
    return Settings.from_env(os.environ, demo=demo)


def get_workplace() -> Workplace:
    """The opened home folder: database, key ring, clock and ids. Raises NotInitialised."""
    return open_workplace(read_settings())
