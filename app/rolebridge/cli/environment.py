"""The settings of this process; apart from `context`, so that verbs over HTTP start fast."""

import os

from rolebridge.settings import Settings


def read_settings(*, demo: bool = False) -> Settings:
    """Read and check them. Raises SettingsInvalid with every fault."""
    return Settings.from_env(os.environ, demo=demo)
