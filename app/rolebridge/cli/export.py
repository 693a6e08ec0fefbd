"""`rolebridge export`: the set-up as a federation file."""

import os
from pathlib import Path

import click

from rolebridge.cli.context import get_workplace


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file, readable by its owner only.",
)
@click.option("--without-people", is_flag=True, help="Leave people out, and with them every hash.")
def export(output: Path | None, *, without_people: bool) -> None:
    """Write the set-up as a federation file that `rolebridge apply` reads back.

    Password hashes are in it: treat it as a secret, or leave people out.
    """
    workplace = get_workplace()
    try:
        text = workplace.federation.export(with_people=not without_people)
    finally:
        workplace.close()
    if output is None:
        click.echo(text, nl=False)
    else:
        write_private(output, text)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in one step: nobody sees a half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
