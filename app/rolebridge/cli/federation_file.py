"""A federation file as a verb is given it, and its faults as a verb prints them."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

import click

from rolebridge.federation.documents import ReadFile
from rolebridge.federation.faults import Fault, FederationRefused, format_path
from rolebridge.federation.files import FolderReader, refuse_files
from rolebridge.federation.reader import decode_utf8


@dataclass(frozen=True, slots=True)
class FederationInput:
    """The text, the name that errors call it by, and the way to the files beside it."""

    text: str
    name: str
    read_file: ReadFile


def read_federation_input(name: str) -> FederationInput:
    """Read a file, or standard input for `-`. Raises FederationRefused for what is no text."""
    if name == "-":
        raw = sys.stdin.buffer.read()
        return FederationInput(decode_utf8(raw, "(stdin)"), "(stdin)", refuse_files)
    path = Path(name)
    return FederationInput(decode_utf8(path.read_bytes(), name), name, FolderReader(path.parent))


def refuse_with_faults(refused: FederationRefused, *, as_json: bool) -> NoReturn:
    """Print every fault and leave with exit status 1."""
    count = len(refused.faults)
    if as_json:
        faults = [_as_values(fault) for fault in refused.faults]
        click.echo(json.dumps({"version": 1, "faults": faults}, indent=2, ensure_ascii=False))
    else:
        click.echo(str(refused), err=True)
        click.echo(f"{count} fault{'s'[: count != 1]}; nothing was changed.", err=True)
    sys.exit(1)


def _as_values(fault: Fault) -> dict[str, object]:
    return asdict(fault) | {"path": format_path(fault.path)}
