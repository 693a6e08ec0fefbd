"""The verb `rolebridge bench`."""

import json
import sys
from dataclasses import asdict

import click

from rolebridge.bench.http import measure_server
from rolebridge.bench.library import measure_library
from rolebridge.bench.measure import Measurement


@click.command()
@click.option("--requests", default=1000, show_default=True, help="Requests of each round.")
@click.option("--library-only", is_flag=True, help="Start no servers.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def bench(requests: int, *, library_only: bool, as_json: bool) -> None:
    """Measure issuing, exchanging and the server, as ratios against floors of the same run.

    Everything stays on this machine. Exit status 1 where a bound is missed.
    """
    rows = []
    for row in measure_library():
        _tell(row, as_json=as_json)
        rows.append(row)
    if not library_only:
        for row in measure_server(requests):
            _tell(row, as_json=as_json)
            rows.append(row)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=2))
    sys.exit(0 if all(row.holds for row in rows) else 1)


def _tell(row: Measurement, *, as_json: bool) -> None:
    if not as_json:
        verdict = "ok" if row.holds else "MISSED"
        click.echo(
            f"{row.name:36} {row.figure:>12}  against {row.floor:42} "
            f"ratio {row.ratio:6.2f}  bound {row.bound:7} {verdict}"
        )
