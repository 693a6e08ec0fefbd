"""The verb `rolebridge bench`, and what it can be asked to measure alone."""

import importlib
import importlib.util
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from rolebridge.bench.http import measure_server
from rolebridge.bench.library import measure_library
from rolebridge.bench.measure import Measurement
from rolebridge.bench.policy import measure_policies

_PEER = Path("tests/interop/iam_simulate")


@click.group(invoke_without_command=True)
@click.option("--requests", default=1000, show_default=True, help="Requests of each round.")
@click.option("--library-only", is_flag=True, help="Start no servers.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@click.pass_context
def bench(context: click.Context, *, requests: int, library_only: bool, as_json: bool) -> None:
    """Measure issuing, exchanging and the server, as ratios against floors of the same run.

    Everything stays on this machine. Exit status 1 where a bound is missed.
    """
    if context.invoked_subcommand is None:
        server = () if library_only else (measure_server(requests),)
        _run(measure_library(), *server, as_json=as_json)


@bench.command()
@click.option(
    "--peer",
    type=click.Path(file_okay=False, path_type=Path),
    default=_PEER,
    show_default=True,
    help="The folder of the driver of iam-simulate, with what it needs installed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def policy(peer: Path, *, as_json: bool) -> None:
    """Measure policy decisions and explanations: CPU time, one core, beside iam-simulate.

    The peer and AWS's managed policies are there where development packages are installed; without
    them their rows are left out. Exit status 1 where a bound is missed.
    """
    found = peer if (peer / "node_modules").is_dir() else None
    if found is None:
        click.echo(f"Without iam-simulate: {peer} has no node_modules (make test).", err=True)
    _run(measure_policies(found, _read_managed_policies()), as_json=as_json)


@bench.command()
@click.option("--requests", default=1000, show_default=True, help="Requests of each round.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def sts(*, requests: int, as_json: bool) -> None:
    """Measure STS over HTTP beside moto's server, and in a set-up of 10,000 roles.

    Needs the development packages. Exit status 1 where a bound is missed.
    """
    if importlib.util.find_spec("moto") is None:
        raise click.UsageError("moto and botocore are not installed: see make test.")
    _run(importlib.import_module("rolebridge.bench.sts").measure_sts(requests), as_json=as_json)


def _read_managed_policies() -> list[object]:
    """Those that moto carries, which is a development package."""
    if importlib.util.find_spec("moto") is None:
        return []
    module = importlib.import_module("moto.iam.aws_managed_policies")
    policies = json.loads(module.aws_managed_policies_data)
    return [policy["Document"] for policy in policies.values()]


def _run(*sources: Iterable[Measurement], as_json: bool) -> None:
    """Print rows as they come; exit status 1 where a bound is missed."""
    rows = []
    for source in sources:
        for row in source:
            if not as_json:
                _tell(row)
            rows.append(row)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=2))
    sys.exit(0 if all(row.holds for row in rows) else 1)


def _tell(row: Measurement) -> None:
    verdict = "ok" if row.holds else "MISSED"
    click.echo(
        f"{row.name:36} {row.figure:>12}  against {row.floor:42} "
        f"ratio {row.ratio:6.2f}  bound {row.bound:7} {verdict}"
    )
