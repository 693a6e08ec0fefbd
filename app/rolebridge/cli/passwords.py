"""Where a verb gets a password from: the terminal or ROLEBRIDGE_PASSWORD, never an argument."""

import getpass
import os
from pathlib import Path

import click


def ask_password(prompt: str) -> str:
    """Ask on `/dev/tty`, so that it works below `credential_process`; the environment wins.

    Raises click.UsageError (exit status 2) where there is neither.
    """
    password = os.environ.get("ROLEBRIDGE_PASSWORD")
    if password:
        return password
    try:
        with Path("/dev/tty").open("r+b", buffering=0):
            return getpass.getpass(prompt)
    except (EOFError, OSError):
        raise click.UsageError(
            "There is no terminal to ask for the password; set ROLEBRIDGE_PASSWORD."
        ) from None
